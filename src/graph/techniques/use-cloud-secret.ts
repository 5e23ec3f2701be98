import { parameter } from '../../model/rate.ts';
import { CAN_DEPLOY, secretState, secretsOf, type Technique } from '../technique.ts';

/** A stolen cloud or platform key deploys. */
const useCloudSecret: Technique = {
  id: 'use-cloud-secret',
  title: 'a stolen cloud or platform key deploys',
  attck: 'T1078.004',
  needs: 'a cloud or hosting key in use',
  gives: 'deployments and the service behind them',
  probability: ['step.cloud-production'],
  cost: null,
  example: 'Codecov 2021, CircleCI 2023',
  steps: (facts) =>
    secretsOf(facts)
      .filter((secret) => secret.opens.some((one) => one === 'cloud' || one === 'deploy'))
      .map((secret) => ({
        from: secretState(`${secret.name}/used`),
        to: CAN_DEPLOY,
        open: [parameter('step.cloud-production')],
        because: `${secret.name} opens a cloud or a hosting platform`,
        at: secret.at,
        unknown: { fact: `what ${secret.name} may do`, attest: `credentials.${secret.name}` },
      })),
};
export default useCloudSecret;
