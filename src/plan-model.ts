/** Which walls of a model file to build: text → model → question → odds of plans → plan. */
import { corners, undominated } from './graph/cut-corners.ts';
import { type BestCut, leastHours, leastLoss } from './graph/cut-search.ts';
import { certainQuestion, type PlanQuestion } from './graph/interdiction.ts';
import { certainOdds, exactOdds, type OddsOfPlans, sampledOdds } from './graph/plan-odds.ts';
import { statedMean } from './graph/stated-losses.ts';
import { systemAt } from './graph/system.ts';
import { sum } from './maths/survival.ts';
import { at, type Diagnostic } from './model/diagnostic.ts';
import type { IdleWall, ModelFile } from './model/model-file.ts';
import type { ModelPlan, ModelPlanChoice, ModelPlanPoint } from './model/plan-model.ts';
import { readModelFile } from './readers/models/model-file.ts';
import { frontier, type Instance, planFor, planWithin } from './walls/optimise.ts';

export interface ModelPlanRequest {
  readonly text: string;
  /** As the user named it, for the place of an error. */
  readonly path: string;
  /** Years, > 0; null for the file's own. */
  readonly horizonYears: number | null;
  readonly seed: number;
  /** Hours, > 0, or the odds that something is lost to get to: the other is null. */
  readonly asked: ModelPlan['asked'];
}

/** @returns the plan, or the one thing that is wrong with the file */
export function planModel(request: ModelPlanRequest): ModelPlan | Diagnostic {
  const model = readModelFile(request.text, request.path);
  if ('code' in model) return model;
  const { plannable, unplanned } = sorted(model);
  if (plannable.length === 0) return nothingToPlan(model, unplanned, request.path);
  const question = questionOf(model, plannable, request);
  const solved = solvedCertain(question, request) ?? solvedByOdds(question, request);
  if ('tooLarge' in solved)
    return refusal(request.path, `no plan can be made: ${solved.tooLarge}`, 'leave out what matters least');
  return answer({ model, plannable, question, solved, request, unplanned });
}

/** Past so many hours nobody builds a wall, and sums of hours lose their digits. */
const MOST_HOURS = 1e9;

/** The walls that can be chosen, and why the others cannot. */
function sorted({ idleWalls }: ModelFile) {
  const because = ({ effortHours, on }: IdleWall): string | null => {
    if (effortHours === null) return 'its effortHours are not told';
    if (effortHours === 0) return 'its effortHours are 0: build it and write "standing": true';
    if (effortHours > MOST_HOURS) return `its effortHours are more than ${MOST_HOURS}`;
    return on.length === 0 ? 'it is on no edge' : null;
  };
  const told = idleWalls.map((wall) => ({ wall, why: because(wall) }));
  return {
    plannable: told.flatMap(({ wall, why }) => (why === null ? [wall] : [])),
    unplanned: told.flatMap(({ wall, why }) => (why === null ? [] : [{ id: wall.id, because: why }])),
  };
}

function nothingToPlan(model: ModelFile, unplanned: ModelPlan['unplanned'], path: string): Diagnostic {
  const [one] = unplanned;
  const why =
    one !== undefined
      ? `no wall of the model can be planned: of "${one.id}" ${one.because}`
      : model.walls.length > 0
        ? 'every wall of the model stands: there is nothing to plan'
        : 'the model has no walls: there is nothing to plan';
  return refusal(path, why, 'a wall to choose has "standing": false and "effortHours" above 0');
}

/** Means of losses past this count as this: sums of them stay numbers. */
const MOST_USD = 1e200;

