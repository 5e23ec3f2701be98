/** Which variables of decision diagrams stand in one function. */
import type { Edge } from './bdd.ts';

/**
 * For each pair of variables, whether some root rests on both: others exchange places without any change of nodes.
 * Null when it would cost too much to know.
 *
 * @param nodes four words each, variable, high and low first; children are older than their node
 * @returns square, by pairs of variables
 * @see [RUD93]
 */
export function variablesTogether(
  nodes: Int32Array,
  used: number,
  roots: readonly Edge[],
  variables: number,
): Uint8Array | null {
  const words = (variables + 31) >>> 5;
  if (used * words > MOST_WORDS || variables * variables > MOST_WORDS) return null;
  const below = new Int32Array(used * words);
  for (let node = 1; node < used; node++) {
    const at = node * words;
    const high = ((nodes[4 * node + 1] as number) >>> 1) * words;
    const low = ((nodes[4 * node + 2] as number) >>> 1) * words;
    for (let word = 0; word < words; word++)
      below[at + word] = (below[high + word] as number) | (below[low + word] as number);
    const variable = nodes[4 * node] as number;
    below[at + (variable >>> 5)] = (below[at + (variable >>> 5)] as number) | (1 << (variable & 31));
  }
  const together = new Uint8Array(variables * variables);
  for (const root of new Set(roots.map((edge) => edge >>> 1))) {
    const support: number[] = [];
    for (let variable = 0; variable < variables; variable++)
      if ((((below[root * words + (variable >>> 5)] as number) >>> (variable & 31)) & 1) === 1)
        support.push(variable);
    for (const a of support) for (const b of support) together[a * variables + b] = 1;
  }
  return together;
}

/** Words for the sets of variables below nodes never exceed this. */
const MOST_WORDS = 1 << 24;
