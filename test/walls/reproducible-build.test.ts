import reproducibleBuild from '../../src/walls/catalogue/reproducible-build.ts';
import { attestedLaws } from '../support/attested-wall.ts';
import { RELEASE, TESTS_ONLY } from '../support/guarded-trees.ts';
import { wallLaws } from '../support/wall-laws.ts';

wallLaws(reproducibleBuild, {
  absent: { 'a release': RELEASE },
  standing: {},
  inapplicable: TESTS_ONLY,
  patched: null,
});
attestedLaws(reproducibleBuild, RELEASE, 'walls.reproducible-build');
