/** Shapley values of a game of few players: what each is worth, whatever the order in which they come. */

/**
 * φ_i = Σ_{S ∌ i} |S|!(n−|S|−1)!/n! · ( v(S ∪ i) − v(S) )
 *
 * @param players n, 1 to 16: v is asked 2ⁿ times
 * @param value v of a set, as bits
 * @returns one value a player; they add up to v(all) − v(∅)
 * @see [SHA53] in docs/references.md
 */
export function shapley(players: number, value: (set: number) => number): Float64Array {
  if (!(Number.isInteger(players) && players >= 1 && players <= 16))
    throw new RangeError(`Shapley values of ${players} players are not computed`);
  const values = Float64Array.from({ length: 1 << players }, (_, set) => value(set));
  const weights = weightsOf(players);
  return Float64Array.from({ length: players }, (_, player) => {
    let total = 0;
    for (let set = 0; set < values.length; set++) {
      if ((set >> player) & 1) continue;
      const gain = (values[set | (1 << player)] as number) - (values[set] as number);
      total += (weights[bits(set)] as number) * gain;
    }
    return total;
  });
}

/** |S|!(n−|S|−1)!/n! by the size of S. */
function weightsOf(players: number): number[] {
  const weights: number[] = [];
  let choose = 1;
  for (let size = 0; size < players; size++) {
    weights.push(1 / (players * choose));
    choose = (choose * (players - 1 - size)) / (size + 1);
  }
  return weights;
}

function bits(set: number): number {
  let count = 0;
  for (let rest = set; rest > 0; rest &= rest - 1) count++;
  return count;
}
