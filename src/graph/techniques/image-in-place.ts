import { fallenState } from '../../model/attack-graph.ts';
import { parameter } from '../../model/rate.ts';
import { codeIn, IN_SERVICE, type Technique } from '../technique.ts';

/** A malicious image runs in a job or is built upon. */
const imageInPlace: Technique = {
  id: 'image-in-place',
  title: 'a malicious image runs in a job or is built upon',
  attck: 'T1195.002',
  needs: 'a base, container or service image that was replaced',
  gives: 'code in the job, the build and what is built, or the service that runs it',
  probability: ['step.image-runs'],
  cost: null,
  example: 'Docker Hub and registry takeovers; Codecov 2021 began in an image layer',
  steps: ({ surfaces, repository }) => {
    const known = new Map(surfaces.filter((one) => one.kind === 'image').map((one) => [one.id, one]));
    const places = [
      ...repository.places.map((place) => ({ to: codeIn(place), images: place.runsSurfaces })),
      ...repository.services.map(({ images }) => ({ to: IN_SERVICE, images })),
    ];
    return places.flatMap(({ to, images }) =>
      images.flatMap((id) => {
        const image = known.get(id);
        return image === undefined
          ? []
          : [
              {
                from: fallenState(id),
                to,
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
