import { parameter } from '../../model/rate.ts';
import { surroundings } from '../services.ts';
import { IN_SERVICE, KEPT_APART, type Technique } from '../technique.ts';

/** Code in one service reaches the databases of others by the network. */
const crossNetwork: Technique = {
  id: 'cross-network',
  title: 'code in one service reaches the databases of others by the network',
  attck: 'T1021',
  needs: 'code in a service that networks or policies keep apart, which fail',
  gives: 'what code in any service has; without such networks nothing is to be crossed',
  probability: ['wall.network-policy'],
  cost: null,
  example: 'SolarWinds 2020, onward from the monitoring server',
  steps: ({ repository }) => {
    const [first] = surroundings(repository).keptApart;
    if (first === undefined) return [];
    const { at } = first;
    const wall = {
      wall: 'network-policy',
      place: 'services',
      fails: [parameter('wall.network-policy')],
      because: 'networks keep services from the databases of others',
      at,
    };
    return [
      { from: KEPT_APART, to: IN_SERVICE, open: [], walls: [wall], because: 'past the networks', at },
      { from: IN_SERVICE, to: KEPT_APART, open: [], because: 'who has the whole has the part', at },
    ];
  },
};
export default crossNetwork;
