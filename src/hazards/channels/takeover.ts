import { type Evidence, observed, unknown } from '../../model/evidence.ts';
import type { Findings } from '../../model/finding.ts';
import { shockId } from '../../model/ids.ts';
import { parameter, type Rate, term, times } from '../../model/rate.ts';
import type { CampaignMember, ShockSpec } from '../../model/shock.ts';
import type {
  ActionSurface,
  ExtensionSurface,
  FetchSurface,
  ImageSurface,
  PackageSurface,
  Surface,
} from '../../model/surface.ts';
import type { Channel } from './channel.ts';

/**
 * Malicious releases of packages, actions and images. Packages of npm and third-party actions are hit
 * by campaigns (one shock a publisher group); GitHub's own actions, large vendors, images and what
 * commands fetch from elsewhere have a rate each.
 */
const takeover: Channel = {
  id: 'takeover',
  title: 'malicious releases of packages, actions and images',
  shocks: ({ surfaces }, { findings, asOf }) => [
    ...packageGroups(
      surfaces.filter((surface) => surface.kind === 'package'),
      (member) => registryEvidence(member, findings, asOf),
    ),
    ...actionOwners(surfaces.filter((surface) => surface.kind === 'action')),
    ...imagePublishers(surfaces.filter((surface) => surface.kind === 'image')),
    ...fetched(surfaces.filter((surface) => surface.kind === 'fetch')),
    ...extensionPublishers(surfaces.filter((surface) => surface.kind === 'extension')),
  ],
};
export default takeover;

const POPULARITY = unknown('popularity', 'downloads are not known without network: the mix of tiers');

/** One shock per publisher group; its routes are those of all its packages. */
function packageGroups(
  packages: readonly PackageSurface[],
  told: (member: PackageSurface) => readonly Evidence[],
): ShockSpec[] {
  return [...grouped(packages, (surface) => surface.group)].map(([group, members]) => ({
    ...base(`takeover/npm:${group}`, titleOf(group, members), members),
    commonCause: 'campaigns',
    evidence: [POPULARITY, ...members.flatMap(told)],
    hazard: { kind: 'campaign', ecosystem: 'npm', member: memberOf(members) },
  }));
}

/** What the registry says of who publishes it: facts to look at; none of them has a ratio with a source yet. */
function registryEvidence(
  { name, version }: PackageSurface,
  { registry }: Findings,
  asOf: string,
): Evidence[] {
  const facts = registry.get(name);
  const own = facts?.versions[version];
  if (facts === undefined || own === undefined) return [];
  const remarks = [
    `${name}@${version}: ${facts.maintainers.length} may publish, ${facts.releases} releases`,
    ...(own.publisher === null
      ? []
      : [`published by ${own.publisher}${own.published === null ? '' : ` on ${own.published}`}`]),
    own.provenance ? 'shows where it was built' : 'does not show where it was built',
    ...(own.provenanceLost ? ['and the release before it did'] : []),
    ...(own.deprecated ? ['deprecated'] : []),
    ...(own.installScript ? ['runs a script at install'] : []),
  ];
  return [observed('registry/npm', remarks.join('; '), asOf)];
}

const titleOf = (group: string, members: readonly PackageSurface[]): string =>
  members[0]?.groups == null
    ? `a malicious release by the publisher of ${group} reaches you`
    : `a malicious release reaches you among ${members[0].title}`;

const memberOf = (members: readonly PackageSurface[]): CampaignMember => ({
  routes: [...new Set(members.flatMap((one) => one.routes))],
  direct: members.some((one) => one.direct),
  production: members.some((one) => one.production),
  pin: null,
  groups: members.find((one) => one.groups !== null)?.groups ?? null,
});

/** Owners that are one shock each, whatever the number of their actions. */
const FIRST_PARTY = new Set(['actions', 'github']);
const VENDORS = new Set([
  'docker',
  'aws-actions',
  'google-github-actions',
  'azure',
  'hashicorp',
  'microsoft',
  'cloudflare',
  'redhat-actions',
  'oracle-actions',
]);

