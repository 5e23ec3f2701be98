import { fallenState, stateId } from '../../model/attack-graph.ts';
import type { Technique } from '../technique.ts';

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
  steps: ({ surfaces }) =>
    surfaces
      .filter((one) => one.kind === 'workflow')
      .flatMap((surface) =>
        surface.weaknesses
          .filter((one) => one.kind === 'untrusted-expression')
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
export default expressionInjection;
