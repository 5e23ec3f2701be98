import stagedPublish from '../../src/walls/catalogue/staged-publish.ts';
import { attestedLaws } from '../support/attested-wall.ts';
import { RELEASE, SERVICE } from '../support/guarded-trees.ts';
import { wallLaws } from '../support/wall-laws.ts';

wallLaws(stagedPublish, {
  absent: { 'a release': RELEASE },
  standing: {},
  inapplicable: SERVICE,
  patched: null,
});
attestedLaws(stagedPublish, RELEASE, 'walls.staged-publish');
