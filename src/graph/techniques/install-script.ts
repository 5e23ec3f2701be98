import type { ExecutionPlace, PlacedInstall } from '../../model/execution.ts';
import { parameter } from '../../model/rate.ts';
import { arrivals, beforeInstall, codeIn, type Technique, type WallDraft } from '../technique.ts';

/** A malicious package runs a script at install. */
const installScript: Technique = {
  id: 'install-script',
  title: 'a malicious package runs a script at install',
  attck: 'T1195.002',
  needs: 'a malicious release chosen on a route that a command installs',
  gives: 'code in the place of the command',
  probability: [
    'step.install-script',
    'wall.ignore-scripts',
    'wall.ignore-scripts-builds',
    'wall.dependency-review',
    'takeover.bot-merged-in-time',
    'step.live-after-arrival',
    'step.developer-installs',
  ],
  cost: null,
  example: 's1ngularity 2025 (nx), Shai-Hulud 2025, axios 2026',
  steps: ({ routes, repository }) =>
    repository.places.flatMap((place) =>
      place.installs.flatMap((install) =>
        arrivals(routes, place, install).map(({ from, open, route }) => ({
          from,
          to: codeIn(place),
          open: [...open, parameter('step.install-script')],
          walls: [...scriptsWall(place, install), ...beforeInstall(place, route, repository)],
          because: `${install.command}: install scripts ${install.scripts}`,
          at: install.at,
        })),
      ),
    ),
};
export default installScript;

/** Scripts are off or allowed for a list: what leaks is implicit builds, listed packages and tools that do not read the setting. */
const scriptsWall = (place: ExecutionPlace, install: PlacedInstall): WallDraft[] =>
  install.scripts === 'off' || install.scripts === 'listed'
    ? [
        {
          wall: 'ignore-scripts',
          place: `${place.id} ${install.at.path}`,
          fails: [parameter(install.strict ? 'wall.ignore-scripts' : 'wall.ignore-scripts-builds')],
          because: `install scripts ${install.scripts}`,
          at: install.at,
        },
      ]
    : [];
