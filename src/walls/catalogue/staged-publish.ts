import { parameter, term } from '../../model/rate.ts';
import { attestedSite } from '../attested.ts';
import { stepsWhere, type Wall, type WallFacts } from '../wall.ts';

/** Releases of CI are staged, and a person approves them before anybody can install them. */
const stagedPublish: Wall = {
  id: 'staged-publish',
  title: 'a person approves staged releases',
  standard: 'npm: staged publishing',
  against: 'a token or an identity of CI that publishes what nobody meant to release',
  limits:
    'little where the one who approves is the one who staged, or approves unseen; nothing for what an expected release holds',
  failure: ['wall.staged-publish'],
  effort: ['effort.staged-publish'],
  conflicts: [],
  sites: (facts) =>
    guarded(facts).length > 0
      ? [
          attestedSite(
            facts,
            { id: SITE, attest: ATTEST, what: { kind: 'repository', text: 'releases to npm' } },
            'whether releases are staged is not shown by any file',
          ),
        ]
      : [],
  choices: (facts, missing) =>
    missing.map((site) => ({
      id: SITE,
      wall: 'staged-publish',
      title: 'stage releases and have a person approve them',
      sites: [site.id],
      fails: [parameter('wall.staged-publish')],
      acts: [{ kind: 'steps' as const, steps: guarded(facts) }],
      hours: [term('the repository', 1, 'effort.staged-publish')],
      at: null,
      attest: ATTEST,
    })),
};
export default stagedPublish;

const SITE = 'staged-publish#repository';
const ATTEST = 'walls.staged-publish';
/** Publishing by what CI holds: by a token, a job token or an identity. */
const guarded = ({ graph }: WallFacts): string[] =>
  stepsWhere(graph, (step) => step.to === 'can/publish/npm' && step.technique.startsWith('publish-with-'));
