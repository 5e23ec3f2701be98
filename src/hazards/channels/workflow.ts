import { observed, unknown } from '../../model/evidence.ts';
import { shockId } from '../../model/ids.ts';
import { complement, type Factor, fact, parameter, type Term, term, times } from '../../model/rate.ts';
import type { Weakness, WorkflowSurface } from '../../model/surface.ts';
import type { Channel } from './channel.ts';

/** The project's own CI can be entered: untrusted code or text in a privileged run. */
const workflow: Channel = {
  id: 'workflow',
  title: 'outsiders entering CI',
  shocks: (places, context) =>
    places.surfaces
      .filter((surface) => surface.kind === 'workflow')
      .map((surface: WorkflowSurface) => ({
        id: shockId(`workflow/${surface.id.slice('workflow:'.length)}`),
        channel: 'workflow',
        title: `an outsider enters ${surface.title}`,
        hits: [surface.id],
        commonCause: null,
        evidence: [
          ...surface.weaknesses.map((one) => observed('workflow text', one.because, context.asOf, one.at)),
          unknown(
            'popularity',
            'stars and downloads are not known without network: the mix of popular and other repositories',
          ),
        ],
        hazard: { kind: 'rate', rate: distinct(surface.weaknesses).flatMap(termsOf) },
      })),
};
export default workflow;

/** Several places of one kind in one job are one way in: who finds one need not find the others. */
function distinct(weaknesses: readonly Weakness[]): Weakness[] {
  const byKind = new Map<string, Weakness>();
  for (const one of weaknesses) {
    const known = byKind.get(one.kind);
    if (known === undefined || (known.executes === 'unknown' && one.executes === 'yes'))
      byKind.set(one.kind, one);
  }
  return [...byKind.values()];
}

function termsOf(weakness: Weakness): Term[] {
  const conditions: Factor[] = [];
  if (weakness.gated) conditions.push(parameter('workflow.gated'));
  if (weakness.privilege === 'default-token') {
    // The graph asks the same fact: whoever got in by it finds it open there.
    conditions.push(fact('github.default-token', `workflow.default-write.${weakness.defaultWrite}`));
  }
  if (weakness.executes === 'unknown') conditions.push(parameter('workflow.executes-unknown'));
  return byPopularity(weakness).map((one) => times(one, ...conditions));
}

/** The rate of a popular repository, of another, or the mix of both. */
function byPopularity({ kind, popularity }: Weakness): Term[] {
  const popular = term(`${kind}, popular repository`, 1, `workflow.${kind}.popular`);
  const otherwise = term(`${kind}, other repository`, 1, `workflow.${kind}.otherwise`);
  if (popularity === 'popular') return [popular];
  if (popularity === 'otherwise') return [otherwise];
  const chance = popularity === 'busy' ? 'workflow.popular-busy' : 'workflow.popular';
  return [times(popular, parameter(chance)), times(otherwise, complement(chance))];
}
