/** From a simple command to the program that it calls, and its options. */
import type { Command, Word } from './scan.ts';

/** Looks a variable up. */
export interface Variables {
  get(name: string): string | undefined;
}

/** The upper variables, and what only the lower ones know; nothing is copied. */
export const layered = (upper: Variables, lower: Variables): Variables => ({
  get: (name) => upper.get(name) ?? lower.get(name),
});

/** One program called with arguments, its prefixes (`sudo`, `env A=b`, `if`, `npx dotenv --` …) stripped. */
export interface Call {
  /** The program's name without folder and `.cmd` or `.exe`; '' for a lone assignment. */
  readonly tool: string;
  /** As written. */
  readonly program: string;
  readonly args: readonly Word[];
  /** Variables set for this call or earlier in the text, and those of the place around it. */
  readonly env: Variables;
  readonly directory: string | null;
  readonly command: Command;
  /** Where the call stands in the whole text, and the words of it as written, on one line. */
  readonly at: number;
  readonly text: string;
  /** Found inside another call (`bash -c '…'`): `command` has offsets of its own, `at` is the outer one's. */
  readonly inner: boolean;
}

const KEYWORDS = new Set([
  'if',
  'then',
  'else',
  'elif',
  'while',
  'until',
  'do',
  '!',
  '{',
  'time',
  'exec',
  'command',
]);
KEYWORDS.add('builtin').add('nohup').add('coproc').add('unbuffer').add('retry').add('winpty');

/** Prefix programs, with their options that take a value and the number of their own arguments. */
const PREFIXES: Readonly<Record<string, { readonly valued: readonly string[]; readonly own: number }>> = {
  sudo: { valued: ['-u', '-g', '-U', '-C', '-h', '-p', '-r', '-t', '--user', '--group', '--chdir'], own: 0 },
  doas: { valued: ['-u', '-C'], own: 0 },
  env: { valued: ['-u', '-C', '-S', '--unset', '--chdir'], own: 0 },
  nice: { valued: ['-n', '--adjustment'], own: 0 },
  ionice: { valued: ['-c', '-n', '-p'], own: 0 },
  timeout: { valued: ['-s', '-k', '--signal', '--kill-after'], own: 1 },
  xargs: { valued: ['-n', '-I', '-P', '-L', '-d', '-a', '-s', '-E'], own: 0 },
  stdbuf: { valued: ['-i', '-o', '-e'], own: 0 },
  'xvfb-run': { valued: ['-s', '-n', '-e', '-f', '-w'], own: 0 },
  'cross-env': { valued: [], own: 0 },
  tini: { valued: ['-e', '-p'], own: 0 },
  'dumb-init': { valued: [], own: 0 },
  gosu: { valued: [], own: 1 },
  'su-exec': { valued: [], own: 1 },
  chronic: { valued: [], own: 0 },
};

/** `poetry run x`: runs x of the project's environment; two words to strip. */
const RUNNERS: Readonly<Record<string, ReadonlySet<string>>> = {
  poetry: new Set(['run']),
  pipenv: new Set(['run']),
  pdm: new Set(['run']),
  rye: new Set(['run']),
  hatch: new Set(['run']),
  uv: new Set(['run']),
  bundle: new Set(['exec']),
  pnpm: new Set(['exec']),
  yarn: new Set(['exec']),
  direnv: new Set(['exec']),
  mise: new Set(['exec', 'x']),
};
const RUNNER_VALUED = [
  '--package',
  '--extra',
  '--group',
  '--with',
  '--python',
  '-p',
  '--directory',
  '--project',
];
RUNNER_VALUED.push('--filter', '-F', '-C', '--env-file', '--only-group', '--no-group', '--with-requirements');

const ASSIGNMENT = /^[A-Za-z_]\w{0,100}\+?=/;

export interface Stripped {
  readonly words: readonly Word[];
  readonly assignments: ReadonlyMap<string, string>;
  /** Where the call begins, keywords of the shell (`then`, `do`, `!`) left out. */
  readonly start: number;
}

