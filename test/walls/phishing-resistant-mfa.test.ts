import phishingResistantMfa from '../../src/walls/catalogue/phishing-resistant-mfa.ts';
import { attestedLaws } from '../support/attested-wall.ts';
import { RELEASE, SERVICE } from '../support/guarded-trees.ts';
import { wallLaws } from '../support/wall-laws.ts';

wallLaws(phishingResistantMfa, {
  absent: { 'a release': RELEASE, 'a service': SERVICE },
  standing: {},
  inapplicable: null,
  patched: null,
});
attestedLaws(phishingResistantMfa, RELEASE, 'walls.phishing-resistant-mfa');
