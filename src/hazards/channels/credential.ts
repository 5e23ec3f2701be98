import { observed, unknown } from '../../model/evidence.ts';
import { shockId } from '../../model/ids.ts';
import { complement, parameter, type Rate, term, times } from '../../model/rate.ts';
import type { CredentialKind, CredentialSurface } from '../../model/surface.ts';
import type { Channel } from './channel.ts';

/** A stored secret is stolen outside the graph. One secret is one shock, however many workflows name it. */
const credential: Channel = {
  id: 'credential',
  title: 'stored secrets stolen elsewhere',
  shocks(places, context) {
    const byName = new Map<string, CredentialSurface[]>();
    for (const surface of places.surfaces) {
      if (surface.kind === 'credential')
        byName.set(surface.name, [...(byName.get(surface.name) ?? []), surface]);
    }
    return [...byName].map(([name, surfaces]) => {
      const worst = worstOf(surfaces);
      const at = worst.at[0] ?? null;
      return {
        id: shockId(`credential/${name}`),
        channel: 'credential',
        title: `${name} is stolen outside CI`,
        hits: surfaces.map((surface) => surface.id),
        commonCause: null,
        evidence:
          worst.credential === 'unknown'
            ? [unknown('name of the secret', `${name}: ${worst.because}`)]
            : [
                observed(
                  'name, use and comments',
                  `${KIND_WORDS[worst.credential]}: ${worst.because}`,
                  context.asOf,
                  at,
                ),
              ],
        hazard: { kind: 'rate', rate: [...RATES[worst.credential], ...inLayers(surfaces, worst.credential)] },
      };
    });
  },
};
export default credential;

/** Who can pull the image reads its layers: anybody, where it is public. An identifier is worth that little there too. */
function inLayers(surfaces: readonly CredentialSurface[], kind: CredentialKind): Rate {
  if (!surfaces.some((surface) => surface.inImage)) return [];
  const worth =
    kind === 'identifier'
      ? [parameter('credential.identifier-secret')]
      : kind === 'low-value'
        ? [parameter('credential.low-value-secret')]
        : [];
  const base = term(
    'in the layers of an image that is pushed',
    1,
    'credential.image-public',
    'credential.layer-theft',
  );
  return [times(base, ...worth)];
}

const KIND_WORDS: Readonly<Record<CredentialKind, string>> = {
  'classic-pat': 'classic GitHub token',
  'fine-grained': 'fine-grained or short-lived token',
  'long-lived-key': 'long-lived key',
  'app-or-deploy-key': 'App key or deploy key',
  identifier: 'identifier',
  'low-value': 'webhook or publishable key',
  unknown: 'kind not known',
};

const RATES: Readonly<Record<CredentialKind, Rate>> = {
  'classic-pat': [term('classic or machine-user token', 1, 'credential.github-classic-pat')],
  'fine-grained': [term('fine-grained or short-lived token', 1, 'credential.fine-grained')],
  'long-lived-key': [term('long-lived key', 1, 'credential.long-lived-key')],
  'app-or-deploy-key': [term('App key or deploy key', 1, 'credential.app-or-deploy-key')],
  identifier: [
    term(
      'an identifier that is more than its name',
      1,
      'credential.identifier-secret',
      'credential.long-lived-key',
    ),
  ],
  'low-value': [
    term('opens more than a notice', 1, 'credential.low-value-secret', 'credential.long-lived-key'),
  ],
  unknown: [
    times(
      term('a classic token', 1),
      parameter('credential.mix-classic'),
      parameter('credential.github-classic-pat'),
    ),
    times(
      term('another long-lived key', 1),
      complement('credential.mix-classic'),
      parameter('credential.long-lived-key'),
    ),
  ],
};

/** From what costs most if lost to what costs least. */
const RANK: readonly CredentialKind[] = [
  'classic-pat',
  'unknown',
  'long-lived-key',
  'fine-grained',
  'app-or-deploy-key',
  'low-value',
  'identifier',
];

/** The reading that costs most if lost: one workflow may tell more of a secret than another. */
const worstOf = (surfaces: readonly CredentialSurface[]): CredentialSurface =>
  surfaces.reduce((worst, one) =>
    RANK.indexOf(one.credential) < RANK.indexOf(worst.credential) ? one : worst,
  );
