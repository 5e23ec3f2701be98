/** The attack graph of a small tree, and what is reached from what has fallen there. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { type Held, reachedGiven } from '../../src/graph/reached.ts';
import { weave } from '../../src/graph/weave.ts';
import { Draws } from '../../src/hazards/draws.ts';
import { type AttackGraph, arrivalState, fallenState, type StateId } from '../../src/model/attack-graph.ts';
import type { Rate } from '../../src/model/rate.ts';
import type { Places, Route } from '../../src/model/surface.ts';
import { parameterRecords } from '../../src/parameters.generated.ts';
import { type Files, madePlaces } from './made-tree.ts';

const HOURS = 8766;

/**
 * What is given:
 *
 * - `state`: the attacker holds it
 * - `surface`: what its publisher puts out is malicious; a pin lets it through as often as its parameter says
 * - `release`: a malicious release of a package is there for so many hours, and the project is installed once in
 *   that time at each place that installs it; a lockfile is refreshed as often as it always is
 */
export type Given =
  | { readonly state: string }
  | { readonly surface: RegExp }
  | { readonly release: string; readonly hours: number };

export interface Woven {
  readonly places: Places;
  readonly graph: AttackGraph;
  readonly draws: Draws;
  /** P(one of the goals | given), one for each goal; patterns match ids of states. */
  readonly reached: (given: Given, goals: readonly RegExp[]) => number[];
}

const SIZE = 64;

export async function woven(files: Files, asOf = '2026-11-22'): Promise<Woven> {
  const places = await madePlaces(files, asOf);
  const graph = weave(places);
  const draws = new Draws(parameterRecords, 1, SIZE);
  const question = {
    graph,
    chances: (factors: Parameters<Draws['product']>[0]) => draws.product(factors),
    seed: 1,
    draws: SIZE,
  };
  const matching = (pattern: RegExp): StateId[] =>
    graph.states.map((state) => state.id).filter((id) => pattern.test(id));
  return {
    places,
    graph,
    draws,
    reached: (given, goals) => reachedGiven(question, heldBy(given, places, draws), goals.map(matching)),
  };
}

function heldBy(given: Given, places: Places, draws: Draws): Held[] {
  if ('state' in given) return [{ state: given.state as StateId, chance: 1 }];
  if ('surface' in given)
    return places.surfaces
      .filter((surface) => given.surface.test(surface.id))
      .map((surface) => ({ state: fallenState(surface.id), chance: pinned(surface, draws) }));
  const named = places.surfaces.filter((one) => one.kind === 'package' && one.name === given.release);
  // Without a lockfile what a dependency brings in has no name here.
  const found =
    named.length > 0 ? named : places.surfaces.filter((one) => one.kind === 'package' && one.name === '*');
  return found.flatMap((surface) =>
    surface.kind !== 'package'
      ? []
      : surface.routes.flatMap((id) => {
          const route = places.routes.find((one) => one.id === id);
          const chance = route === undefined ? 0 : arrives(route, surface.direct, given.hours, draws);
          return [{ state: arrivalState(id, surface.production), chance }];
        }),
  );
}

function pinned(surface: Places['surfaces'][number], draws: Draws): number {
  if (surface.kind === 'action' && surface.pinned) return draws.mean('takeover.sha-pin');
  if (surface.kind === 'image' && surface.pinned) return draws.mean('takeover.image-digest');
  if (surface.kind === 'extension' && surface.pinned) return draws.mean('takeover.extension-pin');
  return 1;
}

/** The chance that a release which is there for `hours` is chosen on a route. */
export function arrives(route: Route, direct: boolean, hours: number, draws: Draws): number {
  const { gate } = route;
  const after = (age: number): number => chosen(route, direct, Math.max(0, hours - age), draws);
  if (gate.stands === 'yes') return after(gate.hours);
  const stands = draws.mean('takeover.gate-version');
  return stands * after(gate.hours) + (1 - stands) * after(0);
}

function chosen(
  { id, refresh, direct, transitive }: Route,
  isDirect: boolean,
  hours: number,
  draws: Draws,
): number {
  if (hours === 0) return 0;
  if (/^(fresh|fetch):/.test(id)) return 1;
  const rate: Rate = [...refresh, ...(isDirect ? direct : transitive)];
  const values = draws.rate(rate);
  return values.reduce((sum, perYear) => sum - Math.expm1((-perYear * hours) / HOURS), 0) / values.length;
}

/** Every file of a folder, by its path in it. */
export function filesOf(folder: string): Files {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return Object.fromEntries(
    entries.map((entry) => {
      const full = join(entry.parentPath, entry.name);
      return [relative(folder, full).split(sep).join('/'), readFileSync(full, 'utf8')];
    }),
  );
}
