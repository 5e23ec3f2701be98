import type { VersionOrder } from './order.ts';
import { compareSemver, parseSemver, type Semver } from './semver.ts';

/** Up to four numbers, and words of prereleases without regard to case. */
const nuget: VersionOrder<Semver> = {
  ecosystem: 'NuGet',
  reference: 'https://learn.microsoft.com/nuget/concepts/package-versioning',
  canonicalName: (name) => name.toLowerCase(),
  parse: (text) => parseSemver(text.length > 512 ? text : text.toLowerCase(), 4),
  compare: compareSemver,
  namesOne: () => true,
};
export default nuget;
