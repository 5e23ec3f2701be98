import { outsidersEnter, type Technique } from '../technique.ts';

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
  steps: (facts) => outsidersEnter(facts, 'untrusted-checkout'),
};
export default untrustedCheckout;
