import { fallenState, stateId } from '../../model/attack-graph.ts';
import type { Technique } from '../technique.ts';

/** A privileged run checks out and runs an outsider's code. */
const untrustedCheckout: Technique = {
  id: 'untrusted-checkout',
  title: "a privileged run checks out and runs an outsider's code",
  attck: 'T1199',
  needs: 'a pull request that a privileged run checks out; local actions of the change included',
  gives: 'code in that job',
  probability: [],
  cost: 'cost.pull-request',
  example: 'trivy 2026 (apidiff), spotbugs 2024',
  steps: ({ surfaces }) =>
    surfaces
      .filter((one) => one.kind === 'workflow')
      .flatMap((surface) =>
        surface.weaknesses
          .filter((one) => one.kind === 'untrusted-checkout')
          .slice(0, 1)
          .map((weakness) => ({
            from: fallenState(surface.id),
            to: stateId(`code/job/${surface.id.slice('workflow:'.length)}`),
            open: [],
            because: weakness.because,
            at: weakness.at,
          })),
      ),
};
export default untrustedCheckout;