function questionOf(
  model: ModelFile,
  plannable: readonly IdleWall[],
  { horizonYears }: ModelPlanRequest,
): PlanQuestion {
  const standing = model.walls.length;
  const on: number[][] = model.edges.map(({ walls }) => [...walls]);
  plannable.forEach((wall, c) => {
    for (const edge of wall.on) on[edge]?.push(standing + c);
  });
  const priced = model.assets.some(({ lossUsd }) => lossUsd !== null);
  return {
    system: systemAt(
      {
        ...model,
        edges: model.edges.map((edge, e) => ({ ...edge, walls: on[e] as number[] })),
        walls: [...model.walls, ...plannable.map(({ id, failureOnDemand }) => ({ id, failureOnDemand }))],
      },
      horizonYears ?? model.horizonYears,
    ),
    choices: plannable.map((_, c) => standing + c),
    hours: plannable.map(({ effortHours }) => effortHours as number),
    losses: priced
      ? model.assets.map(({ lossUsd }) => (lossUsd === null ? 0 : Math.min(MOST_USD, statedMean(lossUsd))))
      : null,
  };
}

/** A plan that was found, choices by their place. */
interface Solved {
  readonly odds: OddsOfPlans;
  /** Null when what was asked cannot be reached. */
  readonly chosen: readonly number[] | null;
  readonly frontier: readonly (readonly number[])[];
  readonly method: ModelPlan['method'];
  readonly gap: number;
}

/** Where nothing is left to chance: a problem of cuts. Null where it is not so. */
function solvedCertain(question: PlanQuestion, { asked }: ModelPlanRequest): Solved | null {
  const certain = certainQuestion(question);
  const aim = asked.effortHours === null ? certainQuestion({ ...question, losses: null }) : certain;
  if (certain === null || aim === null) return null;
  const points = corners(aim.network);
  const best = certainPlan(aim, asked);
  return {
    odds: certainOdds(certain),
    chosen: best === null ? null : best.walls,
    frontier: undominated(best === null ? points : [...points, best]).map(({ walls }) => walls),
    method: best === null || best.exact ? 'exact' : 'greedy',
    gap: best === null ? 0 : gapOf(best, asked.effortHours === null ? 1 : aim.chance, asked),
  };
}

function certainPlan(
  { network, chance }: NonNullable<ReturnType<typeof certainQuestion>>,
  { effortHours, anyAssetBelow }: ModelPlan['asked'],
): BestCut | null {
  if (effortHours !== null) return leastLoss(network, effortHours);
  // Something is lost with the chance that anything comes, or it is not: there is nothing between.
  if (chance <= (anyAssetBelow as number)) return { walls: [], hours: 0, loss: 0, bound: 0, exact: true };
  return leastHours(network);
}

const gapOf = (
  plan: Pick<BestCut, 'loss' | 'hours' | 'bound'>,
  scale: number,
  { effortHours }: ModelPlan['asked'],
): number => scale * Math.max(0, (effortHours === null ? plan.hours : plan.loss) - plan.bound);

/** Swaps of walls are tried by threes of them. */
const MOST_WALLS = 400;
/** Nanoseconds or so for the whole search, and for the sets that branch and bound asks for. */
const MOST_TIME = 1e11;
const BRANCH_TIME = 4e9;

/** Sums of hours may be a rounding above the budget that they come to. */
const ROUNDED = 1 + 1e-12;

/** Branch and bound over any odds; every plan is asked for once. */
function solvedByOdds(
  question: PlanQuestion,
  { asked, seed }: ModelPlanRequest,
): Solved | { readonly tooLarge: string } {
  const { hours } = question;
  if (hours.length > MOST_WALLS)
    return { tooLarge: `${hours.length} walls to choose from, more than ${MOST_WALLS} where odds decide` };
  const exact = exactOdds(question);
  const odds = 'tooLarge' in exact ? sampledOdds(question, seed) : exact;
  if ('tooLarge' in odds) return odds;
  if (odds.cost * 10 * hours.length > MOST_TIME)
    return { tooLarge: `${hours.length} walls, and each plan takes ${Math.round(odds.cost / 1e6)} ms` };
  const instance = instanceOf(question, odds, asked);
  const points = frontier(instance);
  const most = Math.max(100, Math.min(20_000, Math.floor(BRANCH_TIME / odds.cost)));
  const plan =
    asked.effortHours === null
      ? planFor(instance, asked.anyAssetBelow as number, points, most)
      : planWithin(instance, asked.effortHours * ROUNDED, points, most);
  return {
    odds,
    chosen: plan === null ? null : plan.chosen,
    frontier: undominated(plan === null ? points : [...points, plan]).map(({ chosen }) => chosen),
    method: plan?.method ?? 'exact',
    gap: plan === null || plan.method === 'exact' ? 0 : gapOf(plan, 1, asked),
  };
}

