/**
 * A model file's way: text → model → system at a horizon → solution and prices → evaluation; a fault tree's: text →
 * tree → answer.
 */
import { solveFaultTree } from './graph/fault-tree.ts';
import { prices } from './graph/price.ts';
import type { Precision } from './graph/sample.ts';
import { solve } from './graph/solve.ts';
import { statedMean } from './graph/stated-losses.ts';
import { systemAt } from './graph/system.ts';
import { at, type Diagnostic } from './model/diagnostic.ts';
import { byId, type EvaluatedAsset, type Evaluation, type FaultTreeEvaluation } from './model/evaluation.ts';
import type { ModelAsset, ModelFile } from './model/model-file.ts';
import type { Pool } from './model/pool.ts';
import type { Importance, Solution, System } from './model/system.ts';
import { readMef } from './readers/models/mef.ts';
import { readModelFile } from './readers/models/model-file.ts';

export interface EvaluationRequest {
  readonly text: string;
  /** As the user named it, for the place of an error. */
  readonly path: string;
  /** Years, > 0; null for the file's own. */
  readonly horizonYears: number | null;
  readonly seed: number;
  /** Who does work that can be shared: `IN_PLACE`, or worker threads. */
  readonly pool: Pool;
}

/** Of sampled odds: 1 %, and so many worlds at most that a large graph ends within a minute or so. */
const PRECISION: Precision = { relative: 0.01, worlds: 2 ** 22 };

/** @returns the answer, or the one thing that is wrong with the file */
export async function evaluate(
  request: EvaluationRequest,
): Promise<Evaluation | FaultTreeEvaluation | Diagnostic> {
  const { text, path } = request;
  if (/^\uFEFF?\s*</.test(text)) return evaluateFaultTree(text, path);
  const model = readModelFile(text, path);
  return 'code' in model ? model : evaluateModel(model, request);
}

/** An Open-PSA MEF file: the first character of XML tells it from a model file. */
async function evaluateFaultTree(text: string, path: string): Promise<FaultTreeEvaluation | Diagnostic> {
  const tree = await readMef(text, path);
  return 'code' in tree ? tree : { schema: 'bulkhead/evaluate/1', ...solveFaultTree(tree) };
}

async function evaluateModel(
  model: ModelFile,
  { path, horizonYears, seed, pool }: EvaluationRequest,
): Promise<Evaluation | Diagnostic> {
  const years = horizonYears ?? model.horizonYears;
  const system = systemAt(model, years);
  const solution = await solve(system, { seed, precision: PRECISION, pool });
  if ('tooLarge' in solution)
    return refusal(path, `the model cannot be solved: ${solution.tooLarge}`, 'leave out what matters least');
  const { any } = solution;
  return {
    schema: 'bulkhead/evaluate/1',
    any: any.once,
    assets: assetsOf(model, system, solution),
    containment: solution.containment,
    blastRadius: byId(
      system.shocks.map((shock, s) => [
        shock.id,
        byId(
          system.assets.flatMap(({ id }, a) => {
            const p = solution.blast[s]?.[a] ?? 0;
            return p > 0 ? [[id, p] as const] : [];
          }),
        ),
      ]),
    ),
    importance: importanceOf(model, system, solution),
    anyAnew: any.anew,
    anyStandardError: any.standardError,
    horizonYears: years,
    seed,
    remarks: solution.remarks,
  };
}

function assetsOf(model: ModelFile, system: System, { assets, method }: Solution): EvaluatedAsset[] {
  const priced = prices(system);
  return model.assets.map((asset, a) => {
    const { once = 0, anew = 0, standardError = 0, below = null } = assets[a] ?? {};
    return {
      id: asset.id,
      pLost: once,
      pLostAnew: anew,
      expectedLossUsd: expectedLoss(asset, once),
      priceUsd: priced[a]?.usd ?? null,
      cheapestPath: priced[a]?.path ?? [],
      method,
      standardError,
      ...(below === null ? {} : { pLostBelow: below }),
    };
  });
}

/** p times the mean loss; a mean past the largest double counts as that. */
const expectedLoss = ({ lossUsd }: ModelAsset, p: number): number | null =>
  lossUsd === null ? null : p * Math.min(Number.MAX_VALUE, statedMean(lossUsd));

function importanceOf(
  { idleWalls }: ModelFile,
  { edges, walls, shocks }: System,
  { importance, any }: Solution,
): Evaluation['importance'] {
  const named = (items: readonly { readonly id: string }[], values: readonly (Importance | null)[]) =>
    items.map(({ id }, i) => [id, finite(values[i] ?? null)] as const);
  const idle = { birnbaum: 0, ...(any.once > 0 ? NO_CHANGE : NO_ODDS) };
  return {
    edges: byId(named(edges, importance.edges)),
    walls: byId([...named(walls, importance.walls), ...idleWalls.map(({ id }) => [id, idle] as const)]),
    shocks: byId(named(shocks, importance.shocks)),
  };
}

/** A ratio past the largest double counts as that. */
const finite = (one: Importance | null): Importance | null =>
  one === null
    ? null
    : { ...one, riskAchievement: bounded(one.riskAchievement), riskReduction: bounded(one.riskReduction) };

const bounded = (ratio: number | null): number | null =>
  ratio === null ? null : Math.min(Number.MAX_VALUE, ratio);

const NO_CHANGE = { criticality: 0, fussellVesely: 0, riskAchievement: 1, riskReduction: 1 };
const NO_ODDS = { criticality: null, fussellVesely: null, riskAchievement: null, riskReduction: null };

const refusal = (path: string, message: string, hint: string): Diagnostic => ({
  code: 'evaluate/refused',
  severity: 'error',
  message,
  at: at(path),
  hint,
});
