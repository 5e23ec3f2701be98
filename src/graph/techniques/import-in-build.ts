import { parameter } from '../../model/rate.ts';
import { arrivals, beforeInstall, codeIn, type Technique } from '../technique.ts';

/** A malicious package is imported in a build or test. */
const importInBuild: Technique = {
  id: 'import-in-build',
  title: 'a malicious package is imported in a build or test',
  attck: 'T1195.002',
  needs: 'a malicious release installed where something of the tree is run',
  gives: 'code in that place',
  probability: [
    'step.import',
    'wall.dependency-review',
    'takeover.bot-merged-in-time',
    'step.live-after-arrival',
    'step.developer-installs',
  ],
  cost: null,
  example: 'chalk and debug 2025, event-stream 2018',
  steps: ({ routes, repository }) =>
    repository.places
      .filter((place) => place.job === null || place.job.builds)
      .flatMap((place) =>
        place.installs.flatMap((install) =>
          arrivals(routes, place, install).map(({ from, open, route }) => ({
            from,
            to: codeIn(place),
            open: [...open, parameter('step.import')],
            walls: beforeInstall(place, route, repository),
            because: `what ${install.command} installs is imported by what runs next`,
            at: install.at,
          })),
        ),
      ),
};
export default importInBuild;
