import { fallenState, type StateId } from '../../model/attack-graph.ts';
import type { SurfaceId } from '../../model/ids.ts';
import { parameter } from '../../model/rate.ts';
import type { ImageSurface, Surface } from '../../model/surface.ts';
import { surroundings } from '../services.ts';
import { codeIn, type StepDraft, type Technique, type WallDraft } from '../technique.ts';

/** A malicious image runs in a job or is built upon. */
const imageInPlace: Technique = {
  id: 'image-in-place',
  title: 'a malicious image runs in a job or is built upon',
  attck: 'T1195.002',
  needs: 'a base, container or service image that was replaced',
  gives: 'code in the job, the build and what is built, or the service that runs it',
  probability: ['step.image-runs', 'takeover.image-digest', 'wall.runtime-egress'],
  cost: null,
  example: 'Docker Hub and registry takeovers; Codecov 2021 began in an image layer',
  steps: ({ surfaces, repository }) => {
    const known = new Map(surfaces.filter((one) => one.kind === 'image').map((one) => [one.id, one]));
    const movable = publishersOfTags(surfaces);
    const around = surroundings(repository);
    const run = (id: SurfaceId, to: StateId, walls: readonly WallDraft[]): StepDraft[] => {
      const image = known.get(id);
      if (image === undefined) return [];
      const { reference, at } = image;
      return [
        {
          from: fallenState(id),
          to,
          open: [parameter('step.image-runs')],
          walls: [...digest(image, movable), ...walls],
          because: `${reference} runs here`,
          at: at[0] ?? null,
        },
      ];
    };
    const inService = (id: SurfaceId): StepDraft[] => {
      const services = around.holding(id);
      return run(id, around.inside(services), around.egress(services, 'code'));
    };
    return [
      ...repository.places.flatMap((place) => place.runsSurfaces.flatMap((id) => run(id, codeIn(place), []))),
      ...repository.services.flatMap(({ images }) => images.flatMap(inService)),
    ];
  },
};
export default imageInPlace;

/** Those of whom the tree takes some image by a tag: their fall is as often as for any. */
const publishersOfTags = (surfaces: readonly Surface[]): ReadonlySet<string> =>
  new Set(surfaces.flatMap((one) => (one.kind === 'image' && !one.pinned ? [one.publisher] : [])));

/** Where all images of a publisher are by digest that is in the rate of the shock; else it stands at those that are. */
function digest({ publisher, pinned, at }: ImageSurface, movable: ReadonlySet<string>): WallDraft[] {
  if (!pinned || !movable.has(publisher)) return [];
  const fails = [parameter('takeover.image-digest')];
  return [{ wall: 'image-digest', place: publisher, fails, because: 'named by digest', at: at[0] ?? null }];
}
