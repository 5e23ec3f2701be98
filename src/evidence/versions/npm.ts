import type { VersionOrder } from './order.ts';
import { compareSemver, parseSemver, type Semver } from './semver.ts';

const npm: VersionOrder<Semver> = {
  ecosystem: 'npm',
  reference: 'https://docs.npmjs.com/about-semantic-versioning',
  canonicalName: (name) => name,
  parse: (text) => parseSemver(text),
  compare: compareSemver,
  namesOne: () => true,
};
export default npm;
