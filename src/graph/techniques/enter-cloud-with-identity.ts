import { parameter } from '../../model/rate.ts';
import { CAN_DEPLOY, identityOf, jobsOf, type Technique } from '../technique.ts';

/** The identity of a job enters the cloud that trusts it. */
const enterCloudWithIdentity: Technique = {
  id: 'enter-cloud-with-identity',
  title: 'the identity of a job enters the cloud that trusts it',
  attck: 'T1078.004',
  needs: 'the OIDC identity of a job that logs in to a cloud',
  gives: 'what that role may do: deployments, data',
  probability: ['step.identity-trusted'],
  cost: null,
  example: 'GKE and AWS role abuse through workflow_run, shown by researchers 2023 to 2025',
  steps: (facts) =>
    jobsOf(facts)
      .filter(({ job }) => job.identityFor.includes('cloud'))
      .map(({ place, job }) => ({
        from: identityOf(job),
        to: CAN_DEPLOY,
        open: [parameter('step.identity-trusted')],
        because: 'the job logs in to a cloud with its identity',
        at: place.at,
        unknown: { fact: 'what the cloud role may do', attest: 'cloud.role' },
      })),
};
export default enterCloudWithIdentity;
