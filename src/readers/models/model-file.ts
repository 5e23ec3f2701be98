/** Reads model files (`bulkhead/model/1`): one model, or one error with its place. */
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { ModelAsset, ModelFile, ModelRate, ModelShock } from '../../model/model-file.ts';
import type { SystemEdge, SystemHit, SystemNode, SystemWall } from '../../model/system.ts';
import { type JsonDocument, parseJson } from '../syntax/json.ts';
import { Fields, ModelFault, type Path } from './fields.ts';

export const MODEL_SCHEMA = 'bulkhead/model/1';

/** @param path of the file as the user named it, for the error's place */
export function readModelFile(text: string, path: string): ModelFile | Diagnostic {
  const document = parseJson(text, { keyDepth: 6 });
  if (!document.ok) {
    const { message, line, column } = document;
    return fault(path, message, { line, column }, 'a model file is JSON; see schema/model-1.json');
  }
  const [twice] = document.duplicates;
  if (twice !== undefined)
    return fault(path, `"${twice.path.join('.')}" stands twice in its object`, twice, 'leave one of them');
  try {
    return modelOf(new Fields(document.value, []));
  } catch (error) {
    if (!(error instanceof ModelFault)) throw error;
    return fault(path, error.message, placeOf(document, error.path), error.hint);
  }
}

const placeOf = (document: JsonDocument, path: Path) => document.placeOf(path);

const fault = (
  path: string,
  message: string,
  { line, column }: { readonly line: number; readonly column: number },
  hint: string,
): Diagnostic => ({
  code: 'model-file/malformed',
  severity: 'error',
  message: clipped(message),
  at: { path, line, column },
  hint: clipped(hint),
});

