/**
 * How far work gets where nothing is left to chance: the corners of the lower convex hull of hours against loss. They
 * are the minimum cuts over all prices of an hour [GGT89], and each is the best plan for its hours where every wall
 * stands on one bundle.
 */
import { Bundles, type Cut } from './cut-bundles.ts';
import { CutRelaxation, REACHED, type Relaxed, SAFE } from './cut-relaxation.ts';
import type { Interdiction } from './interdiction.ts';

const MOST_CORNERS = 64;
/** Part of what is at stake by which a new corner must lie below the line of its neighbours. */
const BELOW = 1e-9;

/** Plans of rising hours and falling loss, the empty one first. */
export function corners(network: Interdiction): Cut[] {
  const bundles = new Bundles(network);
  const relaxation = new CutRelaxation(bundles);
  const all = [...bundles.of.keys()];
  const labels = new Uint8Array(network.nodes);
  labels[network.source] = REACHED;
  const spared = bundles.reached(new Set(all));
  const relaxed = (hour: number, loss: number, safe: boolean): Relaxed => {
    const own = labels.slice();
    if (safe)
      network.losses.forEach((one, v) => {
        if (one > 0 && spared[v] !== 1) own[v] = SAFE;
      });
    relaxation.settle(own, bundles.hours(all));
    return relaxation.relax({ hour, loss });
  };
  const points = [bundles.cut([])];
  const keep = ({ inside }: Relaxed): void => {
    points.push(bundles.cut(bundles.around(inside)));
  };
  const nothing = bundles.reached(new Set());
  const first = { inside: nothing, hours: 0, loss: (points[0] as Cut).loss };
  const last = relaxed(1, 0, true);
  keep(last);
  const pairs = [[first, last]] as [Omit<Relaxed, 'price'>, Omit<Relaxed, 'price'>][];
  for (let pair = pairs.pop(); pair !== undefined && points.length < MOST_CORNERS; pair = pairs.pop()) {
    const [cheap, dear] = pair;
    const hour = (cheap.loss - dear.loss) / (dear.hours - cheap.hours);
    if (!(hour > 0 && hour < 1e300)) continue;
    const between = relaxed(hour, 1, false);
    if (between.loss + hour * between.hours >= cheap.loss + hour * cheap.hours - BELOW * first.loss) continue;
    keep(between);
    pairs.push([cheap, between], [between, dear]);
  }
  return undominated(points);
}

/** Those of which none has less loss for as many hours or fewer, in the order of hours. */
export function undominated<Point extends { readonly hours: number; readonly loss: number }>(
  points: readonly Point[],
): Point[] {
  const best: Point[] = [];
  for (const point of [...points].sort((a, b) => a.hours - b.hours || a.loss - b.loss)) {
    const last = best.at(-1);
    if (last === undefined || point.loss < last.loss) best.push(point);
  }
  return best;
}
