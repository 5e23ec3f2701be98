/** Scripts run straight from the network, and images pulled by hand. */
import { type Call, options, programName, strip } from './call.ts';
import { type Found, install, NOTHING, namesOf } from './found.ts';
import type { Command, Word } from './scan.ts';

const FETCHERS = new Set([
  'curl',
  'wget',
  'iwr',
  'irm',
  'Invoke-WebRequest',
  'Invoke-RestMethod',
  'aria2c',
  'http',
]);
/** Programs that run what they read. */
export const INTERPRETERS = new Set(
  'sh bash zsh dash ash ksh fish python python3 node perl ruby php deno bun iex Invoke-Expression pwsh powershell'.split(
    ' ',
  ),
);
const DOWNLOAD_VALUED = new Set(
  '-o --output -O --output-document -H --header -d --data -u --user -A -e -b -X --retry --max-time -m -w --connect-timeout -P'.split(
    ' ',
  ),
);
const CURL_VALUED = new Set([...DOWNLOAD_VALUED].filter((flag) => flag !== '-O' && flag !== '-P'));

const stripped = (command: Command): { tool: string; args: readonly Word[] } => {
  const { words } = strip(command.words);
  return { tool: programName(words[0]?.text ?? ''), args: words.slice(1) };
};

const addresses = (args: readonly Word[]): readonly string[] =>
  namesOf(args.filter((word) => /^https?:\/\/|^[\w.-]+\.[a-z]{2,}\/|^\$/i.test(word.text)));

/** The fetch whose output an interpreter runs: by a pipe, `<(…)`, `-c "$(…)"` or `eval "$(…)"`. */
function fetchOf(
  call: Call,
): { readonly command: Command; readonly tool: string; readonly args: readonly Word[] } | null {
  const isEval = call.tool === 'eval' || call.tool === 'source' || call.tool === '.';
  if (!isEval && !INTERPRETERS.has(call.tool)) return null;
  for (
    let source = call.command.source, hops = 0;
    source !== null && hops < 20;
    source = source.source, hops++
  ) {
    const { tool, args } = stripped(source);
    if (FETCHERS.has(tool)) return { command: source, tool, args };
  }
  for (const word of call.args) {
    if (!/^(?:<\(|\$\(|`)/.test(word.text)) continue;
    for (const command of word.nested) {
      const { tool, args } = stripped(command);
      if (FETCHERS.has(tool)) return { command, tool, args };
    }
  }
  return null;
}

interface Download {
  readonly names: readonly string[];
  readonly by: Call;
}

/** Remembers files that were downloaded, so that `curl -o x.sh …; sh x.sh` is seen, once a file. */
export class Downloads {
  readonly #files = new Map<string, Download>();

  note(call: Call): void {
    if (!FETCHERS.has(call.tool) || this.#files.size > 1000) return;
    const wget = call.tool === 'wget';
    const { flags } = options(call.args, wget ? DOWNLOAD_VALUED : CURL_VALUED);
    const names = addresses(call.args);
    const named = wget
      ? (flags.get('-O') ?? flags.get('--output-document'))
      : (flags.get('-o') ?? flags.get('--output'));
    const redirected = call.command.redirects.find((redirect) => redirect.operator.startsWith('>'))?.target
      .text;
    const byAddress = wget || flags.has('-O') || flags.has('--remote-name') ? names[0] : undefined;
    const file = named ?? redirected ?? byAddress;
    if (file !== undefined && file !== '' && file !== '-' && names.length > 0)
      this.#files.set(programName(file), { names, by: call });
  }

  /** The download that the call runs, or makes executable in order to. */
  ranBy(call: Call): Download | null {
    const runsFile = INTERPRETERS.has(call.tool) || call.tool === 'source' || call.tool === '.';
    const file = runsFile ? call.args.find((word) => !word.text.startsWith('-'))?.text : madeExecutable(call);
    const name = programName(file ?? call.program);
    const download = this.#files.get(name) ?? null;
    this.#files.delete(name);
    return download;
  }
}

function madeExecutable(call: Call): string | undefined {
  if (call.tool !== 'chmod' && call.tool !== 'install') return undefined;
  const executable =
    call.args.some((word) => /^(?:[ugoa]*[+=][rw]*x|0?7\d\d)$/.test(word.text)) || call.tool === 'install';
  return executable
    ? call.args.find((word) => /[a-z]/i.test(word.text) && !/^[-+]|^[ugoa]*[+=]/.test(word.text))?.text
    : undefined;
}

export interface NetworkScript {
  readonly found: readonly Found[];
  /** Where the fetch begins. */
  readonly start: number;
  /** The call that fetches, when it is another one than the call that runs. */
  readonly by: Call | null;
}

export function networkScript(call: Call, downloads: Downloads): NetworkScript {
  const fetched = fetchOf(call);
  if (fetched !== null) {
    const names = addresses(fetched.args);
    const found = install(fetched.tool, 'script', 'no', { names, global: true, directory: call.directory });
    return { found, start: call.inner ? call.at : Math.min(fetched.command.start, call.at), by: null };
  }
  const download = downloads.ranBy(call);
  downloads.note(call);
  if (download === null) return { found: NOTHING, start: call.at, by: null };
  const { names, by } = download;
  const found = install(by.tool, 'script', 'no', { names, global: true, directory: by.directory });
  return { found, start: by.at, by };
}

const RUN_BOOLEAN =
  /^(?:-[itdPq]+|--(?:rm|init|detach|interactive|tty|privileged|read-only|quiet|no-healthcheck|publish-all|sig-proxy|oom-kill-disable|disable-content-trust|replace))$/;

/** `docker pull x`, `docker run … x`. */
export function images(call: Call): readonly Found[] {
  if (!['docker', 'podman', 'nerdctl'].includes(call.tool)) return NOTHING;
  const words = call.args.map((word) => word.text);
  const at = words[0] === 'image' || words[0] === 'container' ? 1 : 0;
  const sub = words[at];
  const image = sub === 'pull' ? words.slice(at + 1).find((word) => !word.startsWith('-')) : undefined;
  const reference = image ?? (sub === 'run' || sub === 'create' ? runImage(words.slice(at + 1)) : undefined);
  if (reference === undefined) return NOTHING;
  const locked = reference.includes('@sha256:') ? 'yes' : 'no';
  return install(call.tool, 'image', locked, {
    names: namesOf([reference]),
    global: true,
    directory: call.directory,
  });
}

function runImage(words: readonly string[]): string | undefined {
  let at = 0;
  while (words[at]?.startsWith('-') === true) {
    const word = words[at] ?? '';
    at += RUN_BOOLEAN.test(word) || word.includes('=') || /^-[evpuw]./.test(word) ? 1 : 2;
  }
  const image = words[at];
  // A bare name is as often an image that the job itself has built.
  return image?.includes('/') === true && !image.includes('$') ? image : undefined;
}
