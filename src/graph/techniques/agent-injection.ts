import { fallenState, stateId } from '../../model/attack-graph.ts';
import type { Technique } from '../technique.ts';

/** An AI agent follows an outsider's text. */
const agentInjection: Technique = {
  id: 'agent-injection',
  title: "an AI agent follows an outsider's text",
  attck: 'T1059',
  needs: 'an issue, pull request or comment that an agent with tools reads',
  gives: 'code in that job',
  probability: [],
  cost: 'cost.pull-request',
  example: 'Cline and others 2026',
  steps: ({ surfaces }) =>
    surfaces
      .filter((one) => one.kind === 'workflow')
      .flatMap((surface) =>
        surface.weaknesses
          .filter((one) => one.kind === 'agent')
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
export default agentInjection;
