import { fallenState } from '../../model/attack-graph.ts';
import { parameter } from '../../model/rate.ts';
import { codeIn, type Technique } from '../technique.ts';

/** What a command fetches and runs is malicious. */
const fetchedScript: Technique = {
  id: 'fetched-script',
  title: 'what a command fetches and runs is malicious',
  attck: 'T1105',
  needs: 'a script or a package of another registry, fetched afresh',
  gives: 'code in the place of the command',
  probability: ['step.fetch-runs'],
  cost: null,
  example: 'Codecov bash uploader 2021',
  steps: ({ surfaces, repository }) => {
    const known = new Map(surfaces.filter((one) => one.kind === 'fetch').map((one) => [one.id, one]));
    return repository.places.flatMap((place) =>
      place.runsSurfaces.flatMap((id) => {
        const fetch = known.get(id);
        return fetch === undefined
          ? []
          : [
              {
                from: fallenState(id),
                to: codeIn(place),
                open: [parameter('step.fetch-runs')],
                because: fetch.title,
                at: fetch.at[0] ?? null,
              },
            ];
      }),
    );
  },
};
export default fetchedScript;
