import { fallenState } from '../../model/attack-graph.ts';
import type { Location } from '../../model/diagnostic.ts';
import { parameter, term } from '../../model/rate.ts';
import type { ImageSurface } from '../../model/surface.ts';
import type { WallSite } from '../../model/wall.ts';
import { digested, digestsIn, nameOf } from '../digests.ts';
import { isOwn } from '../own-images.ts';
import { grouped, stepsWhere, type Wall, type WallFacts } from '../wall.ts';

/** Images of others named by the digest of what they hold, which nobody can move. */
const imageDigest: Wall = {
  id: 'image-digest',
  title: 'images are named by their digest',
  standard: 'OpenSSF Scorecard Pinned-Dependencies; CIS Docker Benchmark: use trusted base images',
  against: 'a tag that is moved to a malicious image: it does not reach the build, the job or the service',
  limits:
    'nothing against what the image held when it was pinned, nor what a build installs into it; it freezes fixes too',
  failure: ['takeover.image-digest'],
  effort: ['effort.image-digest'],
  conflicts: [
    {
      wall: 'patch-cadence',
      because: 'without a bot that updates images, digests freeze their fixes as well',
    },
  ],
  sites: (facts) => named(facts).map(([, images]) => siteOf(images)),
  choices(facts, missing) {
    const lacking = new Set(missing.map((site) => site.id));
    const left = named(facts).filter(([, images]) => lacking.has(siteId(images[0] as Placed)));
    return grouped(left, ([, images]) => (images[0] as Placed).surface.publisher).map(
      ([publisher, groups]) => {
        const images = groups.flatMap(([, own]) => own.filter((one) => !one.surface.pinned));
        return {
          id: `image-digest#${publisher}`,
          wall: 'image-digest',
          title: `name ${publisher === 'library' ? 'official images' : `images of ${publisher}`} by digest`,
          sites: groups.map(([, own]) => siteId(own[0] as Placed)),
          fails: [parameter('takeover.image-digest')],
          acts: [{ kind: 'steps' as const, steps: runsOf(facts, images) }],
          hours: [term('each image', images.length, 'effort.image-digest')],
          at: (images[0] as Placed).at,
          attest: null,
        };
      },
    );
  },
  patch(choice, files, facts) {
    const built = new Set(choice.sites);
    const images = named(facts)
      .filter(([, own]) => built.has(siteId(own[0] as Placed)))
      .flatMap(([, own]) => own.filter((one) => !one.surface.pinned));
    const places = images.flatMap(({ surface }) =>
      surface.at.map((at) => ({ reference: surface.reference, at })),
    );
    return digested(places, digestsIn(facts), files, facts);
  },
};
export default imageDigest;

interface Placed {
  readonly surface: ImageSurface;
  /** The Dockerfile, Compose file, workflow or manifest. */
  readonly source: string;
  readonly at: Location;
}

/** Images of others by the file that names them and their name without tag, so that a site outlives its tag. */
const named = (facts: WallFacts): [string, Placed[]][] =>
  grouped(
    facts.places.surfaces.flatMap((surface): Placed[] => {
      const at = surface.at[0];
      if (surface.kind !== 'image' || at === undefined || isOwn(facts.inventory, surface.reference))
        return [];
      return [{ surface, source: at.path, at }];
    }),
    siteId,
  );

const siteId = ({ surface, source }: Placed): string => `image-digest#${source} ${nameOf(surface.reference)}`;

function siteOf(images: readonly Placed[]): WallSite {
  const loose = images.find(({ surface }) => !surface.pinned);
  const shown = loose ?? (images[0] as Placed);
  const { reference } = shown.surface;
  const told = !reference.includes('$');
  return {
    id: siteId(shown),
    at: shown.at,
    what: { kind: 'image', text: reference },
    state: loose === undefined ? 'standing' : told ? 'absent' : 'unknown',
    mode: null,
    because:
      loose === undefined
        ? 'a digest'
        : !told
          ? 'a variable that is given elsewhere names it'
          : reference.replace(/^.*\//, '').includes(':')
            ? 'a tag that its publisher can move'
            : 'no tag, so whatever is the latest',
  };
}

function runsOf({ graph }: WallFacts, images: readonly Placed[]): string[] {
  const fallen = new Set<string>(images.map(({ surface }) => fallenState(surface.id)));
  return stepsWhere(graph, (step) => step.technique === 'image-in-place' && fallen.has(step.from));
}
