import { fallenState } from '../../model/attack-graph.ts';
import { parameter } from '../../model/rate.ts';
import { IN_MACHINE, type Technique } from '../technique.ts';

/** An editor extension updates itself and runs with the rights of the developer. */
const extensionOnMachine: Technique = {
  id: 'extension-on-machine',
  title: 'an editor extension updates itself and runs with the rights of the developer',
  attck: 'T1176.002',
  needs: 'a malicious release of an extension that the tree recommends or installs in its container',
  gives: "code on a developer's machine",
  probability: ['step.extension-runs', 'wall.dev-sandbox'],
  cost: null,
  example: 'GlassWorm 2025, Nx Console 2026',
  steps: ({ surfaces }) =>
    surfaces
      .filter((surface) => surface.kind === 'extension')
      .map((surface) => {
        const at = surface.at[0] ?? null;
        return {
          from: fallenState(surface.id),
          to: IN_MACHINE,
          open: [parameter('step.extension-runs')],
          walls: surface.contained
            ? [
                {
                  wall: 'dev-sandbox',
                  place: at?.path ?? surface.id,
                  fails: [parameter('wall.dev-sandbox')],
                  because:
                    'it is installed in a development container, which as a rule is handed git credentials',
                  at,
                },
              ]
            : [],
          because: surface.title,
          at,
        };
      }),
};
export default extensionOnMachine;
