import { parameter, term } from '../../model/rate.ts';
import { attestedSite } from '../attested.ts';
import { stepsWhere, type Wall } from '../wall.ts';

/**
 * Tags that are there cannot be moved or deleted, and releases are immutable.
 * Unknown rules are in the graph already, as what they stop in the population: this is what a rule that is
 * there for sure stops beyond that, so that both together fail as often as the rule.
 */
const tagProtection: Wall = {
  id: 'tag-protection',
  title: 'tags cannot be moved',
  standard: 'CIS Software Supply Chain 1.1; GitHub: tag rulesets and immutable releases',
  against: 'a write token or a person taken over that moves tags or replaces release assets',
  limits: 'nothing against a new tag, or who may bypass the rule',
  failure: ['wall.tag-protection'],
  effort: ['effort.tag-protection'],
  conflicts: [],
  sites: (facts) =>
    facts.graph.walls.some((one) => one.id === UNKNOWN)
      ? [
          attestedSite(
            facts,
            { id: SITE, attest: ATTEST, what: { kind: 'repository', text: 'tags and releases' } },
            'rules of tags are not shown by any file',
          ),
        ]
      : [],
  choices: ({ graph }, missing) =>
    missing.map((site) => ({
      id: 'tag-protection#rule',
      wall: 'tag-protection',
      title: 'protect tags: none is moved or deleted, releases are immutable',
      sites: [site.id],
      fails: [parameter('wall.tag-protection')],
      acts: [{ kind: 'steps' as const, steps: stepsWhere(graph, (step) => step.walls.includes(UNKNOWN)) }],
      hours: [term('the repository', 1, 'effort.tag-protection')],
      at: null,
      attest: ATTEST,
    })),
};
export default tagProtection;

const SITE = 'tag-protection#repository';
const ATTEST = 'walls.tag-protection';
/** The event of the population: whether any rule stands, and stops who tries. */
const UNKNOWN = 'tag-protection#repository';
