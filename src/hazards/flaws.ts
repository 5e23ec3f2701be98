/** What the two channels of flaws have in common. */
import { complement, type Factor, fact, parameter, type Rate, term, times } from '../model/rate.ts';
import type { Places } from '../model/surface.ts';

/** The graph asks the same fact where it is unknown: whoever exploits a flaw finds the service there. */
export const DEPLOYED: Readonly<Record<Places['serves'], Factor>> = {
  yes: parameter('vulnerability.deployed-seen'),
  unknown: fact('service', 'vulnerability.deployed-unsure'),
  no: parameter('vulnerability.deployed-unseen'),
};

/** Disclosures a year in a package of which nothing is known but that it is in a lockfile. */
export function disclosed(): Rate {
  const top = parameter('vulnerability.names-top-1000');
  const below = complement('vulnerability.names-top-1000');
  const next = parameter('vulnerability.names-top-10000');
  const rest = complement('vulnerability.names-top-10000');
  return [
    times(term('if it is among the top 1,000', 1, 'vulnerability.events-top-1000'), top),
    times(term('if among the top 10,000', 1, 'vulnerability.events-top-10000'), below, next),
    times(term('otherwise', 1, 'vulnerability.events-listed'), below, rest),
  ];
}
