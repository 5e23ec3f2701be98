/** What an Open-PSA file defines, by name, wherever in the file it stands. */
import { attribute, clip, type Element, MefFault, unsupported } from './mef-xml.ts';

/** Names and the elements that define them, in the order of the file. */
export type Names = ReadonlyMap<string, Element>;

export interface Definitions {
  readonly gates: Names;
  readonly events: Names;
  readonly parameters: Names;
  readonly houses: ReadonlyMap<string, boolean>;
}

/** @throws MefFault at an element that is not supported, or a name defined twice */
export function definitionsOf(root: Element): Definitions {
  const found = {
    gates: new Map<string, Element>(),
    events: new Map<string, Element>(),
    parameters: new Map<string, Element>(),
    houses: new Map<string, boolean>(),
  };
  const taken = { event: new Map<string, Element>(), parameter: new Map<string, Element>() };
  for (const element of leavesOf(root)) {
    const name = attribute(element, 'name');
    refusePrivate(element);
    claim(element.name === 'define-parameter' ? taken.parameter : taken.event, name, element);
    if (element.name === 'define-gate') found.gates.set(name, element);
    else if (element.name === 'define-basic-event') found.events.set(name, element);
    else if (element.name === 'define-parameter') found.parameters.set(name, element);
    else found.houses.set(name, stateOf(element));
  }
  return found;
}

const CONTAINERS = new Set(['define-fault-tree', 'define-component', 'model-data']);
const LEAVES = new Set(['define-gate', 'define-basic-event', 'define-house-event', 'define-parameter']);

/** Definitions of events and parameters; nesting is bounded by the parser. */
function* leavesOf(container: Element): Generator<Element> {
  for (const child of container.children) {
    if (CONTAINERS.has(child.name)) {
      refusePrivate(child);
      yield* leavesOf(child);
    } else if (LEAVES.has(child.name) && container.name !== 'opsa-mef') yield child;
    else unsupported(child, `in <${clip(container.name)}>`);
  }
}

function refusePrivate(element: Element): void {
  const { role = 'public' } = element.attributes;
  if (role !== 'public')
    throw new MefFault(
      `role "${clip(role)}" is not supported`,
      element.offset,
      'every name of the file is public here: give each its own name and take the role out',
    );
}

function claim(taken: Map<string, Element>, name: string, element: Element): void {
  if (taken.has(name))
    throw new MefFault(`"${clip(name)}" is defined twice`, element.offset, 'leave one of the definitions');
  taken.set(name, element);
}

/** A house event without a state does not happen, as the format says. */
function stateOf(house: Element): boolean {
  const [constant, second] = house.children;
  if (second !== undefined || (constant !== undefined && constant.name !== 'constant'))
    unsupported(second ?? (constant as Element), 'in <define-house-event>');
  return constant === undefined ? false : truth(constant);
}

/** The `value` of a constant. @throws MefFault if it is neither true nor false */
export function truth(element: Element): boolean {
  const value = attribute(element, 'value').toLowerCase();
  if (value === 'true' || value === '1') return true;
  if (value === 'false' || value === '0') return false;
  throw new MefFault(`"${clip(value)}" is neither true nor false`, element.offset, 'write value="true"');
}
