/** Extensions of code editors, as a tree names them. */
import type { Location } from './diagnostic.ts';

export interface Extension {
  /** Lower case, as the marketplaces compare them. */
  readonly publisher: string;
  readonly name: string;
  /** Null where the newest one is taken. */
  readonly version: string | null;
  /** `recommended`: the editor proposes it on the machine itself; `container`: a development container installs it. */
  readonly from: 'recommended' | 'container';
  readonly at: Location;
}
