/** `bulkhead why` for what lies behind the fall of a surface: an asset or state, a step, a wall. */
import type {
  AssessedAsset,
  AssessedStandingWall,
  AssessedStep,
  ChanceDerivation,
  UsedParameter,
} from '../model/assessment.ts';
import { placeOf } from '../model/diagnostic.ts';
import { dollars, percent, percentRange, plural } from '../reports/figures.ts';
import { escapeTerminal, type Paints, wrap } from '../reports/terminal-text.ts';
import type { Run } from './run.ts';
import { parameterLines } from './why-numbers.ts';

export interface ExplainedStep extends AssessedStep {
  readonly derivation: ChanceDerivation;
}

export interface ExplainedWall extends AssessedStandingWall {
  readonly derivation: ChanceDerivation;
  /** Ids of the steps that it stands on. */
  readonly on: readonly string[];
}

/** What of the attack graph an id names. */
export interface GraphWhy {
  readonly asset: AssessedAsset | null;
  /** The state, when the id names one, or that of the asset. */
  readonly state: { readonly id: string; readonly title: string } | null;
  /** The cheapest way when the id is an asset's, else the step itself, or the steps into a state, or of a technique. */
  readonly steps: readonly ExplainedStep[];
  readonly walls: readonly ExplainedWall[];
}

/** How many steps and walls are explained in full. */
const MOST = 12;

/** @returns null when nothing of the graph has that id */
export function explainGraph(id: string, run: Run): GraphWhy | null {
  const { assets, graph } = run.assessment;
  const asset = assets.find((one) => one.id === id) ?? null;
  const state = graph.nodes.find((one) => one.id === id || one.id === `lost/${id}`) ?? null;
  const named = graph.walls.filter((wall) => wall.id === id || wall.wall === id);
  const steps = asset !== null ? pathSteps(asset.cheapestPath, run) : stepsNamed(id, run);
  if (asset === null && state === null && named.length === 0 && steps.length === 0) return null;
  const on = new Set(steps.flatMap((step) => step.walls));
  const walls = named.length > 0 ? named : graph.walls.filter((wall) => on.has(wall.id));
  return {
    asset,
    state: state === null ? null : { id: state.id, title: state.title },
    steps: steps.slice(0, MOST).map((step) => ({ ...step, derivation: derived(step.id, run) })),
    walls: walls.slice(0, MOST).map((wall) => ({
      ...wall,
      derivation: derived(wall.id, run),
      on: graph.steps.filter((step) => step.walls.includes(wall.id)).map((step) => step.id),
    })),
  };
}

function derived(id: string, run: Run): ChanceDerivation {
  const found = run.deriveChance(id);
  if (found === null) throw new Error(`no derivation for ${id}`);
  return found;
}

/** The easiest step between each two states of a path. */
const pathSteps = (path: readonly string[], { assessment }: Run): AssessedStep[] =>
  path.slice(1).flatMap((to, i) => {
    const between = assessment.graph.steps.filter((step) => step.from === path[i] && step.to === to);
    return between.sort((a, b) => b.probability - a.probability).slice(0, 1);
  });

/** A step, all steps of a technique, or those that lead into a state. */
function stepsNamed(id: string, { assessment }: Run): AssessedStep[] {
  const { steps } = assessment.graph;
  const into = steps.filter((step) => step.to === id);
  const found = into.length > 0 ? into : steps.filter((step) => step.id === id || step.technique === id);
  return [...found].sort((a, b) => b.probability - a.probability);
}

/** Ids that `why` takes, for the hint after a wrong one. */
export const graphIds = ({ assessment: { assets, graph } }: Run): string[] => [
  ...assets.map((asset) => asset.id),
  ...graph.nodes.map((node) => node.id),
  ...graph.walls.map((wall) => wall.id),
  ...new Set(graph.steps.map((step) => step.technique)),
];

