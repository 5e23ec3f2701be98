/** Walls that somebody attests: no file shows them, so they are put where a plan would build them. */
import { stand } from './graph/stand.ts';
import { times } from './model/rate.ts';
import type { ShockSpec } from './model/shock.ts';
import type { WallChoice } from './model/wall.ts';
import { walls } from './walls/catalogue/index.generated.ts';
import { survey } from './walls/survey.ts';
import { attestedState, type WallFacts } from './walls/wall.ts';

/**
 * Graph and shocks with the attested walls in them. What is attested as absent changes nothing: it is what the
 * files lead one to expect.
 *
 * @param facts as the files alone tell it; `attested` says which walls stand
 */
export function withAttestedWalls(facts: WallFacts): Pick<WallFacts, 'graph' | 'shocks'> {
  const { graph, shocks, attested } = facts;
  const named = new Set(
    attested
      .filter((one) => one.fact.startsWith('walls.') && one.value === 'standing')
      .map((one) => one.fact.split('.')[1]),
  );
  if (named.size === 0) return { graph, shocks };
  const choices = survey(
    { ...facts, attested: attested.filter((one) => !one.fact.startsWith('walls.')) },
    walls.filter((wall) => named.has(wall.id)),
  )
    .flatMap((one) => one.choices)
    .filter((choice) => choice.attest !== null && attestedState(facts, choice.attest) === 'standing');
  return { graph: stand(graph, choices), shocks: shocks.map((spec) => slowed(spec, choices)) };
}

/** The shock with the factors of the walls that act on its rate; campaigns have no rate of their own. */
function slowed(spec: ShockSpec, choices: readonly WallChoice[]): ShockSpec {
  const factors = choices
    .flatMap((choice) => choice.acts)
    .flatMap((act) => (act.kind === 'rate' && act.shocks.includes(spec.id) ? act.by : []));
  if (factors.length === 0 || spec.hazard.kind !== 'rate') return spec;
  return { ...spec, hazard: { kind: 'rate', rate: spec.hazard.rate.map((one) => times(one, ...factors)) } };
}
