import { outsidersEnter, type Technique } from '../technique.ts';

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
  steps: (facts) => outsidersEnter(facts, 'agent'),
};
export default agentInjection;
