/** Numbers of an Open-PSA file: constants, parameters, plain arithmetic. */
import type { Names } from './mef-definitions.ts';
import { attribute, clip, type Element, MefFault, unsupported } from './mef-xml.ts';

/** Operations and parameters that rest on each other, in a row. */
const DEEPEST = 1000;

export class Values {
  readonly #parameters: Names;
  readonly #known = new Map<string, number>();
  readonly #open: string[] = [];
  #depth = 0;

  constructor(parameters: Names) {
    this.#parameters = parameters;
  }

  /** @throws MefFault if the definition has no value, or one outside [0, 1] */
  probability(definition: Element, name: string): number {
    const [expression, second] = definition.children;
    if (expression === undefined)
      throw new MefFault(
        `basic event "${clip(name)}" has no probability`,
        definition.offset,
        'write <float value="0.01"/> inside its definition',
      );
    if (second !== undefined) return unsupported(second, 'beside another value');
    const value = this.#value(expression);
    if (value >= 0 && value <= 1) return value;
    throw new MefFault(
      `the probability of "${clip(name)}" is ${value}`,
      expression.offset,
      'a probability lies from 0 to 1',
    );
  }

  #value(element: Element): number {
    if (++this.#depth > DEEPEST)
      throw new MefFault(`more than ${DEEPEST} values rest on each other`, element.offset, 'give numbers');
    const value = this.#valueOf(element);
    this.#depth--;
    return value;
  }

  #valueOf(element: Element): number {
    const { name, children } = element;
    if (name === 'float' || name === 'int' || name === 'bool') return constant(element);
    if (name === 'parameter') return this.#parameter(element);
    const operation = OPERATIONS.get(name);
    if (operation === undefined) return unsupported(element, 'as a value');
    const [least, most, compute] = operation;
    if (children.length < least || children.length > most)
      throw new MefFault(
        `<${name}> has ${children.length} arguments`,
        element.offset,
        `it takes ${least === most ? '' : 'at least '}${least}`,
      );
    const value = compute(children.map((child) => this.#value(child)));
    if (Number.isFinite(value)) return value;
    throw new MefFault(`<${name}> has no finite value here`, element.offset, 'look at its arguments');
  }

  #parameter(element: Element): number {
    const name = attribute(element, 'name');
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const definition = this.#parameters.get(name);
    if (definition === undefined)
      throw new MefFault(
        `parameter "${clip(name)}" is not defined`,
        element.offset,
        'define it, or correct the name',
      );
    if (this.#open.includes(name))
      throw new MefFault(
        `parameters rest on each other in a loop: ${[...this.#open.slice(this.#open.indexOf(name)), name].slice(0, 9).map(clip).join(' → ')}`,
        definition.offset,
        'give one of them a value',
      );
    const [expression, second] = definition.children;
    if (expression === undefined || second !== undefined)
      throw new MefFault(
        `parameter "${clip(name)}" needs one value`,
        definition.offset,
        '<float value="…"/>',
      );
    this.#open.push(name);
    const value = this.#value(expression);
    this.#open.pop();
    this.#known.set(name, value);
    return value;
  }
}

function constant(element: Element): number {
  const text = attribute(element, 'value');
  const truth = { true: 1, false: 0 }[text.toLowerCase()];
  const fits = element.name === 'int' ? /^[+-]?\d+$/ : /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
  const value =
    element.name === 'bool' && truth !== undefined ? truth : fits.test(text) ? Number(text) : Number.NaN;
  if (Number.isFinite(value) && (element.name !== 'bool' || value === 0 || value === 1)) return value;
  throw new MefFault(
    `"${clip(text)}" is no value of <${element.name}>`,
    element.offset,
    'write a number, with a point for decimals',
  );
}

type Operation = readonly [least: number, most: number, compute: (args: readonly number[]) => number];

const MANY = Number.POSITIVE_INFINITY;
const from = (combine: (a: number, b: number) => number): Operation => [
  2,
  MANY,
  (args) => args.reduce(combine),
];

const OPERATIONS: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ['neg', [1, 1, ([a = 0]) => -a]],
  ['add', from((a, b) => a + b)],
  ['sub', from((a, b) => a - b)],
  ['mul', from((a, b) => a * b)],
  ['div', from((a, b) => a / b)],
  ['pow', [2, 2, ([a = 0, b = 0]) => a ** b]],
  ['exp', [1, 1, ([a = 0]) => Math.exp(a)]],
  ['log', [1, 1, ([a = 0]) => Math.log(a)]],
  ['min', from((a, b) => Math.min(a, b))],
  ['max', from((a, b) => Math.max(a, b))],
  // Rate and time: the chance of at least one event.
  ['exponential', [2, 2, ([rate = 0, time = 0]) => -Math.expm1(-rate * time)]],
]);
