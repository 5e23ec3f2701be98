import { arrivalState } from '../../model/attack-graph.ts';
import { parameter } from '../../model/rate.ts';
import { surroundings, treeOf } from '../services.ts';
import { asService, beforeMerge, type Technique } from '../technique.ts';

/** A malicious package is imported by the running service. */
const importInService: Technique = {
  id: 'import-in-service',
  title: 'a malicious package is imported by the running service',
  attck: 'T1195.002',
  needs: 'a malicious release among the production dependencies, deployed',
  gives: 'code in the service',
  probability: [
    'step.server',
    'wall.runtime-egress',
    'wall.dependency-review',
    'takeover.bot-merged-in-time',
    'step.deployed-in-time',
    'vulnerability.deployed-unsure',
  ],
  cost: null,
  example: 'node-ipc 2022',
  steps: ({ routes, repository, repository: { serves } }) => {
    if (serves === 'no') return [];
    const around = surroundings(repository);
    return routes
      .filter(({ id }) => /^(lock|exempt|fresh|bot):/.test(id))
      .map((route) => ({ route, services: around.carrying(treeOf(route.id) ?? '') }))
      .map(({ route, services }) => ({
        from: arrivalState(route.id, true),
        to: around.inside(services),
        open: [parameter('step.deployed-in-time'), parameter('step.server'), ...asService(serves).open],
        walls: [...beforeMerge(route, repository), ...around.egress(services, 'code')],
        because: 'a production dependency runs in the server once it is deployed',
        at: route.at,
        unknown: asService(serves).unknown,
      }));
  },
};
export default importInService;