/** Leaves the program and its arguments; collects assignments. */
export function strip(words: readonly Word[]): Stripped {
  const assignments = new Map<string, string>();
  let at = 0;
  let start = words[0]?.start ?? 0;
  while (at < words.length) {
    const text = words[at]?.text ?? '';
    const name = programName(text);
    const prefix = Object.hasOwn(PREFIXES, name) ? PREFIXES[name] : undefined;
    if (ASSIGNMENT.test(text)) {
      const equals = text.indexOf('=');
      assignments.set(text.slice(0, equals).replace('+', ''), text.slice(equals + 1));
      at++;
    } else if (KEYWORDS.has(text)) {
      at = skipOptions(words, at + 1, []);
      start = words[at]?.start ?? start;
    } else if (prefix) at = skipOptions(words, at + 1, prefix.valued) + prefix.own;
    else {
      const subcommand = skipOptions(words, at + 1, RUNNER_VALUED);
      if (!isRunner(name, words[subcommand]?.text)) break;
      at = skipOptions(words, subcommand + 1, RUNNER_VALUED);
    }
  }
  return { words: words.slice(at), assignments, start };
}

const isRunner = (name: string, subcommand: string | undefined): boolean =>
  Object.hasOwn(RUNNERS, name) && subcommand !== undefined && RUNNERS[name]?.has(subcommand) === true;

function skipOptions(words: readonly Word[], from: number, valued: readonly string[]): number {
  let at = from;
  while (words[at]?.text.startsWith('-') === true) {
    const text = words[at]?.text ?? '';
    at += valued.includes(text) ? 2 : 1;
    if (text === '--') break;
  }
  return at;
}

export function programName(text: string): string {
  const last = text.slice(Math.max(text.lastIndexOf('/'), text.lastIndexOf('\\')) + 1);
  return last.replace(/\.(?:cmd|exe|ps1|bat)$/i, '');
}

export interface Options {
  readonly positional: readonly Word[];
  readonly flags: ReadonlyMap<string, string>;
  /** Words behind `--`. */
  readonly rest: readonly Word[];
}

/**
 * Options and positionals. A flag without value maps to `true`. `stop`: everything from the first
 * positional on is positional (`npx x --flag`).
 */
export function options(args: readonly Word[], valued: ReadonlySet<string>, stop = false): Options {
  const positional: Word[] = [];
  const flags = new Map<string, string>();
  let at = 0;
  for (; at < args.length; at++) {
    const word = args[at] as Word;
    if (word.text === '--') break;
    if (!word.text.startsWith('-') || word.text === '-') {
      if (stop) return { positional: args.slice(at), flags, rest: [] };
      positional.push(word);
    } else if (takesNext(word.text, valued, flags)) {
      at++;
      flags.set(flagName(word.text, valued), args[at]?.text ?? '');
    }
  }
  return { positional, flags, rest: args.slice(at + 1) };
}

/** Notes the flag; true when its value is the next word. */
function takesNext(text: string, valued: ReadonlySet<string>, flags: Map<string, string>): boolean {
  const equals = text.indexOf('=');
  if (equals > 0) {
    flags.set(text.slice(0, equals), text.slice(equals + 1));
    return false;
  }
  if (valued.has(text)) return true;
  flags.set(text, 'true');
  if (text.startsWith('--') || text.length > 8) return false;
  return cluster(text, valued, flags);
}

/** `-Dg`, `-Ur file`, `-rfile`. */
function cluster(text: string, valued: ReadonlySet<string>, flags: Map<string, string>): boolean {
  for (let at = 1; at < text.length; at++) {
    const flag = `-${text[at]}`;
    if (valued.has(flag)) {
      const value = text.slice(at + 1);
      if (value === '') return text.length > 2;
      flags.set(flag, value);
      return false;
    }
    flags.set(flag, 'true');
  }
  return false;
}

const flagName = (text: string, valued: ReadonlySet<string>): string =>
  valued.has(text) ? text : `-${text.at(-1)}`;

export const isOn = (value: string | undefined): boolean =>
  value !== undefined && value !== 'false' && value !== '0';
