import type { VersionOrder } from './order.ts';
import { compareSemver, parseSemver, type Semver } from './semver.ts';

/** Pseudo-versions are prereleases; `+incompatible` is metadata. `go1.21` of the toolchain loses its prefix. */
const go: VersionOrder<Semver> = {
  ecosystem: 'Go',
  reference: 'https://go.dev/ref/mod#versions',
  canonicalName: (name) => name,
  parse: (text) =>
    parseSemver(text.replace(/^go(?=\d)/, '').replace(/^(\d+(?:\.\d+)*)(rc|beta)(\d+)$/, '$1-$2.$3')),
  compare: compareSemver,
  namesOne: () => true,
};
export default go;