export function graphLines(why: GraphWhy, run: Run, width: number, paint: Paints): string[] {
  const { asset, state, steps, walls } = why;
  const titles = new Map(run.assessment.graph.nodes.map((node) => [node.id, node.title]));
  const title = asset?.title ?? state?.title;
  const lines = title === undefined ? [] : [paint.bold(escapeTerminal(title))];
  if (asset !== null) lines.push(...assetLines(asset, width));
  if (steps.length > 0)
    lines.push(
      '',
      asset === null
        ? `  ${plural(steps.length, 'step')}`
        : '  The cheapest way in more worlds than any other, each step with its chance',
      ...steps.flatMap((step) => stepLines(step, titles, width)),
    );
  if (walls.length > 0)
    lines.push('', '  Walls on the way', ...walls.flatMap((wall) => wallLines(wall, width)));
  const parameters = [...steps, ...walls].flatMap((one) => one.derivation.parameters);
  lines.push('', ...parameterSection(parameters, width));
  return lines[0] === '' ? lines.slice(1) : lines;
}

/** Why the price of the whole report lies below those of assets. */
const ANY_LOSS =
  '; the cheapest loss in the report takes whichever asset is the cheapest in each world, so it is mostly less';

function assetLines(asset: AssessedAsset, width: number): string[] {
  const { pLost, pLostAnew, priceUsd, expectedLossUsd } = asset;
  const price =
    priceUsd === null
      ? 'no way is open in any world that was priced'
      : `${dollars(priceUsd.median)} (${dollars(priceUsd.low)} to ${dollars(priceUsd.high)}) where a way is open; none is in ${percent(priceUsd.noWay)} of the worlds`;
  return [
    ...wrap(
      `asset ${escapeTerminal(asset.id)}${asset.bearsLoss ? '' : ', a means to an end: its loss alone is not counted'}`,
      width,
      '  ',
      '    ',
    ),
    ...wrap(
      `lost       ${percentRange(pLost)}; ${percent(pLostAnew.mean)} if every attack met the steps anew`,
      width,
      '  ',
      '             ',
    ),
    ...wrap(`price      ${price}${priceUsd === null ? '' : ANY_LOSS}`, width, '  ', '             '),
    ...(expectedLossUsd === null
      ? []
      : [
          `  expected   ${dollars(expectedLossUsd.mean)} (mean), ${dollars(expectedLossUsd.median)} (median)`,
        ]),
  ];
}

function stepLines(step: ExplainedStep, titles: ReadonlyMap<string, string>, width: number): string[] {
  const name = (state: string): string => escapeTerminal(titles.get(state) ?? state);
  const place = step.at === null ? '' : ` [${escapeTerminal(placeOf(step.at))}]`;
  return [
    ...wrap(`${name(step.from)} → ${name(step.to)}`, width, '    ', '      '),
    ...wrap(
      `open ${percent(step.probability)}, technique ${step.technique}: ${escapeTerminal(step.because)}${place}`,
      width,
      '      ',
    ),
    ...factorLines(step.derivation, width),
    ...(step.unknown === null
      ? []
      : wrap(
          `unknown: ${escapeTerminal(step.unknown.fact)}; attest ${escapeTerminal(step.unknown.attest)}`,
          width,
          '        ',
        )),
    ...step.walls.flatMap((wall) => wrap(`behind ${escapeTerminal(wall)}`, width, '        ', '          ')),
  ];
}

const factorLines = ({ factors }: ChanceDerivation, width: number): string[] =>
  factors.flatMap((factor) => wrap(`× ${escapeTerminal(factor.text)}`, width, '        ', '          '));

function wallLines(wall: ExplainedWall, width: number): string[] {
  const place = wall.at === null ? '' : ` [${escapeTerminal(placeOf(wall.at))}]`;
  return [
    ...wrap(
      `${escapeTerminal(wall.id)} fails on demand ${percent(wall.failureOnDemand)}, on ${plural(wall.on.length, 'step')}: ${escapeTerminal(wall.because)}${place}`,
      width,
      '    ',
      '      ',
    ),
    ...factorLines(wall.derivation, width),
  ];
}

function parameterSection(parameters: readonly UsedParameter[], width: number): string[] {
  const each = [...new Map(parameters.map((one) => [one.id, one])).values()];
  return each.length === 0
    ? ['  No number is behind it: every step is certain.']
    : [
        '  Numbers: value (5 %–95 %), class and grade, mean over the draws, source',
        ...each.flatMap((one) => parameterLines(one, width)),
      ];
}
