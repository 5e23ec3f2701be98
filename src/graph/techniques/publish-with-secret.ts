import { parameter } from '../../model/rate.ts';
import { canPublish, secretState, secretsOf, type Technique } from '../technique.ts';

/** A stolen publish token publishes. */
const publishWithSecret: Technique = {
  id: 'publish-with-secret',
  title: 'a stolen publish token publishes',
  attck: 'T1195.002',
  needs: 'a registry token in use',
  gives: "releases in the project's name",
  probability: ['step.publish-token'],
  cost: null,
  example: 'eslint-scope 2018, nx 2025, axios 2026',
  steps: (facts) => {
    const registries = new Set(facts.repository.channels.map((one) => one.registry));
    return secretsOf(facts).flatMap((secret) =>
      secret.opens
        .filter((registry) => registries.has(registry))
        .map((registry) => ({
          from: secretState(`${secret.name}/used`),
          to: canPublish(registry),
          open: [parameter('step.publish-token')],
          because: `${secret.name} publishes to ${registry}`,
          at: secret.at,
          unknown: {
            fact: `whether ${secret.name} bypasses a second factor`,
            attest: `credentials.${secret.name}`,
          },
        })),
    );
  },
};
export default publishWithSecret;
