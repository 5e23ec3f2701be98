import { parameter, term } from '../../model/rate.ts';
import { attestedSite } from '../attested.ts';
import type { Wall, WallFacts } from '../wall.ts';

/** Whoever may push or publish signs in with a factor that cannot be phished: a passkey or a security key. */
const phishingResistantMfa: Wall = {
  id: 'phishing-resistant-mfa',
  title: 'people with rights sign in with passkeys or keys',
  standard: 'NIST SP 800-63B: phishing resistance; CIS Software Supply Chain 1.3: strong authentication',
  against: 'a person with push or publish rights whose password and code are phished',
  limits: 'nothing against stolen sessions, tokens or machines',
  failure: ['wall.phishing-resistant-mfa'],
  effort: ['effort.phishing-resistant-mfa'],
  conflicts: [],
  sites: (facts) =>
    guarded(facts).length > 0
      ? [
          attestedSite(
            facts,
            {
              id: SITE,
              attest: ATTEST,
              what: { kind: 'repository', text: 'people with push or publish rights' },
            },
            'second factors are not shown by any file',
          ),
        ]
      : [],
  choices: (facts, missing) =>
    missing.map((site) => ({
      id: SITE,
      wall: 'phishing-resistant-mfa',
      title: 'require passkeys or security keys of everybody with push or publish rights',
      sites: [site.id],
      fails: [],
      acts: [
        { kind: 'rate' as const, shocks: guarded(facts), by: [parameter('wall.phishing-resistant-mfa')] },
      ],
      hours: [term('the repository', 1, 'effort.phishing-resistant-mfa')],
      at: null,
      attest: ATTEST,
    })),
};
export default phishingResistantMfa;

const SITE = 'phishing-resistant-mfa#repository';
const ATTEST = 'walls.phishing-resistant-mfa';

const guarded = ({ shocks }: WallFacts) =>
  shocks.filter((one) => one.channel === 'account').map((one) => one.id);
