/** Scripts run straight from the network, and images pulled by hand. */
import { type Call, options, programName, strip } from './call.ts';
import { type Found, install, namesOf, NOTHING } from './found.ts';
import type { Command, Word } from './scan.ts';

const FETCHERS = new Set(['curl', 'wget', 'iwr', 'irm', 'Invoke-WebRequest', 'Invoke-RestMethod', 'aria2c', 'http']);
/** Programs that run what they read. */
export const INTERPRETERS = new Set(
  'sh bash zsh dash ash ksh fish python python3 node perl ruby php deno bun iex Invoke-Expression pwsh powershell'.split(' '),
);
const DOWNLOAD_VALUED = new Set(
  '-o --output -O --output-document -H --header -d --data -u --user -A -e -b -X --retry --max-time -m -w --connect-timeout -P'.split(' '),
);
const CURL_VALUED = new Set([...DOWNLOAD_VALUED].filter((flag) => flag !== '-O' && flag !== '-P'));

const stripped = (command: Command): { tool: string; args: readonly Word[] } => {
  const { words } = strip(command.words);
  return { tool: programName(words[0]?.text ?? ''), args: words.slice(1) };
};

const addresses = (args: readonly Word[]): readonly string[] =>
  namesOf(args.filter((word) => /^https?:\/\/|^[\w.-]+\.[a-z]{2,}\/|^\$/i.test(word.text)));

/** The fetch whose output an interpreter runs: by a pipe, `<(…)`, `-c "$(…)"` or `eval "$(…)"`. */
function fetchOf(call: Call): { readonly command: Command; readonly tool: string; readonly args: readonly Word[] } | null {
  const isEval = call.tool === 'eval' || call.tool === 'source' || call.tool === '.';
  if (!isEval && !INTERPRETERS.has(call.tool)) return null;
  for (let source = call.command.source, hops = 0; source !== null && hops < 20; source = source.source, hops++) {
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

export interface NetworkScript {
  readonly found: readonly Found[];
  /** Where the whole command begins: at the fetch. */
  readonly start: number;
}

/** Remembers files that were downloaded, so that `curl -o x.sh …; sh x.sh` is seen. */
export class Downloads {
  readonly #files = new Map<string, readonly string[]>();

  note(call: Call): void {
    if (!FETCHERS.has(call.tool) || this.#files.size > 1000) return;
    const wget = call.tool === 'wget';
    const { flags } = options(call.args, wget ? DOWNLOAD_VALUED : CURL_VALUED);
    const urls = addresses(call.args);
    const named = wget ? (flags.get('-O') ?? flags.get('--output-document')) : (flags.get('-o') ?? flags.get('--output'));
    const redirected = call.command.redirects.find((redirect) => redirect.operator.startsWith('>'))?.target.text;
    const byAddress = wget || flags.has('-O') || flags.has('--remote-name') ? urls[0] : undefined;
    const file = named ?? redirected ?? byAddress;
    if (file !== undefined && file !== '' && file !== '-' && urls.length > 0) this.#files.set(programName(file), urls);
  }

  /** Addresses of the downloaded file that the call runs. */
  ranBy(call: Call): readonly string[] | null {
    const direct = call.program.includes('/') ? call.program : undefined;
    const isShell = INTERPRETERS.has(call.tool) || call.tool === 'source' || call.tool === '.';
    const file = direct ?? (isShell ? call.args.find((word) => !word.text.startsWith('-'))?.text : undefined);
    return file === undefined ? null : (this.#files.get(programName(file)) ?? null);
  }
}

export function networkScript(call: Call, downloads: Downloads): NetworkScript {
  const fetched = fetchOf(call);
  const directory = call.directory;
  if (fetched !== null) {
    const found = install(fetched.tool, 'script', 'no', { names: addresses(fetched.args), global: true, directory });
    return { found, start: call.inner ? call.at : Math.min(fetched.command.start, call.at) };
  }
  const names = downloads.ranBy(call);
  downloads.note(call);
  if (names === null) return { found: NOTHING, start: call.at };
  return { found: install('curl', 'script', 'no', { names, global: true, directory }), start: call.at };
}

const RUN_BOOLEAN = /^(?:-[itdPq]+|--(?:rm|init|detach|interactive|tty|privileged|read-only|quiet|no-healthcheck|publish-all|sig-proxy|oom-kill-disable|disable-content-trust|replace))$/;

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
  return install(call.tool, 'image', locked, { names: namesOf([reference]), global: true, directory: call.directory });
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
