import { lost, secretState, secretsOf, type Technique } from '../technique.ts';

/** A stolen key opens what else it opens. */
const useOtherSecret: Technique = {
  id: 'use-other-secret',
  title: 'a stolen key opens what else it opens',
  attck: 'T1078',
  needs: 'a key of another service in use',
  gives: 'what it opens there',
  probability: [],
  cost: null,
  example: 'Crowdin, Sentry and signing keys in worm loot, 2025 and 2026',
  steps: (facts) =>
    secretsOf(facts)
      .filter((secret) => secret.opens.some((one) => one === 'other' || one === 'signing'))
      .map((secret) => ({
        from: secretState(`${secret.name}/used`),
        to: lost(`opened/${secret.name}`),
        open: [],
        because: `nothing here tells what ${secret.name} opens`,
        at: secret.at,
      })),
};
export default useOtherSecret;
