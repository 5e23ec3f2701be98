/** Fields of an object of unknown shape, each asked for by type; the first that is wrong ends the reading. */
import { isObject } from '../syntax/json.ts';

export type Path = readonly (string | number)[];

/** The first thing that is wrong with a model file. Never leaves this folder. */
export class ModelFault extends Error {
  readonly path: Path;
  readonly hint: string;
  constructor(message: string, path: Path, hint: string) {
    super(message);
    this.path = path;
    this.hint = hint;
  }
}

/** What a number must lie in. */
export interface Bounds {
  readonly least?: number;
  readonly most?: number;
  /** Not this itself. */
  readonly above?: number;
}

export class Fields {
  readonly #value: unknown;
  readonly #path: Path;

  constructor(value: unknown, path: Path) {
    this.#value = value;
    this.#path = path;
  }

  /** @throws ModelFault always */
  fail(key: string | number, message: string, hint: string): never {
    throw new ModelFault(`${this.#name()}${message}`, [...this.#path, key], hint);
  }

  #name(): string {
    return this.#path.length === 0 ? '' : `${this.#path.join('.').replace(/\.(\d+)/g, '[$1]')}: `;
  }

  value(key: string): unknown {
    return isObject(this.#value) && Object.hasOwn(this.#value, key) ? this.#value[key] : undefined;
  }

  /** Every field must be one of these. */
  only(known: readonly string[]): void {
    if (!isObject(this.#value))
      throw new ModelFault(`${this.#name()}an object is wanted here`, this.#path, 'write { … }');
    const unknown = Object.keys(this.#value).find((key) => !known.includes(key));
    if (unknown !== undefined)
      this.fail(unknown, `"${clip(unknown)}" is no field of this object`, `fields here: ${known.join(', ')}`);
  }

  id(): string {
    const id = this.string('id');
    if (id === '') this.fail('id', 'an id must not be empty', 'name it');
    return id;
  }

  string(key: string, otherwise?: string): string {
    const value = this.value(key);
    if (typeof value === 'string') return value;
    if (value === undefined && otherwise !== undefined) return otherwise;
    return this.#wrong(key, value, 'text', 'write it in double quotes');
  }

  boolean(key: string, otherwise: boolean): boolean {
    const value = this.value(key);
    if (value === undefined) return otherwise;
    return typeof value === 'boolean' ? value : this.#wrong(key, value, 'true or false', 'without quotes');
  }

  number(key: string, bounds: Bounds): number;
  number<T extends number | null>(key: string, bounds: Bounds, otherwise: T): number | T;
  number<T extends number | null>(key: string, bounds: Bounds, otherwise?: T): number | T {
    const value = this.value(key);
    if (otherwise !== undefined && (value === undefined || (otherwise === null && value === null)))
      return otherwise;
    if (typeof value !== 'number') return this.#wrong(key, value, 'a number', 'write it without quotes');
    if (!Number.isFinite(value))
      return this.fail(key, `"${key}" is too large for a number`, 'at most 1.7e308');
    const { least = -Infinity, most = Infinity, above = -Infinity } = bounds;
    if (value >= least && value <= most && value > above) return value;
    const range =
      above > -Infinity
        ? `more than ${above}`
        : most < Infinity
          ? `from ${least} to ${most}`
          : `at least ${least}`;
    return this.fail(key, `"${key}" is ${value}, it must be ${range}`, `give a number ${range}`);
  }

  /** The items of an array, whatever they are. */
  items(key: string, otherwise?: readonly unknown[]): readonly unknown[] {
    const value = this.value(key);
    if (Array.isArray(value)) return value;
    if (value === undefined && otherwise !== undefined) return otherwise;
    return this.#wrong(key, value, 'a list', 'write [ … ]');
  }

  list(key: string, otherwise?: readonly unknown[]): Fields[] {
    return this.items(key, otherwise).map((item, i) => new Fields(item, [...this.#path, key, i]));
  }

  strings(key: string): string[] {
    return this.items(key).map((item, i) =>
      typeof item === 'string' ? item : this.inside(key).fail(i, 'text is wanted here', 'write an id'),
    );
  }

  object(key: string, hint: string): Fields {
    const value = this.value(key);
    if (!isObject(value)) return this.#wrong(key, value, 'an object', hint);
    return new Fields(value, [...this.#path, key]);
  }

  /** The i-th item of a list, as fields. */
  at(key: string, index: number): Fields {
    return new Fields(this.items(key)[index], [...this.#path, key, index]);
  }

  /** The place of a list itself, for errors about its items. */
  inside(key: string): Fields {
    return new Fields(this.value(key), [...this.#path, key]);
  }

  #wrong(key: string, value: unknown, wanted: string, hint: string): never {
    const what = value === undefined ? 'is missing' : `must be ${wanted}`;
    return this.fail(key, `"${key}" ${what}`, value === undefined ? `add it: ${wanted}` : hint);
  }
}

const clip = (text: string): string => (text.length > 60 ? `${text.slice(0, 59)}…` : text);
