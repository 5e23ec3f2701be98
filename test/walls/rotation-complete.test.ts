import rotationComplete from '../../src/walls/catalogue/rotation-complete.ts';
import { attestedLaws } from '../support/attested-wall.ts';
import { RELEASE, TESTS_ONLY } from '../support/guarded-trees.ts';
import { wallLaws } from '../support/wall-laws.ts';

wallLaws(rotationComplete, {
  absent: { 'a release by token': RELEASE },
  standing: {},
  inapplicable: TESTS_ONLY,
  patched: null,
});
attestedLaws(rotationComplete, RELEASE, 'walls.rotation-complete');
