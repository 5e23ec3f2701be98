import { parameter } from '../../model/rate.ts';
import { codeIn, identityOf, jobsOf, type Technique } from '../technique.ts';

/** Code in a job asks for its OIDC identity. */
const askIdentity: Technique = {
  id: 'ask-identity',
  title: 'code in a job asks for its OIDC identity',
  attck: 'T1550.001',
  needs: 'code in a job with id-token: write',
  gives: 'a token that says that it is this job',
  probability: ['step.ask-identity'],
  cost: null,
  example: 'TanStack 2026 (trusted publishing abused)',
  steps: (facts) =>
    jobsOf(facts)
      .filter(({ job }) => job.idToken === 'write')
      .map(({ place, job }) => ({
        from: codeIn(place),
        to: identityOf(job),
        open: [parameter('step.ask-identity')],
        because: 'id-token: write',
        at: place.at,
      })),
};
export default askIdentity;
