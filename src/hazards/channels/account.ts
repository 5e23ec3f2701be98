import { observed, unknown } from '../../model/evidence.ts';
import { shockId } from '../../model/ids.ts';
import { atLeast, parameter, type Rate, term, times } from '../../model/rate.ts';
import type { AccountSurface } from '../../model/surface.ts';
import type { Channel } from './channel.ts';

/**
 * A person or bot with push or publish rights is taken over: persons times the rate of one.
 * Persons that files name are a lower bound, so the population's number counts when it is larger.
 */
const account: Channel = {
  id: 'account',
  title: 'people and bots with push or publish rights',
  shocks: (places, context) =>
    places.surfaces
      .filter((surface) => surface.kind === 'account')
      .map((surface) => ({
        id: shockId(`account/${surface.id.slice('account:'.length)}`),
        channel: 'account',
        title: 'a person or bot who may push or publish is taken over',
        hits: [surface.id],
        commonCause: null,
        evidence: [
          surface.named > 0
            ? observed(
                'files',
                `at least ${surface.named} people are named`,
                context.asOf,
                surface.at[0] ?? null,
              )
            : unknown('files', 'no file names who may push'),
        ],
        hazard: { kind: 'rate', rate: rateOf(surface) },
      })),
};
export default account;

/** A tree in which little is recognised is not safe: somebody can push, and somebody can let them in again. */
const FLOOR = 2;

const rateOf = (surface: AccountSurface): Rate =>
  surface.attested !== null
    ? [term('people, attested', Math.max(FLOOR, surface.attested), 'account.person')]
    : [
        times(
          term('people, as many as files name at least', 1),
          atLeast('account.persons', Math.max(FLOOR, surface.named)),
          parameter('account.person'),
        ),
      ];
