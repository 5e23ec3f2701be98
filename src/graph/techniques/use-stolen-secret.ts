import { parameter } from '../../model/rate.ts';
import { secretState, secretsOf, type Technique } from '../technique.ts';

/** A thief uses a credential before it is revoked. */
const useStolenSecret: Technique = {
  id: 'use-stolen-secret',
  title: 'a thief uses a credential before it is revoked',
  attck: 'T1078',
  needs: 'a stored secret',
  gives: 'its use, once, for as long as it lives',
  probability: ['step.use-credential'],
  cost: 'cost.hop',
  example: 'Shai-Hulud 2025: thousands of secrets taken, a part used',
  steps: (facts) =>
    secretsOf(facts).map((secret) => ({
      from: secretState(secret.name),
      to: secretState(`${secret.name}/used`),
      open: [parameter('step.use-credential')],
      because: 'a stolen credential is used or sold in time, or is revoked first',
      at: secret.at,
    })),
};
export default useStolenSecret;
