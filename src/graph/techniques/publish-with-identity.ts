import { parameter } from '../../model/rate.ts';
import { canPublish, identityOf, jobsOf, type Technique } from '../technique.ts';

/** The identity of a job publishes without a stored token. */
const publishWithIdentity: Technique = {
  id: 'publish-with-identity',
  title: 'the identity of a job publishes without a stored token',
  attck: 'T1550.001',
  needs: 'the OIDC identity of a job that a registry trusts',
  gives: "releases in the project's name, with valid provenance",
  probability: ['step.identity-trusted'],
  cost: null,
  example: 'TanStack 2026',
  steps: (facts) =>
    jobsOf(facts).flatMap(({ place, job }) =>
      job.identityFor
        .filter((one) => one !== 'cloud')
        .map((registry) => ({
          from: identityOf(job),
          to: canPublish(registry),
          open: [parameter('step.identity-trusted')],
          because: `the job publishes to ${registry} and names no token for it`,
          at: place.at,
          unknown: { fact: `trusted publisher of ${registry}`, attest: 'publishing.trusted' },
        })),
    ),
};
export default publishWithIdentity;
