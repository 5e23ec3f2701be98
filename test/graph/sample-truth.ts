/** Every world and every set of shocks of a small system, one after the other: slow, and plainly right. */
import type { System } from '../../src/model/system.ts';

export interface BruteForce {
  readonly any: Odds;
  readonly assets: readonly Odds[];
  readonly containment: number | null;
  readonly blast: readonly (readonly number[])[];
}

export interface Odds {
  readonly once: number;
  readonly anew: number;
}

/** Shocks with random hits are as many independent processes as there are sets of hits. */
interface Process {
  readonly shock: number;
  readonly hazard: number;
  readonly fraction: number;
  readonly nodes: readonly number[];
}

export function bruteForce(system: System): BruteForce {
  const processes = processesOf(system);
  const targets = [system.assets.map(({ node }) => node), ...system.assets.map(({ node }) => [node])];
  const once = targets.map(() => 0);
  const anew = targets.map(() => 0);
  const blast = system.shocks.map(() => system.assets.map(() => 0));
  for (const world of worldsOf(system)) {
    const kept = targets.map(() => 0);
    const lost = targets.map(() => 0);
    for (let set = 0; set < 2 ** processes.length; set++) {
      const on = processes.filter((_, i) => ((set >> i) & 1) === 1);
      const chance = processes.reduce(
        (p, { hazard }, i) => p * (((set >> i) & 1) === 1 ? -Math.expm1(-hazard) : Math.exp(-hazard)),
        1,
      );
      const fallen = fall(
        system,
        world.passable,
        on.flatMap(({ nodes }) => nodes),
      );
      targets.forEach((nodes, t) => {
        if (nodes.some((node) => fallen[node])) lost[t] = (lost[t] as number) + chance;
        else kept[t] = (kept[t] as number) + chance;
      });
    }
    kept.forEach((chance, t) => {
      const p = lost[t] as number;
      once[t] = (once[t] as number) + world.chance * p;
      anew[t] = (anew[t] as number) - world.chance * (p < 0.5 ? Math.log1p(-p) : Math.log(chance));
    });
    for (const { shock, fraction, nodes } of processes) {
      const fallen = fall(system, world.passable, nodes);
      system.assets.forEach(({ node }, a) => {
        const row = blast[shock] as number[];
        if (fallen[node]) row[a] = (row[a] as number) + world.chance * fraction;
      });
    }
  }
  // An event that hits nothing is no break-in.
  const hazard = processes.reduce((total, one) => total + (one.nodes.length > 0 ? one.hazard : 0), 0);
  const odds = once.map((p, t) => ({ once: p, anew: -Math.expm1(-(anew[t] as number)) }));
  return {
    any: odds[0] as Odds,
    assets: odds.slice(1),
    containment: hazard > 0 ? 1 - (anew[0] as number) / hazard : null,
    blast,
  };
}

function processesOf({ shocks }: System): Process[] {
  return shocks.flatMap(({ hazard, hits }, shock) =>
    Array.from({ length: 2 ** hits.length }, (_, set) => {
      const fraction = hits.reduce(
        (p, { probability }, i) => p * (((set >> i) & 1) === 1 ? probability : 1 - probability),
        1,
      );
      const nodes = hits.filter((_, i) => ((set >> i) & 1) === 1).map(({ node }) => node);
      return { shock, hazard: hazard * fraction, fraction, nodes };
    }).filter(({ fraction, nodes }) => fraction > 0 && nodes.length > 0),
  );
}

function* worldsOf({
  edges,
  walls,
}: System): Generator<{ readonly chance: number; readonly passable: readonly boolean[] }> {
  const chances = [...edges.map((edge) => edge.probability), ...walls.map((wall) => wall.failureOnDemand)];
  const uncertain = chances.flatMap((chance, i) => (chance > 0 && chance < 1 ? [i] : []));
  for (let set = 0; set < 2 ** uncertain.length; set++) {
    const happens = chances.map((chance) => chance >= 1);
    let chance = 1;
    uncertain.forEach((event, i) => {
      const yes = ((set >> i) & 1) === 1;
      happens[event] = yes;
      chance *= yes ? (chances[event] as number) : 1 - (chances[event] as number);
    });
    const passable = edges.map(
      (edge, e) => happens[e] === true && edge.walls.every((wall) => happens[edges.length + wall] === true),
    );
    yield { chance, passable };
  }
}

/** The least fixed point. */
function fall({ nodes, edges }: System, passable: readonly boolean[], hit: readonly number[]): boolean[] {
  const fallen = nodes.map((_, n) => hit.includes(n));
  for (let changed = true; changed; ) {
    changed = false;
    nodes.forEach(({ needs }, n) => {
      const steps = edges.flatMap((edge, e) =>
        edge.to === n ? [passable[e] === true && fallen[edge.from] === true] : [],
      );
      const falls = steps.length > 0 && (needs === 'any' ? steps.includes(true) : !steps.includes(false));
      if (!falls || fallen[n]) return;
      fallen[n] = true;
      changed = true;
    });
  }
  return fallen;
}
