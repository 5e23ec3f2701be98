/** What comes into a job from elsewhere while it runs: agents that read text, artifacts of other runs, caches. */
import type { Location } from '../../model/diagnostic.ts';
import type { Answer } from '../../model/inventory.ts';
import type { AgentStep, ArtifactUse } from '../../model/workflow.ts';
import { strongest } from '../syntax/shell.ts';
import { AGENT_COMMANDS, AGENT_PACKAGES, AGENTS, isOneOf, usesCache } from './actions.ts';
import { folderOf, leaves, runsFromFolder } from './artifact-folder.ts';
import { runsTree } from './checkouts.ts';
import { type Context, input, placeIn } from './context.ts';
import type { Step } from './steps.ts';

export const agentsOf = (steps: readonly Step[]): readonly AgentStep[] =>
  steps.flatMap((step) => {
    if (step.use !== null && isOneOf(AGENTS, step.action))
      return [{ action: step.use.reference, at: step.use.at }];
    return (step.shell?.calls ?? [])
      .filter(({ tool, args }) => isAgent(tool, args))
      .map(({ text, at }) => ({ action: text, at }));
  });

function isAgent(tool: string, args: readonly string[]): boolean {
  if (['npx', 'bunx', 'pnpx'].includes(tool)) {
    const at = args.findIndex((arg) => !arg.startsWith('-'));
    return AGENT_PACKAGES.test(args[at] ?? '') && args.length > at + 1;
  }
  if (
    !Object.hasOwn(AGENT_COMMANDS, tool) ||
    args.some((arg) => /^(?:--version|--help|-v|mcp|login|config|install)$/.test(arg))
  )
    return false;
  const wanted = AGENT_COMMANDS[tool];
  return wanted === null ? args.length > 0 : args.some((arg) => wanted?.test(arg) === true);
}

export const cachesOf = (steps: readonly Step[]): readonly Location[] =>
  steps.flatMap((step) => (step.use !== null && usesCache(step) ? [step.use.at] : []));

/** Downloads of artifacts that another run made. */
export function artifactsOf(context: Context, steps: readonly Step[]): readonly ArtifactUse[] {
  const over = laterUse(steps);
  let looked = 0;
  return steps.flatMap((step, at) =>
    downloadsIn(context, step, () =>
      looked++ < MAX_FOLDERS ? laterOf(steps, at, over) : (over[at] ?? 'no'),
    ),
  );
}

/** Each download with a folder reads all later steps anew; those beyond count as if they lay over the tree. */
const MAX_FOLDERS = 20;

/** An artifact in a folder of its own is used by fewer steps than one that lies over the tree. */
function laterOf(steps: readonly Step[], at: number, over: readonly Answer[]): Answer {
  const [step, ...later] = steps.slice(at) as [Step, ...Step[]];
  const folder = folderOf(step);
  if (folder === null || leaves([step, ...later], folder)) return over[at] ?? 'no';
  return strongest(later.map((one) => consumes(one, folder)));
}

function downloadsIn(context: Context, step: Step, later: () => Answer): readonly ArtifactUse[] {
  const how = byAction(step);
  if (how !== null) return [{ how, consumed: later(), at: step.use?.at ?? step.at }];
  if (step.code?.into === 'github-script') {
    const downloads = /\bdownloadArtifact\b/.test(step.code.scalar.text);
    return downloads
      ? [
          {
            how: 'actions/github-script downloadArtifact',
            consumed: later(),
            at: placeIn(context, step.code.scalar),
          },
        ]
      : [];
  }
  const calls = step.shell?.calls ?? [];
  const first = calls.find(
    ({ tool, args, text }) =>
      tool === 'gh' && (/^run$/.test(args[0] ?? '') ? args[1] === 'download' : /artifacts\/.*zip/.test(text)),
  );
  if (first === undefined) return [];
  return [{ how: first.text, consumed: strongest([later(), consumes(step, folderOf(step))]), at: first.at }];
}

function byAction(step: Step): string | null {
  const inputs = step.use?.inputs ?? {};
  if (step.action === 'actions/download-artifact') {
    const run = input(inputs, 'run-id');
    return run === undefined || /github\.run_id/.test(run)
      ? null
      : `${step.use?.reference} run-id: ${run}`.slice(0, 300);
  }
  return /^(?:dawidd6\/action-download-artifact|aochmann\/actions-download-artifact|marcofaggian\/action-download-multiple-artifacts|bettermarks\/action-artifact-download)$/.test(
    step.action,
  )
    ? (step.use?.reference ?? null)
    : null;
}

function laterUse(steps: readonly Step[]): readonly Answer[] {
  const later: Answer[] = [];
  let answer: Answer = 'no';
  for (let at = steps.length - 1; at >= 0; at--) {
    later[at] = answer;
    answer = strongest([answer, consumes(steps[at] as Step, null)]);
  }
  return later;
}

/** A file's content into the runner's command files: `cat x >> $GITHUB_ENV`, `echo "pr=$(cat x)" >> "$GITHUB_OUTPUT"`. */
const INTO_RUNNER =
  /(?:\bcat\b|\$\(\s*<|\bjq\b|\bhead\b|<\s*\S)[^\n]{0,500}>>?\s*["']?\$\{?(?:GITHUB_(?:ENV|OUTPUT|PATH)|env:GITHUB_(?:ENV|OUTPUT|PATH))/;
/** Variables filled from a file first, then written. */
const FROM_FILE = /=\s*["']?(?:\$\(\s*(?:cat|jq|head|<)|`cat)/;
const TO_RUNNER = />>?\s*["']?\$\{?GITHUB_(?:ENV|OUTPUT|PATH)/;

/** Runs it, sources it, or hands its content to the runner. */
function consumes(step: Step, folder: string | null): Answer {
  const runs = folder === null ? runsTree(step) : runsFromFolder(step, folder);
  const text = step.code?.scalar.text ?? '';
  if (step.code?.into === 'github-script') {
    return /readFile/.test(text) && /\b(?:setOutput|exportVariable|addPath)\b/.test(text) ? 'yes' : runs;
  }
  if (INTO_RUNNER.test(text) || (FROM_FILE.test(text) && TO_RUNNER.test(text))) return 'yes';
  return runs;
}
