/**
 * What a shell text does that matters here: a `run:` block, a Dockerfile's `RUN`, a script of
 * package.json, a build command of a platform. Read, never run; linear in its length.
 */
import type { InstallCommand, InstallPlace } from '../../model/install.ts';
import type { Answer } from '../../model/inventory.ts';
import type { Publish, ScriptCall } from '../../model/workflow.ts';
import { placesIn } from './lines.ts';
import { type Call, layered, programName, strip, type Variables } from './shell/call.ts';
import { shellCheckout } from './shell/checkouts.ts';
import { type Found, type Install, within } from './shell/found.ts';
import { javascript } from './shell/javascript.ts';
import { languages } from './shell/languages.ts';
import { Downloads, images, networkScript } from './shell/network.ts';
import { publishTarget } from './shell/publishes.ts';
import { type Command, type ShellEvent, scan } from './shell/scan.ts';
import { runsTree, strongest } from './shell/tree.ts';

export { layered, type Variables } from './shell/call.ts';
export { within } from './shell/found.ts';
export { runsFiles, strongest } from './shell/tree.ts';

/** Where a script stands. `line` and `column` are those of its first character; later lines keep the column. */
export interface Origin {
  readonly place: InstallPlace;
  readonly path: string;
  readonly line: number;
  readonly column: number;
  /** Folder that the script starts in. */
  readonly directory: string | null;
  /** Variables that the place sets: settings of package managers may come by them. */
  readonly env?: Variables;
}

export interface CheckoutCommand {
  readonly how: 'git' | 'gh';
  /** The command as written. */
  readonly what: string;
  readonly at: { readonly path: string; readonly line: number; readonly column: number };
  /** Whether something behind it in the same text runs the tree. */
  readonly executesAfter: Answer;
}

/** One program called, for readers that look for programs of their own. */
export interface CallText {
  readonly tool: string;
  readonly args: readonly string[];
  readonly text: string;
  readonly at: { readonly path: string; readonly line: number; readonly column: number };
  readonly executesTree: Answer;
}

export interface ShellFacts {
  readonly installs: readonly InstallCommand[];
  readonly scripts: readonly ScriptCall[];
  readonly publishes: readonly Publish[];
  readonly checkouts: readonly CheckoutCommand[];
  readonly calls: readonly CallText[];
  /** Whether the text runs something of the tree. */
  readonly executesTree: Answer;
}

/** Readers refuse files that are longer, with a diagnostic; this is for scripts that reach us otherwise. */
const MAX_LENGTH = 1_000_000;
/** The longest command text that is kept. */
const COMMAND_LENGTH = 200;
/** `bash -c "bash -c …"` is followed this deep. */
const INNER_DEPTH = 4;

export function readShell(script: string, origin: Origin): ShellFacts {
  const text = script.slice(0, MAX_LENGTH).replaceAll('\r\n', '\n');
  const place = places(text, origin);
  const calls = callsIn(text, origin);
  const downloads = new Downloads();
  const installs: InstallCommand[] = [];
  const scripts: ScriptCall[] = [];
  const written = (found: Install, call: Call, start: number): InstallCommand => {
    const command = call.inner || start === call.at ? call.text : oneLine(text, start, call.command.end);
    return { ...found, command, place: origin.place, at: place(start) };
  };
  for (const call of calls) {
    const network = networkScript(call, downloads);
    for (const found of network.found)
      if ('install' in found) installs.push(written(found.install, network.by ?? call, network.start));
    for (const found of recognise(call)) {
      if ('script' in found) scripts.push({ ...found.script, at: place(call.at) });
      else installs.push(written(found.install, call, call.at));
    }
  }
  const answers = calls.map(runsTree);
  return {
    installs,
    scripts,
    publishes: calls.flatMap((call) => {
      const registry = publishTarget(call);
      return registry === null ? [] : [{ registry, command: call.text, at: place(call.at) }];
    }),
    checkouts: checkoutsOf(calls, answers, place),
    calls: calls.map((call, index) => ({
      tool: call.tool,
      args: call.args.map((word) => word.text),
      text: call.text,
      at: place(call.at),
      executesTree: answers[index] ?? 'unknown',
    })),
    executesTree: strongest(answers),
  };
}

/** The install commands of a script alone. */
export const installCommands = (script: string, origin: Origin): readonly InstallCommand[] =>
  readShell(script, origin).installs;

const recognise = (call: Call): readonly Found[] => [
  ...javascript(call),
  ...languages(call),
  ...images(call),
];

type Place = (offset: number) => { readonly path: string; readonly line: number; readonly column: number };

function checkoutsOf(
  calls: readonly Call[],
  answers: readonly Answer[],
  place: Place,
): readonly CheckoutCommand[] {
  const found: CheckoutCommand[] = [];
  let after: Answer = 'no';
  for (let index = calls.length - 1; index >= 0; index--) {
    const call = calls[index] as Call;
    const checkout = shellCheckout(call);
    if (checkout !== null) found.push({ ...checkout, at: place(call.at), executesAfter: after });
    after = strongest([after, answers[index] ?? 'unknown']);
  }
  return found.reverse();
}

