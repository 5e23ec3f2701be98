import { parameter } from '../../model/rate.ts';
import {
  CAN_EDIT_WORKFLOWS,
  environmentWall,
  type GraphFacts,
  jobsOf,
  PROTECTION,
  secretState,
  type Technique,
  worth,
} from '../technique.ts';

/** A new workflow reads the secrets of the repository. */
const addWorkflow: Technique = {
  id: 'add-workflow',
  title: 'a new workflow reads the secrets of the repository',
  attck: 'T1552',
  needs: 'the right to push workflow files to any branch',
  gives: 'every secret that no environment guards',
  probability: [
    'step.read-secret',
    'wall.environment-unknown',
    'credential.identifier-secret',
    'credential.low-value-secret',
  ],
  cost: null,
  example: 'GhostAction 2025, Shai-Hulud 2025',
  steps: (facts) => {
    const byName = jobsBySecret(facts);
    return facts.repository.secrets.map((secret) => {
      const guards = byName.get(secret.name) ?? [];
      const first = guards[0];
      const guarded = first !== undefined && guards.every(({ job }) => job.environment !== null);
      return {
        from: CAN_EDIT_WORKFLOWS,
        to: secretState(secret.name),
        open: [parameter('step.read-secret'), ...worth(secret)],
        walls: guarded ? environmentWall(first.place, first.job) : [],
        because: 'a workflow on a branch of its own names the secret',
        at: secret.at,
        unknown: guarded ? PROTECTION : null,
      };
    });
  },
};
export default addWorkflow;

function jobsBySecret(facts: GraphFacts): Map<string, ReturnType<typeof jobsOf>> {
  const found = new Map<string, ReturnType<typeof jobsOf>>();
  for (const one of jobsOf(facts))
    for (const { name } of one.place.secrets) {
      const known = found.get(name);
      if (known === undefined) found.set(name, [one]);
      else known.push(one);
    }
  return found;
}
