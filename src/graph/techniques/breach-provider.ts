import { fallenState, stateId } from '../../model/attack-graph.ts';
import { type Factor, parameter } from '../../model/rate.ts';
import { CAN_PUSH, codeIn, type Technique } from '../technique.ts';

/** A provider that is breached hands over what runs there. */
const breachProvider: Technique = {
  id: 'breach-provider',
  title: 'a provider that is breached hands over what runs there',
  attck: 'T1199',
  needs: 'the CI host, a runner vendor, a platform or a bot with write access',
  gives: 'code in the jobs that run there, or what the bot may do',
  probability: ['step.provider-reaches'],
  cost: null,
  example: 'CircleCI 2023, Heroku and Travis 2022',
  steps: (facts) =>
    facts.surfaces
      .filter((one) => one.kind === 'provider')
      .flatMap((surface) => {
        const at = surface.at[0] ?? null;
        const because = `${surface.vendor} is breached`;
        const from = stateId(`holds/provider/${surface.vendor}`);
        const reached = {
          from: fallenState(surface.id),
          to: from,
          open: [parameter('step.provider-reaches')],
          because,
          at,
        };
        const open: readonly Factor[] = [];
        if (surface.vendor === 'renovate') return [reached, { from, to: CAN_PUSH, open, because, at }];
        const here = facts.repository.places.filter(({ job, id, kind }) =>
          kind === 'platform'
            ? id.startsWith('platform/') && surface.at.some((place) => id === `platform/${place.path}`)
            : job !== null &&
              (surface.vendor === 'github' ? job.vendor === null : job.vendor === surface.vendor),
        );
        const host = surface.vendor === 'github' ? [{ from, to: CAN_PUSH, open, because, at }] : [];
        return [reached, ...host, ...here.map((place) => ({ from, to: codeIn(place), open, because, at }))];
      }),
};
export default breachProvider;
