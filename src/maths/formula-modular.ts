/** A formula made ready for modules: gates of one kind joined, what belongs together grouped, the rest split. */
import { coalesced, type Rooted } from './formula.ts';
import { grouped } from './formula-groups.ts';
import { split } from './formula-split.ts';
import { modulesOf } from './modules.ts';

/** The same function; what the first round groups, the second can join and split once more. */
export function modular(rooted: Rooted): Rooted {
  const once = split(grouped(joined(rooted)));
  return split(grouped(joined(once)));
}

const joined = (rooted: Rooted): Rooted => coalesced(rooted, new Set(modulesOf(rooted.formula, rooted.root)));
