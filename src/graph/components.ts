/** Strongly connected components. */

export interface Components {
  /** Members of each component; one comes after all those that its nodes point to. */
  readonly order: readonly (readonly number[])[];
  /** The component of each node. */
  readonly of: Int32Array;
}

/**
 * Tarjan's algorithm with a stack of its own, so that no depth of a graph can exhaust the engine's.
 *
 * @param targets nodes that each node points to
 * @see [TAR72]
 */
export function components(targets: readonly (readonly number[])[]): Components {
  const count = targets.length;
  const of = new Int32Array(count).fill(-1);
  const order: number[][] = [];
  const number = new Int32Array(count);
  const low = new Int32Array(count);
  const next = new Int32Array(count);
  const open: number[] = [];
  let numbered = 0;
  for (let root = 0; root < count; root++) if (number[root] === 0) walkFrom(root);
  return { order, of };

  function walkFrom(root: number): void {
    const path = [root];
    for (let node: number | undefined = root; node !== undefined; node = path.at(-1)) {
      if (number[node] === 0) enter(node);
      const target = targets[node]?.[next[node] as number];
      if (target === undefined) {
        path.pop();
        leave(node, path.at(-1));
        continue;
      }
      next[node] = (next[node] as number) + 1;
      if (number[target] === 0) path.push(target);
      else if (of[target] === -1) low[node] = Math.min(low[node] as number, number[target] as number);
    }
  }

  function enter(node: number): void {
    numbered += 1;
    number[node] = numbered;
    low[node] = numbered;
    open.push(node);
  }

  function leave(node: number, parent: number | undefined): void {
    if (parent !== undefined) low[parent] = Math.min(low[parent] as number, low[node] as number);
    if (low[node] === number[node]) close(node);
  }

  function close(node: number): void {
    const members: number[] = [];
    let member: number;
    do {
      member = open.pop() as number;
      of[member] = order.length;
      members.push(member);
    } while (member !== node);
    order.push(members);
  }
}
