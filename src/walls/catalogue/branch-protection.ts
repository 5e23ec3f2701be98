import { parameter, term } from '../../model/rate.ts';
import { attestedSite } from '../attested.ts';
import { stepsWhere, type Wall } from '../wall.ts';

/**
 * The default branch takes no push that nobody reviewed, administrators included.
 * Unknown rules are in the graph already, as what they stop in the population: this is what a rule that is
 * there for sure stops beyond that, so that both together fail as often as the rule.
 */
const branchProtection: Wall = {
  id: 'branch-protection',
  title: 'the default branch takes reviewed changes only',
  standard: 'OpenSSF Scorecard Branch-Protection; CIS Software Supply Chain 1.1',
  against: 'a write token or a person taken over that pushes to the default branch',
  limits: 'nothing against a change that its reviewer lets pass, or who may bypass the rule',
  failure: ['wall.branch-protection'],
  effort: ['effort.branch-protection'],
  conflicts: [],
  sites: (facts) =>
    facts.graph.walls.some((one) => one.id === UNKNOWN)
      ? [
          attestedSite(
            facts,
            { id: SITE, attest: ATTEST, what: { kind: 'repository', text: 'the default branch' } },
            'rules of branches are not shown by any file',
          ),
        ]
      : [],
  choices: ({ graph }, missing) =>
    missing.map((site) => ({
      id: 'branch-protection#rule',
      wall: 'branch-protection',
      title: 'protect the default branch: reviews needed, no bypass',
      sites: [site.id],
      fails: [parameter('wall.branch-protection')],
      acts: [{ kind: 'steps' as const, steps: stepsWhere(graph, (step) => step.walls.includes(UNKNOWN)) }],
      hours: [term('the repository', 1, 'effort.branch-protection')],
      at: null,
      attest: ATTEST,
    })),
};
export default branchProtection;

const SITE = 'branch-protection#repository';
const ATTEST = 'walls.branch-protection';
/** The event of the population: whether any rule stands, and stops who tries. */
const UNKNOWN = 'branch-protection#repository';
