import { parameter } from '../../model/rate.ts';
import {
  asService,
  CAN_DEPLOY,
  canPublish,
  IN_SERVICE,
  lost,
  type StepDraft,
  ships,
  type Technique,
} from '../technique.ts';

/** An altered artefact or a deployment right ends in the running service. */
const deployAltered: Technique = {
  id: 'deploy-altered',
  title: 'an altered artefact or a deployment right ends in the running service',
  attck: 'T1072',
  needs: 'an altered image or deployment, or the right to deploy',
  gives: 'code in the service',
  probability: ['step.deploy-right', 'step.deploy-from-registry', 'vulnerability.deployed-unsure'],
  cost: null,
  example: 'Codecov 2021; trivy 2026 (images)',
  steps: ({ repository }) => {
    const shown = new Set(
      repository.places.flatMap(({ publishes }) =>
        publishes.filter((one) => one.seen === 'yes').map((one) => one.registry),
      ),
    );
    const deploys = repository.serves === 'yes' || shown.has('deploy');
    // Pages are deployed as they are: they do not tell that an image of the registry runs.
    if (deploys || shown.has('pages') || repository.serves === 'unknown')
      return intoService(deploys ? 'yes' : 'unknown');
    return [CLOUD];
  },
};
export default deployAltered;

const CLOUD: StepDraft = {
  from: CAN_DEPLOY,
  to: lost('production'),
  open: [],
  because: 'whatever runs in that cloud',
  at: null,
};

/** A right to deploy shows by itself that something is deployed; an image in a registry does not. */
function intoService(serves: 'yes' | 'unknown'): StepDraft[] {
  const registry = {
    to: IN_SERVICE,
    open: [parameter('step.deploy-from-registry'), ...asService(serves).open],
    because: 'the service runs the image that is published',
    at: null,
    unknown: asService(serves).unknown,
  };
  const right = { to: IN_SERVICE, open: [parameter('step.deploy-right')], at: null };
  return [
    { ...right, from: CAN_DEPLOY, because: 'who deploys runs code in the service' },
    { ...right, from: ships('deploy'), because: 'what is deployed runs' },
    { ...registry, from: ships('docker') },
    { ...registry, from: canPublish('docker') },
  ];
}
