import { fallenState } from '../../model/attack-graph.ts';
import { parameter } from '../../model/rate.ts';
import { codeIn, type Technique } from '../technique.ts';

/** A malicious image runs in a job or is built upon. */
const imageInPlace: Technique = {
  id: 'image-in-place',
  title: 'a malicious image runs in a job or is built upon',
  attck: 'T1195.002',
  needs: 'a base, container or service image that was replaced',
  gives: 'code in the job, the build, and what is built',
  probability: ['step.image-runs'],
  cost: null,
  example: 'Docker Hub and registry takeovers; Codecov 2021 began in an image layer',
  steps: ({ surfaces, repository }) => {
    const known = new Map(surfaces.filter((one) => one.kind === 'image').map((one) => [one.id, one]));
    return repository.places.flatMap((place) =>
      place.runsSurfaces.flatMap((id) => {
        const image = known.get(id);
        return image === undefined
          ? []
          : [
              {
                from: fallenState(id),
                to: codeIn(place),
                open: [parameter('step.image-runs')],
                because: `${image.reference} runs here`,
                at: image.at[0] ?? null,
              },
            ];
      }),
    );
  },
};
export default imageInPlace;
