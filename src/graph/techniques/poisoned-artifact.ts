import { fallenState, stateId } from '../../model/attack-graph.ts';
import type { Technique } from '../technique.ts';

/** A privileged run uses an artifact of an untrusted one. */
const poisonedArtifact: Technique = {
  id: 'poisoned-artifact',
  title: 'a privileged run uses an artifact of an untrusted one',
  attck: 'T1195',
  needs:
    'an artifact that an untrusted run made, executed, sourced or written to the environment of a privileged run',
  gives: 'code in that job',
  probability: [],
  cost: 'cost.pull-request',
  example: 'microservices of several projects, 2021 to 2025',
  steps: ({ surfaces }) =>
    surfaces
      .filter((one) => one.kind === 'workflow')
      .flatMap((surface) =>
        surface.weaknesses
          .filter((one) => one.kind === 'artifact')
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
export default poisonedArtifact;
