import { parameter } from '../../model/rate.ts';
import {
  CAN_EDIT_WORKFLOWS,
  CAN_PUSH,
  CAN_TAG,
  protection,
  secretState,
  secretsOf,
  type Technique,
} from '../technique.ts';

/** A stolen GitHub token pushes code and moves tags. */
const useGithubSecret: Technique = {
  id: 'use-github-secret',
  title: 'a stolen GitHub token pushes code and moves tags',
  attck: 'T1078',
  needs: "a personal access token, machine user's token, App key or deploy key",
  gives: 'code, tags and workflow files of this repository',
  probability: ['step.use-credential', 'step.push-default-branch', 'step.move-tags', 'step.edit-workflows'],
  cost: 'cost.hop',
  example: 'GhostAction 2025, reviewdog 2025',
  steps: (facts) =>
    secretsOf(facts)
      .filter((secret) => secret.opens.includes('github'))
      .flatMap((secret) => {
        const from = secretState(`${secret.name}/used`);
        const because = `${secret.name} is a GitHub token`;
        const unknown = { fact: `rights of ${secret.name}`, attest: `credentials.${secret.name}` };
        const step = { from, because, at: secret.at, unknown };
        return [
          { ...step, to: CAN_PUSH, open: [], walls: [protection('branch-protection')] },
          { ...step, to: CAN_TAG, open: [], walls: [protection('tag-protection')] },
          { ...step, to: CAN_EDIT_WORKFLOWS, open: [parameter('step.edit-workflows')] },
        ];
      }),
};
export default useGithubSecret;
