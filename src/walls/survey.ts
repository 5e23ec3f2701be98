/** Which walls stand where, and what could be built: every wall of the catalogue over one tree. */
import { stateOf, type WallChoice, type WallSite, type WallState } from '../model/wall.ts';
import { walls as catalogue } from './catalogue/index.generated.ts';
import type { Wall, WallFacts } from './wall.ts';

export interface Surveyed {
  readonly wall: Wall;
  readonly state: WallState;
  readonly sites: readonly WallSite[];
  /** What could be built where it does not stand; empty where nothing would change. */
  readonly choices: readonly WallChoice[];
}

/** @param walls the whole catalogue unless told otherwise */
export function survey(facts: WallFacts, walls: readonly Wall[] = catalogue): Surveyed[] {
  return walls.map((wall) => {
    const sites = wall.sites(facts);
    const missing = sites.filter((site) => site.state !== 'standing');
    const choices = wall.choices(facts, missing).filter((choice) => choice.acts.some(bears));
    return { wall, state: stateOf(sites), sites, choices };
  });
}

/** An act that bears on nothing of this tree is none. */
const bears = (act: WallChoice['acts'][number]): boolean => {
  if (act.kind === 'steps') return act.steps.length > 0;
  if (act.kind === 'apart') return act.entering.length > 0;
  return act.kind === 'gate' ? act.routes.length > 0 : act.shocks.length > 0;
};
