import { fallenState } from '../../model/attack-graph.ts';
import { secretState, type Technique } from '../technique.ts';

/** A secret stolen elsewhere is in hand. */
const holdSecret: Technique = {
  id: 'hold-secret',
  title: 'a secret stolen elsewhere is in hand',
  attck: 'T1552',
  needs: 'a secret that was stolen outside the graph',
  gives: 'that secret',
  probability: [],
  cost: 'cost.stolen-token',
  example: 'GitHub and npm tokens in infostealer logs',
  steps: ({ surfaces }) =>
    surfaces
      .filter((one) => one.kind === 'credential')
      .map((surface) => ({
        from: fallenState(surface.id),
        to: secretState(surface.name),
        open: [],
        because: 'stolen outside the graph',
        at: surface.at[0] ?? null,
      })),
};
export default holdSecret;
