import { arrivalState } from '../../model/attack-graph.ts';
import { parameter } from '../../model/rate.ts';
import { beforeMerge, IN_BROWSER, type Technique } from '../technique.ts';

/** A malicious package acts in users' browsers. */
const importInBrowser: Technique = {
  id: 'import-in-browser',
  title: "a malicious package acts in users' browsers",
  attck: 'T1195.002',
  needs: 'a malicious release bundled into what browsers run',
  gives: "code in users' browsers",
  probability: [
    'step.browser',
    'wall.dependency-review',
    'takeover.bot-merged-in-time',
    'step.deployed-in-time',
  ],
  cost: null,
  example: 'chalk and debug 2025 (wallet addresses swapped)',
  steps: ({ routes, repository }) =>
    repository.browser
      ? routes
          .filter(({ id }) => /^(lock|exempt|fresh|bot):/.test(id))
          .map((route) => ({
            from: arrivalState(route.id, true),
            to: IN_BROWSER,
            open: [parameter('step.deployed-in-time'), parameter('step.browser')],
            walls: beforeMerge(route, repository),
            because: 'a production dependency is bundled for browsers',
            at: route.at,
          }))
      : [],
};
export default importInBrowser;
