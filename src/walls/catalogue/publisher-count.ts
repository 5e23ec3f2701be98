import { parameter, term } from '../../model/rate.ts';
import { attestedSite } from '../attested.ts';
import { stepsWhere, type Wall, type WallFacts } from '../wall.ts';

/** One or two people may publish; the others propose releases. */
const publisherCount: Wall = {
  id: 'publisher-count',
  title: 'one or two people may publish',
  standard: 'CIS Software Supply Chain 1.3: least privilege',
  against: 'a person taken over, or a machine of one: few of them may publish',
  limits: 'nothing against pushing code, or against tokens of CI',
  failure: ['wall.publisher-count'],
  effort: ['effort.publisher-count'],
  conflicts: [],
  sites: (facts) =>
    guarded(facts).length > 0
      ? [
          attestedSite(
            facts,
            { id: SITE, attest: ATTEST, what: { kind: 'repository', text: 'people who may publish' } },
            'who may publish is not shown by any file',
          ),
        ]
      : [],
  choices: (facts, missing) =>
    missing.map((site) => ({
      id: SITE,
      wall: 'publisher-count',
      title: 'take the right to publish from all but one or two people',
      sites: [site.id],
      fails: [parameter('wall.publisher-count')],
      acts: [{ kind: 'steps' as const, steps: guarded(facts) }],
      hours: [term('the repository', 1, 'effort.publisher-count')],
      at: null,
      attest: ATTEST,
    })),
};
export default publisherCount;

const SITE = 'publisher-count#repository';
const ATTEST = 'walls.publisher-count';
/** What a person does by an own right to publish: out of the account, or out of its sessions. */
const guarded = ({ graph }: WallFacts): string[] =>
  stepsWhere(
    graph,
    (step) => /^holds\/(?:account|session)$/.test(step.from) && step.to.startsWith('can/publish/'),
  );