function instanceOf(
  { hours, losses }: PlanQuestion,
  odds: OddsOfPlans,
  { effortHours }: ModelPlan['asked'],
): Instance {
  const known = new Map<string, number>();
  const loss = (chosen: readonly number[]): number => {
    const key = [...chosen].sort((a, b) => a - b).join();
    const found = known.get(key);
    if (found !== undefined) return found;
    const { any, assets } = odds.of(chosen);
    const value = effortHours === null || losses === null ? any : expected(losses, assets);
    known.set(key, value);
    return value;
  };
  // Walls make nothing worse here: all that may stand leave the least.
  return { hours, loss, floor: loss };
}

const expected = (losses: readonly number[], odds: readonly number[]): number =>
  sum(odds.map((p, a) => p * (losses[a] as number)));

interface Found {
  readonly model: ModelFile;
  readonly plannable: readonly IdleWall[];
  readonly question: PlanQuestion;
  readonly solved: Solved;
  readonly request: ModelPlanRequest;
  readonly unplanned: ModelPlan['unplanned'];
}

function answer({ model, plannable, question, solved, request, unplanned }: Found): ModelPlan {
  const { hours, losses } = question;
  const point = (chosen: readonly number[]): ModelPlanPoint => {
    const { any: anyAsset, assets, standardError } = solved.odds.of(chosen);
    const inOrder = [...chosen].sort((a, b) => a - b);
    return {
      hours: sum(inOrder.map((c) => hours[c] as number)),
      chosen: inOrder.map((c) => (plannable[c] as IdleWall).id),
      anyAsset,
      expectedLossUsd: losses === null ? null : expected(losses, assets),
      standardError,
    };
  };
  const { asked } = request;
  const exactOf = solved.odds.method;
  return {
    schema: 'bulkhead/plan-model/1',
    asked,
    before: point([]),
    after: solved.chosen === null ? null : point(solved.chosen),
    chosen: solved.chosen === null ? [] : choicesOf(solved.chosen, plannable, point),
    frontier: solved.frontier.map(point),
    method: solved.method,
    gap: solved.gap,
    minimised: asked.effortHours === null ? 'hours' : losses === null ? 'anyAsset' : 'expectedLossUsd',
    odds: exactOf,
    unplanned,
    horizonYears: request.horizonYears ?? model.horizonYears,
    seed: request.seed,
    remarks: [solved.odds.remark],
  };
}

/** Each wall of a plan with what it changes; what brings most an hour first. */
function choicesOf(
  chosen: readonly number[],
  plannable: readonly IdleWall[],
  point: (chosen: readonly number[]) => ModelPlanPoint,
): ModelPlanChoice[] {
  const none = point([]);
  const all = point(chosen);
  const change = (from: ModelPlanPoint, to: ModelPlanPoint) => ({
    anyAsset: to.anyAsset - from.anyAsset,
    expectedLossUsd:
      to.expectedLossUsd === null || from.expectedLossUsd === null
        ? null
        : to.expectedLossUsd - from.expectedLossUsd,
  });
  return [...chosen]
    .sort((a, b) => a - b)
    .map((c) => {
      const { id, effortHours } = plannable[c] as IdleWall;
      return {
        id,
        hours: effortHours as number,
        alone: change(none, point([c])),
        given: change(point(chosen.filter((one) => one !== c)), all),
      };
    })
    .sort((a, b) => worth(b) - worth(a));
}

const worth = ({ given, hours }: ModelPlanChoice): number =>
  -(given.expectedLossUsd ?? given.anyAsset) / hours;

const refusal = (path: string, message: string, hint: string): Diagnostic => ({
  code: 'plan/refused',
  severity: 'error',
  message,
  at: at(path),
  hint,
});