interface State {
  directory: string | null;
  readonly stack: (string | null)[];
  /** Replaced, never changed: earlier calls keep what they saw. */
  env: Variables;
  exports: number;
  readonly calls: Call[];
}

/** All calls in the order of the text, those inside `bash -c '…'` at the place of the outer one. */
function callsIn(text: string, origin: Origin): readonly Call[] {
  const env = origin.env ?? NO_VARIABLES;
  const state: State = { directory: origin.directory, stack: [], env, exports: 0, calls: [] };
  walk(text, scan(text), state, 0, null);
  return state.calls.sort((a, b) => a.at - b.at);
}

function walk(
  text: string,
  events: readonly ShellEvent[],
  state: State,
  depth: number,
  outer: Call | null,
): void {
  for (const event of events) {
    if (event.kind === 'command') follow(text, event.command, state, depth, outer);
    else if (event.kind === 'open') state.stack.push(state.directory);
    else restore(state);
  }
}

function restore(state: State): void {
  const last = state.stack.pop();
  if (last !== undefined) state.directory = last;
}

/** Enough for any real script; each makes a look-up one step longer. */
const MAX_EXPORTS = 100;
const NO_VARIABLES: ReadonlyMap<string, string> = new Map();

function follow(text: string, command: Command, state: State, depth: number, outer: Call | null): void {
  const { words, assignments, start } = strip(command.words);
  const program = words[0]?.text ?? '';
  const lasting =
    program === '' ? assignments : program === 'export' ? strip(words.slice(1)).assignments : NO_VARIABLES;
  if (lasting.size > 0 && state.exports++ < MAX_EXPORTS) state.env = layered(lasting, state.env);
  const call: Call = {
    tool: programName(program),
    program,
    args: words.slice(1),
    env: assignments.size === 0 ? state.env : layered(assignments, state.env),
    directory: state.directory,
    command,
    at: outer?.at ?? start,
    text: outer?.text ?? oneLine(text, start, command.end),
    inner: outer !== null,
  };
  state.calls.push(call);
  changeDirectory(call, state);
  if (depth >= INNER_DEPTH) return;
  for (const inner of innerScripts(call)) walk(inner, scan(inner), state, depth + 1, call);
  const launched = behindDashes(call);
  if (launched !== null) follow(text, launched, state, depth + 1, outer);
}

/** Scripts that the call hands to a shell: `bash -c '…'`, `eval '…'`, `bash <<EOF`. */
function innerScripts(call: Call): readonly string[] {
  if (call.tool === 'eval') return [call.args.map((word) => word.text).join(' ')];
  if (!/^(?:ba|z|da|a|k)?sh$|^(?:su|fish)$/.test(call.tool)) return [];
  const flag = call.args.findIndex((word) => /^-[a-z]{0,5}c$/.test(word.text));
  const script = flag < 0 ? '' : (call.args[flag + 1]?.text ?? '');
  return [script, call.command.heredoc].filter((one) => one !== '');
}

/** Programs whose words behind `--` are for a script of the tree, not a command. */
const KEEPS_DASHES = new Set([
  'npm',
  'pnpm',
  'yarn',
  'bun',
  'npx',
  'git',
  'cargo',
  'go',
  'docker',
  'kubectl',
  'echo',
  'set',
]);

/** `dotenv -e .env -- npm ci`, `npx dotenv -- npx jest`: what stands behind `--` is called too. */
function behindDashes(call: Call): Command | null {
  const at = call.args.findIndex((word) => word.text === '--');
  const words = call.args.slice(at + 1);
  const first = words[0];
  if (at < 0 || first === undefined) return null;
  const leader = call.tool === 'npx' ? (call.args[0]?.text ?? '') : call.tool;
  if (KEEPS_DASHES.has(leader) || (call.tool === 'npx' && !/^(?:dotenv|cross-env|env-cmd)/.test(leader)))
    return null;
  return { ...call.command, words, redirects: [], heredoc: '', start: first.start, source: null };
}

function changeDirectory(call: Call, state: State): void {
  const target = call.args.find((word) => !/^-[a-zA-Z]/.test(word.text))?.text;
  if (call.tool === 'pushd') state.stack.push(state.directory);
  if (call.tool === 'popd') restore(state);
  if (call.tool === 'cd' || call.tool === 'pushd' || call.tool === 'Set-Location')
    state.directory = target === undefined ? null : within(state.directory, target);
}

/** Text of a command on one line. */
function oneLine(text: string, start: number, end: number): string {
  const slice = text.slice(start, Math.min(end, start + 4 * COMMAND_LENGTH));
  const line = slice
    .replace(/\\\n/g, ' ')
    .replace(/[\s\u0000-\u001f\u007f]+/g, ' ')
    .trim();
  return line.length > COMMAND_LENGTH ? `${line.slice(0, COMMAND_LENGTH - 1)}…` : line;
}

/** From offsets in the text to places in the file. */
function places(text: string, origin: Origin): Place {
  const placeAt = placesIn(text);
  return (offset) => {
    const { line, column } = placeAt(offset);
    return { path: origin.path, line: origin.line + line - 1, column: origin.column + column - 1 };
  };
}
