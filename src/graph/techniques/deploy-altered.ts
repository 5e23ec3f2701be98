import { parameter } from '../../model/rate.ts';
import { CAN_DEPLOY, canPublish, IN_SERVICE, lost, ships, type Technique } from '../technique.ts';

/** An altered artefact or a deployment right ends in the running service. */
const deployAltered: Technique = {
  id: 'deploy-altered',
  title: 'an altered artefact or a deployment right ends in the running service',
  attck: 'T1072',
  needs: 'an altered image or deployment, or the right to deploy',
  gives: 'code in the service',
  probability: ['step.deploy-right', 'step.deploy-from-registry'],
  cost: null,
  example: 'Codecov 2021; trivy 2026 (images)',
  steps: ({ repository }) =>
    repository.serves ||
    repository.places.some((place) => place.publishes.some((one) => DEPLOYS.has(one.registry)))
      ? [
          {
            from: CAN_DEPLOY,
            to: IN_SERVICE,
            open: [parameter('step.deploy-right')],
            because: 'who deploys runs code in the service',
            at: null,
          },
          {
            from: ships('deploy'),
            to: IN_SERVICE,
            open: [parameter('step.deploy-right')],
            because: 'what is deployed runs',
            at: null,
          },
          {
            from: ships('docker'),
            to: IN_SERVICE,
            open: [parameter('step.deploy-from-registry')],
            because: 'the service runs the image that is published',
            at: null,
          },
          {
            from: canPublish('docker'),
            to: IN_SERVICE,
            open: [parameter('step.deploy-from-registry')],
            because: 'the service runs the image that is published',
            at: null,
          },
        ]
      : [
          {
            from: CAN_DEPLOY,
            to: lost('production'),
            open: [],
            because: 'whatever runs in that cloud',
            at: null,
          },
        ],
};
export default deployAltered;

const DEPLOYS: ReadonlySet<string> = new Set(['deploy', 'pages']);
