import { fallenState } from '../../model/attack-graph.ts';
import { parameter } from '../../model/rate.ts';
import { codeIn, type Technique } from '../technique.ts';

/** A malicious action runs in the jobs that use it. */
const actionInJob: Technique = {
  id: 'action-in-job',
  title: 'a malicious action runs in the jobs that use it',
  attck: 'T1195.002',
  needs: 'an action whose tag was moved or whose owner was taken over',
  gives: 'code in those jobs',
  probability: ['step.action-runs'],
  cost: null,
  example: 'tj-actions/changed-files and reviewdog 2025, trivy-action 2026',
  steps: ({ surfaces, repository }) => {
    const known = new Set(surfaces.filter((one) => one.kind === 'action').map((one) => one.id));
    return repository.places.flatMap((place) =>
      place.runsSurfaces
        .filter((id) => known.has(id))
        .map((id) => ({
          from: fallenState(id),
          to: codeIn(place),
          open: [parameter('step.action-runs')],
          because: 'an action runs with the rights of its job',
          at: place.at,
        })),
    );
  },
};
export default actionInJob;
