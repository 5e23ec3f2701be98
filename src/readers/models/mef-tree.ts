/** From the elements of an Open-PSA file to a fault tree. */
import type { FaultGate, FaultTree, Term } from '../../model/fault-tree.ts';
import { type Definitions, definitionsOf, type Names } from './mef-definitions.ts';
import { type Operand, operandsOf } from './mef-formula.ts';
import { Values } from './mef-values.ts';
import { clip, type Element, MefFault } from './mef-xml.ts';

/** @throws MefFault at the first thing that is wrong */
export function faultTreeOf(root: Element): FaultTree {
  if (root.name !== 'opsa-mef')
    throw new MefFault(`the file begins with <${clip(root.name)}>`, root.offset, 'wanted: <opsa-mef>');
  const definitions = definitionsOf(root);
  const values = new Values(definitions.parameters);
  const events = [...definitions.events].map(([name, element]) => ({
    name,
    probability: values.probability(element, name),
  }));
  const gates = new Gates(definitions);
  for (const [name, element] of definitions.gates) gates.add(name, element);
  if (definitions.gates.size === 0)
    throw new MefFault('the file defines no gate', root.offset, 'a fault tree needs <define-gate>');
  refuseLoops(gates.list, definitions.gates);
  const referred = new Set(
    gates.list.flatMap(({ args }) => args.flatMap((term) => (term.kind === 'gate' ? [term.gate] : []))),
  );
  const topEvents = [...definitions.gates.keys()].flatMap((_, gate) => (referred.has(gate) ? [] : [gate]));
  return { gates: gates.list, events, topEvents };
}

/** Named gates first, in the order of the file, then the formulas inside them. */
class Gates {
  readonly list: FaultGate[];
  readonly #definitions: Definitions;
  readonly #index = { gate: new Map<string, number>(), event: new Map<string, number>() };

  constructor(definitions: Definitions) {
    this.#definitions = definitions;
    this.list = new Array(definitions.gates.size);
    number(definitions.gates, this.#index.gate);
    number(definitions.events, this.#index.event);
  }

  add(name: string, definition: Element): void {
    const [formula, second] = definition.children;
    if (formula === undefined)
      throw new MefFault(
        `gate "${clip(name)}" has no formula`,
        definition.offset,
        'give it one, such as <or>',
      );
    if (second !== undefined)
      throw new MefFault(
        `gate "${clip(name)}" has two formulas`,
        second.offset,
        'join them by <and> or <or>',
      );
    this.list[this.#index.gate.get(name) as number] = this.#gate(name, operandsOf(formula));
  }

  #gate(name: string | null, operand: Operand): FaultGate {
    if (operand.kind !== 'formula')
      return { name, connective: 'and', minimum: 0, args: [this.#term(operand)] };
    const { connective, minimum } = operand;
    return { name, connective, minimum, args: operand.operands.map((one) => this.#term(one)) };
  }

  #term(operand: Operand): Term {
    if (operand.kind === 'constant') return { kind: 'constant', value: operand.value };
    if (operand.kind === 'formula')
      return { kind: 'gate', gate: this.list.push(this.#gate(null, operand)) - 1 };
    return this.#named(operand.element, operand.name, operand.wanted);
  }

  #named(element: Element, name: string, wanted: 'any' | 'gate' | 'event' | 'house'): Term {
    const gate = wanted === 'any' || wanted === 'gate' ? this.#index.gate.get(name) : undefined;
    if (gate !== undefined) return { kind: 'gate', gate };
    const event = wanted === 'any' || wanted === 'event' ? this.#index.event.get(name) : undefined;
    if (event !== undefined) return { kind: 'event', event };
    const house = wanted === 'any' || wanted === 'house' ? this.#definitions.houses.get(name) : undefined;
    if (house !== undefined) return { kind: 'constant', value: house };
    const what = { any: 'event', gate: 'gate', event: 'basic event', house: 'house event' }[wanted];
    throw new MefFault(
      `${what} "${clip(name)}" is not defined`,
      element.offset,
      `define it, or correct the name${wanted === 'any' ? '' : ' or its kind'}`,
    );
  }
}

function number(names: Names, into: Map<string, number>): void {
  for (const name of names.keys()) into.set(name, into.size);
}

/** @throws MefFault naming the gates of a loop, if there is one */
function refuseLoops(gates: readonly FaultGate[], named: Names): void {
  const state = new Uint8Array(gates.length);
  const next = new Int32Array(gates.length);
  for (let start = 0; start < gates.length; start++) {
    const stack = state[start] === 0 ? [start] : [];
    while (stack.length > 0) {
      const gate = stack[stack.length - 1] as number;
      state[gate] = 1;
      const place = next[gate] as number;
      next[gate] = place + 1;
      const arg = gates[gate]?.args[place];
      if (arg === undefined) {
        state[gate] = 2;
        stack.pop();
      } else if (arg.kind === 'gate') {
        if (state[arg.gate] === 1) throw loop(stack.slice(stack.indexOf(arg.gate)), gates, named);
        if (state[arg.gate] === 0) stack.push(arg.gate);
      }
    }
  }
}

function loop(ring: readonly number[], gates: readonly FaultGate[], named: Names): MefFault {
  const names = ring.flatMap((gate) => gates[gate]?.name ?? []);
  const first = names[0] as string;
  const shown = names.length > 8 ? [...names.slice(0, 8), '…'] : names;
  return new MefFault(
    `gates rest on each other in a loop: ${[...shown, first].map(clip).join(' → ')}`,
    named.get(first)?.offset ?? 0,
    'a fault tree has no loops: take one of these references out',
  );
}
