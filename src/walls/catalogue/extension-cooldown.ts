import { parameter, term } from '../../model/rate.ts';
import type { ExtensionSurface } from '../../model/surface.ts';
import type { WallSite } from '../../model/wall.ts';
import { attestedState, type Wall, type WallFacts } from '../wall.ts';

/** Editor extensions do not update themselves on the day of a release. */
const extensionCooldown: Wall = {
  id: 'extension-cooldown',
  title: 'editor extensions do not update themselves at once',
  standard: 'SSDF PO.3.2: tools are deployed and maintained by recommended practices',
  against: 'a malicious release of an extension that the tree brings onto laptops',
  limits: 'nothing against extensions that the tree does not name; fixes of extensions wait too',
  failure: ['takeover.extension-pin'],
  effort: ['effort.extension-cooldown'],
  conflicts: [],
  sites: (facts) => extensions(facts).map((one) => siteOf(facts, one)),
  choices(facts, missing) {
    const lacking = new Set(missing.map((site) => site.id));
    const left = extensions(facts).filter((one) => lacking.has(siteId(one)));
    if (left.length === 0) return [];
    const ids = new Set<string>(left.map((one) => one.id));
    const shocks = facts.shocks.filter(
      ({ channel, hits }) => channel === 'takeover' && hits.some((id) => ids.has(id)),
    );
    const publishers = new Set(left.map((one) => one.publisher)).size;
    return [
      {
        id: 'extension-cooldown#all',
        wall: 'extension-cooldown',
        title: `editor extensions of ${publishers} ${publishers === 1 ? 'publisher' : 'publishers'} do not update themselves`,
        sites: left.map(siteId),
        fails: [],
        acts: [
          { kind: 'rate', shocks: shocks.map(({ id }) => id), by: [parameter('takeover.extension-pin')] },
        ],
        hours: [term('each publisher', publishers, 'effort.extension-cooldown')],
        at: left[0]?.at[0] ?? null,
        attest: left.every((one) => one.contained) ? null : 'walls.extension-cooldown',
      },
    ];
  },
  patch: (choice) => ({
    kind: 'lacks',
    what: `the version to pin in ${choice.at?.path ?? 'the file'}; on machines themselves \`extensions.autoUpdate\` is a setting of the editor`,
  }),
};
export default extensionCooldown;

const extensions = ({ places }: WallFacts): ExtensionSurface[] =>
  places.surfaces.filter((one) => one.kind === 'extension');

const siteId = ({ id }: ExtensionSurface): string => `extension-cooldown#${id}`;

function siteOf(facts: WallFacts, extension: ExtensionSurface): WallSite {
  const attested = attestedState(facts, 'walls.extension-cooldown');
  return {
    id: siteId(extension),
    at: extension.at[0] ?? null,
    what: { kind: 'use', text: extension.title },
    state: extension.pinned ? 'standing' : extension.contained ? 'absent' : attested,
    mode: extension.pinned ? 'pinned' : null,
    because: extension.pinned
      ? 'its version is pinned'
      : extension.contained
        ? 'the newest version is taken as the container is built'
        : attested === 'unknown'
          ? 'the file pins none here; whether editors update by themselves is not shown'
          : 'attested',
  };
}
