import type { VersionOrder } from './order.ts';
import { compareSemver, isWhole, parseSemver, type Semver } from './semver.ts';

/** Releases of actions are tags like `v4.1.7`; the tag `v4` moves with them. */
const githubActions: VersionOrder<Semver> = {
  ecosystem: 'GitHub Actions',
  reference:
    'https://docs.github.com/en/actions/how-tos/create-and-publish-actions/release-and-maintain-actions',
  canonicalName: (name) => name.toLowerCase(),
  parse: (text) => parseSemver(text),
  compare: compareSemver,
  namesOne: isWhole,
};
export default githubActions;
