/** Formulas of an Open-PSA file: connectives, references, constants. */
import type { Connective } from '../../model/fault-tree.ts';
import { truth } from './mef-definitions.ts';
import { attribute, clip, type Element, MefFault, unsupported } from './mef-xml.ts';

export type Operand =
  | { readonly kind: 'constant'; readonly value: boolean }
  | {
      readonly kind: 'name';
      readonly name: string;
      readonly wanted: 'any' | 'gate' | 'event' | 'house';
      readonly element: Element;
    }
  | {
      readonly kind: 'formula';
      readonly connective: Connective;
      readonly minimum: number;
      readonly operands: readonly Operand[];
    };

/** Fewest and most arguments. */
const ARITY: ReadonlyMap<string, readonly [number, number]> = new Map([
  ['and', [1, Number.POSITIVE_INFINITY]],
  ['or', [1, Number.POSITIVE_INFINITY]],
  ['nand', [1, Number.POSITIVE_INFINITY]],
  ['nor', [1, Number.POSITIVE_INFINITY]],
  ['atleast', [1, Number.POSITIVE_INFINITY]],
  ['not', [1, 1]],
  ['xor', [2, 2]],
  ['iff', [2, 2]],
  ['imply', [2, 2]],
]);

const REFERENCES: ReadonlyMap<string, 'any' | 'gate' | 'event' | 'house'> = new Map([
  ['gate', 'gate'],
  ['basic-event', 'event'],
  ['house-event', 'house'],
  ['event', 'any'],
]);

/** Nesting is bounded by the parser. @throws MefFault */
export function operandsOf(element: Element): Operand {
  const reference = REFERENCES.get(element.name);
  if (reference !== undefined)
    return { kind: 'name', name: attribute(element, 'name'), wanted: wantedBy(element, reference), element };
  if (element.name === 'constant') return { kind: 'constant', value: truth(element) };
  const arity = ARITY.get(element.name);
  if (arity === undefined) return unsupported(element, 'in a formula');
  checkArity(element, arity);
  const minimum = element.name === 'atleast' ? minimumOf(element) : 0;
  const operands = element.children.map(operandsOf);
  return { kind: 'formula', connective: element.name as Connective, minimum, operands };
}

/** `<event type="…">` may say what it refers to. */
function wantedBy(element: Element, reference: 'any' | 'gate' | 'event' | 'house') {
  if (element.name !== 'event' || element.attributes.type === undefined) return reference;
  return REFERENCES.get(element.attributes.type) ?? unsupported(element, 'with this type');
}

function checkArity({ name, children, offset }: Element, [least, most]: readonly [number, number]): void {
  if (children.length >= least && children.length <= most) return;
  const wanted = least === most ? `exactly ${least}` : `at least ${least}`;
  throw new MefFault(
    `<${name}> has ${children.length} arguments`,
    offset,
    `it takes ${wanted}${name === 'xor' ? '; nest them for more' : ''}`,
  );
}

function minimumOf(element: Element): number {
  const text = attribute(element, 'min');
  const minimum = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (minimum >= 1 && minimum <= element.children.length) return minimum;
  throw new MefFault(
    `<atleast> wants "${clip(text)}" of ${element.children.length} arguments`,
    element.offset,
    'min is a whole number from 1 to the number of arguments',
  );
}
