/** An artifact that is unpacked into a folder of its own: which later steps can run what lies in it. */
import type { Answer } from '../../model/inventory.ts';
import { type CallText, runsFiles, strongest, within } from '../syntax/shell.ts';
import { namesFolder, runsTree } from './checkouts.ts';
import { input } from './context.ts';
import type { Step } from './steps.ts';

/** The folder that a download is told to write into, relative to the root; null for the root, or where it cannot be told. */
export function folderOf(step: Step): string | null {
  const calls = step.shell?.calls ?? [];
  const [download, another] = calls.filter(
    ({ tool, args }) => tool === 'gh' && args[0] === 'run' && args[1] === 'download',
  );
  if (another !== undefined) return null;
  const told = download === undefined ? input(step.use?.inputs ?? {}, 'path') : directoryOf(download.args);
  if (told === undefined) return null;
  const folder = within(download === undefined ? '.' : step.directory, told);
  return folder === '.' ? null : folder;
}

const MOVES: ReadonlySet<string> = new Set([
  'mv',
  'cp',
  'rsync',
  'ln',
  'tar',
  'unzip',
  'install',
  'find',
  'xargs',
]);

/** Whether what lies in the folder is brought elsewhere: then it may lie anywhere. */
export const leaves = (steps: readonly Step[], folder: string): boolean =>
  steps.some(
    (step) => step.shell?.calls.some((call) => MOVES.has(call.tool) && call.text.includes(folder)) === true,
  );

/** `-D x`, `--dir x`, `--dir=x`. */
function directoryOf(args: readonly string[]): string | undefined {
  const at = args.findIndex((arg) => /^(?:-D|--dir)$/.test(arg));
  return at < 0 ? args.find((arg) => arg.startsWith('--dir='))?.slice('--dir='.length) : args[at + 1];
}

/**
 * Whether a step that runs something of the tree may run what lies in the folder. A step that names the folder may,
 * unless the folder is what a named tool of the project is given to read. One that does not name it runs the
 * repository's own files, and only these could lead into the folder: a build or a script may, an action does not.
 */
export function runsFromFolder(step: Step, folder: string): Answer {
  const answer = runsTree(step);
  if (answer === 'no') return 'no';
  const { shell } = step;
  if (shell === null) return namesFolder(step, folder) ? answer : weaker(answer);
  const enters =
    liesIn(step.directory, folder) ||
    shell.calls.some((call) => ENTERS.has(call.tool) && names(call, folder));
  return enters ? answer : strongest(shell.calls.map((call) => runsInCall(call, folder)));
}

const ENTERS: ReadonlySet<string> = new Set(['cd', 'pushd']);

const liesIn = (directory: string | null, folder: string): boolean =>
  directory === null || directory === folder || directory.startsWith(`${folder}/`);

/** By its name, or perhaps by a variable. */
const names = ({ text }: CallText, folder: string): boolean => text.includes(folder) || text.includes('$');

function runsInCall(call: CallText, folder: string): Answer {
  if (call.executesTree === 'no' || reads(call)) return 'no';
  return names(call, folder) ? call.executesTree : weaker(call.executesTree);
}

const weaker = (answer: Answer): Answer => (answer === 'yes' ? 'unknown' : 'no');

/** Programs that start a tool which the project has installed: `uv run x`, `npx x`. */
const STARTS: ReadonlySet<string> = new Set(['uv run', 'poetry run', 'pdm run', 'pipenv run']);
const FETCHES: ReadonlySet<string> = new Set(['npx', 'bunx', 'pnpx', 'uvx']);
const NAME = /^(?:@[\w.-]+\/)?[A-Za-z][\w-]*(?:@[\w.-]+)?$/;
/** By these a tool may be told to run what it is given. */
const RUNS =
  /^(?:run|exec|start|test|build|serve|install|deploy|apply|load|-c|-f|-r|--config|--require|--file)$/;

/** A tool by its bare name that neither interprets nor builds, and is not told to run: what it is given, it reads. */
function reads({ tool, args, executesTree }: CallText): boolean {
  const started = STARTS.has(`${tool} ${args[0] ?? ''}`) ? 1 : FETCHES.has(tool) ? 0 : -1;
  // A file of the tree goes by its base name here.
  if (started < 0 && executesTree === 'yes') return false;
  const name = args[started] ?? tool;
  const told = args.slice(started + 1);
  return (
    NAME.test(name) &&
    !OWN.has(name) &&
    !runsFiles(name) &&
    !told.some((word) => RUNS.test(word.split('=')[0] ?? ''))
  );
}

/** They do what the project's own files say, whatever they are given. */
const OWN: ReadonlySet<string> = new Set(
  'npm pnpm yarn bun deno go cargo docker podman docker-compose uv pip pip3 source'.split(' '),
);
