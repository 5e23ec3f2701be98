import type { VersionOrder } from './order.ts';
import { compareSemver, parseSemver, type Semver } from './semver.ts';

/** Build metadata has no order, though two crates may differ in it alone. */
const cratesIo: VersionOrder<Semver> = {
  ecosystem: 'crates.io',
  reference: 'https://doc.rust-lang.org/cargo/reference/manifest.html#the-version-field',
  canonicalName: (name) => name.toLowerCase().replace(/_/g, '-'),
  parse: (text) => parseSemver(text),
  compare: compareSemver,
  namesOne: () => true,
};
export default cratesIo;
