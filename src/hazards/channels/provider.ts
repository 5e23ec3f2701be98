import { unknown } from '../../model/evidence.ts';
import { shockId } from '../../model/ids.ts';
import { term } from '../../model/rate.ts';
import type { Channel } from './channel.ts';

/** A service that runs, builds or changes the project is breached, and every job there is reached. */
const provider: Channel = {
  id: 'provider',
  title: 'services that run or build the project',
  shocks: (places) =>
    places.surfaces
      .filter((surface) => surface.kind === 'provider')
      .map((surface) => ({
        id: shockId(`provider/${surface.vendor}`),
        channel: 'provider',
        title: `${surface.title} is breached and reaches what runs there`,
        hits: [surface.id],
        commonCause: null,
        evidence: [
          unknown('provider history', 'no record of this provider is read yet: the rate is that of any'),
        ],
        hazard: { kind: 'rate', rate: [term(surface.title, 1, 'provider.breach')] },
      })),
};
export default provider;
