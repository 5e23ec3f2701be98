import { outsidersEnter, type Technique } from '../technique.ts';

/** An outsider's text is put into a script. */
const expressionInjection: Technique = {
  id: 'expression-injection',
  title: "an outsider's text is put into a script",
  attck: 'T1059.004',
  needs: 'a title, branch name or comment that a privileged run puts into a script',
  gives: 'code in that job',
  probability: [],
  cost: 'cost.pull-request',
  example: 'Ultralytics 2024, nx 2025',
  steps: (facts) => outsidersEnter(facts, 'untrusted-expression'),
};
export default expressionInjection;
