import { parameter, term } from '../../model/rate.ts';
import { attestedSite } from '../attested.ts';
import { stepsWhere, type Wall, type WallFacts } from '../wall.ts';

/** What is shipped is built again elsewhere, and differs in nothing. */
const reproducibleBuild: Wall = {
  id: 'reproducible-build',
  title: 'builds are reproduced elsewhere',
  standard: 'SSDF PS.2; reproducible-builds.org',
  against: 'code in the build that alters what is built there',
  limits: 'nothing against code that is in both builds: a dependency, or the source itself',
  failure: ['wall.reproducible-build'],
  effort: ['effort.reproducible-build'],
  conflicts: [],
  sites: (facts) =>
    guarded(facts).length > 0
      ? [
          attestedSite(
            facts,
            { id: SITE, attest: ATTEST, what: { kind: 'repository', text: 'artefacts that are built here' } },
            'whether somebody else builds the same is not shown by any file',
          ),
        ]
      : [],
  choices: (facts, missing) =>
    missing.map((site) => ({
      id: SITE,
      wall: 'reproducible-build',
      title: 'make the build reproducible, and have it compared with another before it ships',
      sites: [site.id],
      fails: [parameter('wall.reproducible-build')],
      acts: [{ kind: 'steps' as const, steps: guarded(facts) }],
      hours: [term('the repository', 1, 'effort.reproducible-build')],
      at: null,
      attest: ATTEST,
    })),
};
export default reproducibleBuild;

const SITE = 'reproducible-build#repository';
const ATTEST = 'walls.reproducible-build';

const guarded = ({ graph }: WallFacts): string[] =>
  stepsWhere(graph, (step) => step.technique === 'alter-artefact');