/** An id may be as long as the file: of a long text its beginning and its end. */
const clipped = (text: string): string =>
  text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT - 100)}…${text.slice(-80)}` : text;

const MOST_TEXT = 300;

function modelOf(file: Fields): ModelFile {
  file.only(['schema', 'horizonYears', 'shocks', 'nodes', 'edges', 'walls', 'assets']);
  const schema = file.string('schema');
  if (schema !== MODEL_SCHEMA)
    file.fail('schema', `the schema is "${schema}"`, `this program reads "${MODEL_SCHEMA}"`);
  const horizonYears = file.number('horizonYears', { above: 0 }, 1);
  const nodes = file.list('nodes').map(nodeOf);
  const nodeAt = indexById('nodes', nodes, file);
  const drafts = file.list('edges', []).map((one) => edgeOf(one, nodeAt));
  const edgeAt = indexById('edges', drafts, file);
  const walls = file.list('walls', []).map((one) => wallOf(one, edgeAt));
  indexById('walls', walls, file);
  const standing = walls.filter((wall) => wall.standing);
  const on: number[][] = drafts.map(() => []);
  standing.forEach((wall, w) => {
    for (const edge of wall.on) on[edge]?.push(w);
  });
  const shocks = file.list('shocks').map((one) => shockOf(one, nodeAt));
  indexById('shocks', shocks, file);
  const assets = file.list('assets').map((one) => assetOf(one, nodeAt));
  indexById('assets', assets, file);
  if (assets.length === 0)
    file.fail('assets', 'there are no assets', 'name at least one node whose fall is a loss');
  return {
    horizonYears,
    nodes,
    edges: drafts.map((edge, e): SystemEdge => ({ ...edge, walls: on[e] as number[] })),
    walls: standing.map(({ id, failureOnDemand }): SystemWall => ({ id, failureOnDemand })),
    idleWalls: walls.filter((wall) => !wall.standing).map(({ standing: _, ...wall }) => wall),
    shocks,
    assets,
  };
}

/** Index of each id in its list. */
function indexById(
  list: string,
  items: readonly { readonly id: string }[],
  file: Fields,
): (id: string, from: Fields, key: string | number) => number {
  const index = new Map<string, number>();
  items.forEach(({ id }, i) => {
    const known = index.get(id);
    if (known !== undefined)
      file.at(list, i).fail('id', `"${id}" is the id of ${list}[${known}] too`, 'give each its own id');
    index.set(id, i);
  });
  return (id, from, key) =>
    index.get(id) ?? from.fail(key, `no one of ${list} has the id "${id}"`, nearest(id, [...index.keys()]));
}

function nearest(id: string, known: readonly string[]): string {
  const low = id.toLowerCase();
  const found =
    known.find((one) => one.toLowerCase() === low) ??
    known.find((one) => one.startsWith(id) || (one.length > 1 && id.startsWith(one)));
  if (found !== undefined) return `did you mean "${found}"?`;
  return known.length === 0 ? 'the list is empty' : `ids there: ${known.slice(0, 5).join(', ')}`;
}

type Lookup = ReturnType<typeof indexById>;

function nodeOf(one: Fields): SystemNode {
  one.only(['id', 'needs']);
  const needs = one.string('needs', 'any');
  if (needs !== 'any' && needs !== 'all')
    one.fail('needs', `"${needs}" is no way to fall`, 'write "any" or "all"');
  return { id: one.id(), needs: needs as SystemNode['needs'] };
}

function edgeOf(one: Fields, nodeAt: Lookup): Omit<SystemEdge, 'walls'> {
  one.only(['id', 'from', 'to', 'probability', 'costUsd']);
  return {
    id: one.id(),
    from: nodeAt(one.string('from'), one, 'from'),
    to: nodeAt(one.string('to'), one, 'to'),
    probability: one.number('probability', { least: 0, most: 1 }),
    costUsd: one.number('costUsd', { least: 0 }, 0),
  };
}

function wallOf(one: Fields, edgeAt: Lookup) {
  one.only(['id', 'on', 'failureOnDemand', 'effortHours', 'standing']);
  const effort = one.number('effortHours', { least: 0 }, null);
  const names = one.strings('on');
  return {
    id: one.id(),
    on: [...new Set(names.map((id, i) => edgeAt(id, one.inside('on'), i)))],
    failureOnDemand: one.number('failureOnDemand', { least: 0, most: 1 }),
    effortHours: effort,
    standing: one.boolean('standing', false),
  };
}

function shockOf(one: Fields, nodeAt: Lookup): ModelShock {
  one.only(['id', 'ratePerYear', 'hits', 'costUsd']);
  return {
    id: one.id(),
    rate: rateOf(one),
    hits: one.items('hits').map((_, i) => hitOf(one, i, nodeAt)),
    costUsd: one.number('costUsd', { least: 0 }, 0),
  };
}

function hitOf(shock: Fields, index: number, nodeAt: Lookup): SystemHit {
  const hits = shock.inside('hits');
  const item = shock.items('hits')[index];
  if (typeof item === 'string') return { node: nodeAt(item, hits, index), probability: 1 };
  const hit = shock.at('hits', index);
  hit.only(['node', 'probability']);
  return {
    node: nodeAt(hit.string('node'), hit, 'node'),
    probability: hit.number('probability', { least: 0, most: 1 }),
  };
}

function rateOf(shock: Fields): ModelRate {
  const value = shock.value('ratePerYear');
  if (value === undefined) return shock.fail('ratePerYear', '"ratePerYear" is missing', RATE_HINT);
  if (typeof value === 'number')
    return { kind: 'constant', perYear: shock.number('ratePerYear', { least: 0 }) };
  const rate = shock.object('ratePerYear', RATE_HINT);
  rate.only(['gamma', 'curve']);
  if (rate.value('gamma') !== undefined && rate.value('curve') === undefined) {
    const gamma = rate.object('gamma', RATE_HINT);
    gamma.only(['shape', 'rate']);
    return {
      kind: 'gamma',
      shape: gamma.number('shape', { least: 0 }),
      rate: gamma.number('rate', { above: 0 }),
    };
  }
  if (rate.value('curve') === undefined || rate.value('gamma') !== undefined)
    return shock.fail('ratePerYear', 'a rate is a number, a gamma, or a curve', RATE_HINT);
  return curveOf(rate);
}

const RATE_HINT =
  'write a number, { "gamma": { "shape", "rate" } }, or { "curve": [ { "years", "ratePerYear" } ] }';

function curveOf(rate: Fields): ModelRate {
  const points = rate.list('curve').map((point) => {
    point.only(['years', 'ratePerYear']);
    return {
      years: point.number('years', { least: 0 }),
      perYear: point.number('ratePerYear', { least: 0 }),
    };
  });
  if (points.length === 0) rate.fail('curve', 'the curve has no points', 'give at least one');
  points.forEach((point, i) => {
    if (i > 0 && point.years <= (points[i - 1]?.years ?? 0))
      rate.at('curve', i).fail('years', 'the years of a curve must rise', 'order the points, each year once');
  });
  return { kind: 'curve', points };
}

function assetOf(one: Fields, nodeAt: Lookup): ModelAsset {
  one.only(['id', 'node', 'lossUsd']);
  const id = one.id();
  const node = nodeAt(one.string('node'), one, 'node');
  const told = one.value('lossUsd');
  if (told === undefined || told === null) return { id, node, lossUsd: null };
  const loss = one.object('lossUsd', 'write { "p5": 1000, "p95": 100000 }');
  loss.only(['p5', 'p95']);
  const p5 = loss.number('p5', { above: 0 });
  const p95 = loss.number('p95', { above: 0 });
  if (p95 < p5) loss.fail('p95', 'the 95 % point lies below the 5 % point', 'swap them');
  return { id, node, lossUsd: { p5, p95 } };
}
