import publisherCount from '../../src/walls/catalogue/publisher-count.ts';
import { attestedLaws } from '../support/attested-wall.ts';
import { RELEASE, TESTS_ONLY } from '../support/guarded-trees.ts';
import { wallLaws } from '../support/wall-laws.ts';

wallLaws(publisherCount, {
  absent: { 'a release': RELEASE },
  standing: {},
  inapplicable: TESTS_ONLY,
  patched: null,
});
attestedLaws(publisherCount, RELEASE, 'walls.publisher-count');
