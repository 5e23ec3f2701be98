import { parameter, term } from '../../model/rate.ts';
import { attestedSite } from '../attested.ts';
import { stepsWhere, type Wall, type WallFacts } from '../wall.ts';

/** After an incident every secret in its reach is replaced, and the old one is revoked, at once. */
const rotationComplete: Wall = {
  id: 'rotation-complete',
  title: 'secrets are replaced as a whole after an incident',
  standard: 'NIST SP 800-61r2 3.3: containment and eradication',
  against: 'a stolen secret that is used late, because one rotation left it valid',
  limits: 'nothing against a secret that is used before anybody knows',
  failure: ['wall.rotation-complete'],
  effort: ['effort.rotation-complete'],
  conflicts: [],
  sites: (facts) =>
    guarded(facts).length > 0
      ? [
          attestedSite(
            facts,
            { id: SITE, attest: ATTEST, what: { kind: 'repository', text: 'stored secrets' } },
            'how secrets are replaced after an incident is not shown by any file',
          ),
        ]
      : [],
  choices: (facts, missing) =>
    missing.map((site) => ({
      id: SITE,
      wall: 'rotation-complete',
      title: 'list every secret and how it is revoked, and try it once',
      sites: [site.id],
      fails: [parameter('wall.rotation-complete')],
      acts: [{ kind: 'steps' as const, steps: guarded(facts) }],
      hours: [term('the repository', 1, 'effort.rotation-complete')],
      at: null,
      attest: ATTEST,
    })),
};
export default rotationComplete;

const SITE = 'rotation-complete#repository';
const ATTEST = 'walls.rotation-complete';

const guarded = ({ graph }: WallFacts): string[] =>
  stepsWhere(graph, (step) => step.technique === 'use-stolen-secret');
