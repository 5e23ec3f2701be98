import type { ExecutionPlace, LayerSecret } from '../../model/execution.ts';
import { parameter, term } from '../../model/rate.ts';
import type { WallSite } from '../../model/wall.ts';
import { attestedSite, attestOf } from '../attested.ts';
import { codeIn } from '../states.ts';
import { stepsWhere, type Wall, type WallFacts } from '../wall.ts';

/** What builds does not see what the running service is given, and leaves nothing of what it was given itself. */
const buildRunEnvSplit: Wall = {
  id: 'build-run-env-split',
  title: 'builds and what runs are given secrets of their own',
  standard: 'The Twelve-Factor App, V: strictly separate build and run stages; Docker: build secrets',
  against:
    "what a platform installs while it builds: it finds no secret of the service; and who pulls an image: its layers hold no build's secret",
  limits:
    'nothing against what is built into the service and runs there, nor against an install that needs the secret itself',
  failure: ['wall.build-run-env-split'],
  effort: ['effort.build-run-env-split'],
  conflicts: [],
  sites: (facts) => [
    ...platforms(facts).map((one) => platformSite(facts, one)),
    ...layers(facts).map(layerSite),
  ],
  choices(facts, missing) {
    const lacking = new Map(missing.map((site) => [site.id, site]));
    const built = [
      ...platforms(facts).map((one) => ({
        id: siteId(one.place),
        title: `keep the service's secrets out of the ${one.place.title}`,
        attest: one.attest,
        steps: stepsWhere(
          facts.graph,
          ({ technique, from }) => technique === 'read-environment' && from === codeIn(one.place),
        ),
      })),
      ...layers(facts).map(({ place, layer: { secret } }) => ({
        id: siteId(place, secret.name),
        title: `give ${place.title} ${secret.name} by --mount=type=secret, or at run time alone`,
        attest: null,
        steps: stepsWhere(
          facts.graph,
          ({ technique, to, at }) =>
            technique === 'read-image-layers' &&
            to === `holds/secret/${secret.name}` &&
            at?.path === secret.at.path,
        ),
      })),
    ];
    return built
      .filter(({ id }) => lacking.has(id))
      .map(({ id, title, attest, steps }) => ({
        id,
        wall: 'build-run-env-split',
        title,
        sites: [id],
        fails: [parameter('wall.build-run-env-split')],
        acts: [{ kind: 'steps' as const, steps }],
        hours: [term('the build', 1, 'effort.build-run-env-split')],
        at: lacking.get(id)?.at ?? null,
        attest,
      }));
  },
  patch: (choice) => ({
    kind: 'lacks',
    what:
      choice.attest === null
        ? `which command needs it (${choice.id.slice('build-run-env-split#'.length)}): that one is given it by \`RUN --mount=type=secret\`, and who builds by \`secrets:\`; what the running service needs it is given as it starts`
        : `which variables the build needs: give the others to the running service alone, where the platform tells the two apart, or build elsewhere and let it run the image; then attest ${choice.attest}`,
  }),
};
export default buildRunEnvSplit;

interface PlatformBuild {
  readonly place: ExecutionPlace;
  readonly attest: string;
}

const siteId = ({ id }: ExecutionPlace, secret = ''): string =>
  `build-run-env-split#${id}${secret === '' ? '' : ` ${secret}`}`;

/** Builds of platforms whose file names secrets. */
const platforms = ({ places }: WallFacts): PlatformBuild[] =>
  places.repository.places.flatMap((place) => {
    const attest = attestOf('build-run-env-split', place.at?.path ?? '');
    return place.kind === 'platform' && place.secrets.length > 0 && attest !== null
      ? [{ place, attest }]
      : [];
  });

function platformSite(facts: WallFacts, { place, attest }: PlatformBuild): WallSite {
  const { length } = place.secrets;
  return attestedSite(
    facts,
    { id: siteId(place), attest, at: place.at, what: { kind: 'file', text: place.at?.path ?? place.id } },
    `${length === 1 ? 'one secret' : `${length} secrets`} of the service; no file shows which of them its build sees`,
  );
}

/** Secrets in layers of images that are pushed. */
const layers = ({ places }: WallFacts): { place: ExecutionPlace; layer: LayerSecret }[] =>
  places.repository.places
    .filter(({ publishes }) => publishes.some(({ registry }) => registry === 'docker'))
    .flatMap((place) => place.layerSecrets.map((layer) => ({ place, layer })));

const layerSite = ({
  place,
  layer: { secret, given },
}: {
  place: ExecutionPlace;
  layer: LayerSecret;
}): WallSite => ({
  id: siteId(place, secret.name),
  at: secret.at,
  what: { kind: 'image', text: place.title.replace(/^build of /, '') },
  state: given === 'yes' ? 'absent' : 'unknown',
  mode: null,
  because:
    given === 'yes'
      ? `a layer of the image records ${secret.name}`
      : `a layer records ${secret.name} where a build is given it, which no file shows`,
});