function actionOwners(actions: readonly ActionSurface[]): ShockSpec[] {
  const owner = (surface: ActionSurface): string =>
    FIRST_PARTY.has(surface.owner) ? 'github' : surface.owner;
  return [...grouped(actions, owner)].map(([name, members]) => {
    const pinned = members.every((one) => one.pinned);
    const title = `a malicious release of an action by ${name === 'github' ? 'GitHub itself' : name} runs in CI`;
    const shock = { ...base(`takeover/action:${name}`, title, members), evidence: [POPULARITY] };
    if (name === 'github' || VENDORS.has(name)) {
      const rate = term(
        name,
        1,
        name === 'github' ? 'takeover.github-first-party' : 'takeover.vendor-action',
      );
      return {
        ...shock,
        commonCause: null,
        evidence: [],
        hazard: { kind: 'rate', rate: [pinned ? times(rate, parameter('takeover.sha-pin')) : rate] },
      };
    }
    const member = {
      routes: [`runs:${name}`],
      direct: true,
      production: true,
      pin: pinned ? 'takeover.sha-pin' : null,
      groups: null,
    };
    return {
      ...shock,
      commonCause: 'campaigns',
      hazard: { kind: 'campaign', ecosystem: 'github-actions', member },
    };
  });
}

function imagePublishers(images: readonly ImageSurface[]): ShockSpec[] {
  return [...grouped(images, (surface) => surface.publisher)].map(([publisher, members]) => {
    const official = members.every((one) => one.official);
    const rate = term(
      official ? 'official or large-vendor image' : 'other image',
      1,
      official ? 'takeover.image-official' : 'takeover.image-other',
    );
    const pinned = members.every((one) => one.pinned);
    const hazard: Rate = [pinned ? times(rate, parameter('takeover.image-digest')) : rate];
    const title = `a malicious image by ${publisher === 'library' ? 'an official publisher' : publisher} is built in or run`;
    return {
      ...base(`takeover/image:${publisher}`, title, members),
      commonCause: null,
      evidence: [],
      hazard: { kind: 'rate', rate: hazard },
    };
  });
}

function fetched(fetches: readonly FetchSurface[]): ShockSpec[] {
  const name = (surface: FetchSurface): string => surface.id.split('#')[0] as string;
  return [...grouped(fetches, name)].map(([what, members]) => {
    const script = members[0]?.what === 'script';
    const rate = term(
      script ? 'script fetched and run' : 'package fetched afresh',
      1,
      script ? 'takeover.script-fetch' : 'takeover.other-registry',
    );
    return {
      ...base(`takeover/${what}`, `what ${members[0]?.title} fetches is malicious`, members),
      commonCause: null,
      evidence: [],
      hazard: { kind: 'rate', rate: [rate] },
    };
  });
}

function extensionPublishers(extensions: readonly ExtensionSurface[]): ShockSpec[] {
  return [...grouped(extensions, (surface) => surface.publisher)].map(([publisher, members]) => {
    const rate = term('publisher of an editor extension', 1, 'takeover.extension');
    const pinned = members.every((one) => one.pinned);
    return {
      ...base(
        `takeover/extension:${publisher}`,
        `a malicious editor extension by ${publisher} updates itself`,
        members,
      ),
      commonCause: null,
      evidence: [],
      hazard: { kind: 'rate', rate: [pinned ? times(rate, parameter('takeover.extension-pin')) : rate] },
    };
  });
}

const base = (id: string, title: string, members: readonly Surface[]) => ({
  id: shockId(id),
  channel: 'takeover' as const,
  title,
  hits: members.map((member) => member.id),
});

function grouped<S extends Surface>(surfaces: readonly S[], key: (surface: S) => string): Map<string, S[]> {
  const groups = new Map<string, S[]>();
  for (const surface of surfaces) {
    const list = groups.get(key(surface));
    if (list === undefined) groups.set(key(surface), [surface]);
    else list.push(surface);
  }
  return groups;
}
