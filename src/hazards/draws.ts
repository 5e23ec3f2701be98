/**
 * Joint draws of the parameters: the uncertainty θ of the model.
 *
 * Each parameter has its own stream of random numbers, keyed by its name, so adding one moves no
 * other. The draws of one parameter are a nested Latin hypercube: one in each n-th of its distribution, in
 * random order, and every second, every fourth … of them again one in each (n/2)-th, (n/4)-th. Sums and
 * products of parameters then have means that are nearly free of noise, those of a part of the draws as well.
 *
 * @see [QIA09] in docs/references.md for nested hypercubes
 */
import {
  logitNormalFromInterval,
  logitNormalQuantile,
  lognormalFromInterval,
  lognormalQuantile,
} from '../maths/distributions.ts';
import { streamOf, uniforms } from '../maths/philox.ts';
import { sum } from '../maths/survival.ts';
import type { ParameterRecord } from '../model/parameter.ts';
import type { DerivedId, Factor, Rate } from '../model/rate.ts';
import { HOURS_PER_YEAR } from '../model/units.ts';
import { delayedBy, derivedFormulas } from './derived.ts';
import { disclosuresPerYear } from './history.ts';

/** Equal rates have equal keys. */
const keyOf = (rate: Rate): string =>
  rate.map((one) => `${one.count} ${one.factors.map(factorKey).join('·')}`).join('+');

function factorKey(factor: Factor): string {
  const head = `${factor.kind} ${factor.id}`;
  if (factor.kind === 'at-least') return `${head} ${factor.least}`;
  if (factor.kind === 'fact') return `${head} ${factor.name}`;
  if (factor.kind === 'delayed') return `${head} ${factor.hours}`;
  if (factor.kind === 'monthly') return `${head} ${factor.least}`;
  if (factor.kind === 'disclosures') return `${head} ${factor.yearsAgo.join(' ')} of ${factor.ageYears}`;
  return factor.kind === 'within' || factor.kind === 'share' ? `${head} (${keyOf(factor.runs)})` : head;
}

/** A chance of 1 has no rate. */
const MOST_CHANCE = 1 - 1e-9;
const MONTHS = 365.25 / 30;

export class Draws {
  readonly size: number;
  readonly seed: number;
  readonly #records: ReadonlyMap<string, ParameterRecord>;
  readonly #cache = new Map<string, Float64Array>();
  readonly #rates = new Map<string, Float64Array>();
  /** The same, by the very object: thousands of packages share one. */
  readonly #known = new WeakMap<Rate, Float64Array>();

  /** @param size number of joint draws, ≥ 1 */
  constructor(records: readonly ParameterRecord[], seed: number, size: number) {
    this.size = size;
    this.seed = seed;
    this.#records = new Map(records.map((record) => [record.id, record]));
  }

  /** The certificate of a parameter. @throws Error for a name that is not in `data/parameters/` */
  record(id: string): ParameterRecord {
    const record = this.#records.get(id);
    if (record === undefined) throw new Error(`no parameter is named ${id}`);
    return record;
  }

  /** The draws of a parameter, in its unit. */
  of(id: string): Float64Array {
    return this.#cached(id, () => this.#spread(this.record(id)));
  }

  /** The draws of a formula over parameters. */
  derived(id: DerivedId): Float64Array {
    return this.#cached(`derived ${id}`, () => derivedFormulas[id].draws(this));
  }

  /** An unknown fact: 1 in the draws in which it holds, 0 in the others. One variable per name. */
  fact(name: string, probability: string): Float64Array {
    const chance = this.of(probability);
    return this.#cached(`fact ${name}`, () =>
      this.hypercube(`fact ${name}`).map((u, draw) => (u < (chance[draw] as number) ? 1 : 0)),
    );
  }

  factor(factor: Factor): Float64Array {
    if (factor.kind === 'derived') return this.derived(factor.id);
    if (factor.kind === 'parameter') return this.of(factor.id);
    if (factor.kind === 'complement') {
      return this.#cached(`complement ${factor.id}`, () => this.of(factor.id).map((value) => 1 - value));
    }
    if (factor.kind === 'fact') return this.fact(factor.name, factor.id);
    if (factor.kind === 'within') return this.#within(factor.runs, this.of(factor.id));
    if (factor.kind === 'share') return this.#share(factor.runs, this.of(factor.id));
    if (factor.kind === 'delayed') {
      return this.#cached(`delayed ${factor.hours}`, () => delayedBy(this, factor.hours));
    }
    if (factor.kind === 'monthly') return this.#monthly(this.of(factor.id), factor.least);
    if (factor.kind === 'disclosures') {
      const { yearsAgo, ageYears } = factor;
      return this.#cached(factorKey(factor), () => disclosuresPerYear(this, yearsAgo, ageYears));
    }
    return this.of(factor.id).map((value) => Math.max(value, factor.least));
  }

  /** −ln(1 − p)·(365.25/30): the rate a year of what has the chance p within 30 days. */
  #monthly(chances: Float64Array, least: number): Float64Array {
    return chances.map((chance) => -Math.log1p(-Math.min(MOST_CHANCE, Math.max(chance, least))) * MONTHS);
  }

  /** Runs come at random with rate u, the window closes at random after m hours: u/(u + 1/m) come first. */
  #within(runs: Rate, hours: Float64Array): Float64Array {
    return this.rate(runs).map((rate, draw) => {
      const expected = (rate * (hours[draw] as number)) / HOURS_PER_YEAR;
      return expected / (1 + expected);
    });
  }

  #share(runs: Rate, left: Float64Array): Float64Array {
    return this.rate(runs).map((rate, draw) => Math.min(1, (left[draw] as number) / rate));
  }

  /** Π factors, draw by draw; 1 for none. */
  product(factors: readonly Factor[]): Float64Array {
    return this.rate([{ count: 1, factors, because: '' }]);
  }

  /** λ = Σ count · Π factors, draw by draw. Equal rates are computed once, and are one array. */
  rate(rate: Rate): Float64Array {
    const known = this.#known.get(rate);
    if (known !== undefined) return known;
    const key = keyOf(rate);
    const values = this.#rates.get(key) ?? this.#sum(rate);
    this.#rates.set(key, values);
    this.#known.set(rate, values);
    return values;
  }

  #sum(rate: Rate): Float64Array {
    const total = new Float64Array(this.size);
    for (const one of rate) {
      const factors = one.factors.map((factor) => this.factor(factor));
      for (let draw = 0; draw < this.size; draw++) {
        let product = one.count;
        for (const factor of factors) product *= factor[draw] as number;
        total[draw] = (total[draw] as number) + product;
      }
    }
    return total;
  }

  mean(id: string): number {
    return sum(this.of(id)) / this.size;
  }

  /** Uniforms in (0, 1): of the draws 0, k, 2k, … there is one in each (n/k)-th, for every power of two k that divides n. */
  hypercube(name: string): Float64Array {
    const stream = streamOf(name);
    const [within, order, halves] = [0, 1, 2].map((part) => {
      const list = new Float64Array(this.size);
      uniforms(this.seed, stream, part * this.size, list);
      return list;
    }) as [Float64Array, Float64Array, Float64Array];
    const strata = nestedStrata(order, halves);
    return within.map((u, draw) => ((strata[draw] as number) + u) / this.size);
  }

  #cached(key: string, make: () => Float64Array): Float64Array {
    const known = this.#cache.get(key);
    if (known !== undefined) return known;
    const made = make();
    this.#cache.set(key, made);
    return made;
  }

  #spread(record: ParameterRecord): Float64Array {
    if (record.spread === 'fixed') return new Float64Array(this.size).fill(record.value);
    const uniform = this.hypercube(record.id);
    if (record.spread === 'lognormal') {
      const { mu, sigma } = lognormalFromInterval(record.low, record.high);
      return uniform.map((u) => lognormalQuantile(u, mu, sigma));
    }
    const { mu, sigma } = logitNormalFromInterval(record.low, record.high);
    return uniform.map((u) => logitNormalQuantile(u, mu, sigma));
  }
}

/**
 * The stratum of each draw. The coarsest hypercube first; then, as often as the draws can be halved, each stratum
 * falls into two, of which the draw that is there keeps one by lot and a new draw takes the other.
 *
 * @param order random numbers by whose ranks draws are shuffled
 * @param halves random numbers that say whether a new draw takes the lower half
 */
function nestedStrata(order: Float64Array, halves: Float64Array): Uint32Array {
  const strata = new Uint32Array(order.length);
  let stride = lowestBit(order.length);
  ranksOf(every(order, 0, stride)).forEach((rank, i) => {
    strata[i * stride] = rank;
  });
  for (; stride > 1; stride /= 2) {
    const owners = new Uint32Array(order.length / stride);
    for (let draw = 0; draw < order.length; draw += stride) owners[strata[draw] as number] = draw;
    ranksOf(every(order, stride / 2, stride)).forEach((stratum, i) => {
      const fresh = stride / 2 + i * stride;
      const isLower = (halves[fresh] as number) < 0.5;
      strata[owners[stratum] as number] = 2 * stratum + (isLower ? 1 : 0);
      strata[fresh] = 2 * stratum + (isLower ? 0 : 1);
    });
  }
  return strata;
}

/** The largest power of two that divides n ≥ 1. */
const lowestBit = (n: number): number => n & -n;

const every = (values: Float64Array, from: number, step: number): Float64Array =>
  values.filter((_, i) => i % step === from);

/** The rank of each value, equal values in their order. A sort without a function of ours is several times faster. */
function ranksOf(values: Float64Array): Uint32Array {
  const sorted = values.slice().sort();
  const taken = new Uint8Array(values.length);
  return Uint32Array.from(values, (value) => {
    let rank = firstNotBelow(sorted, value);
    while (taken[rank] === 1) rank++;
    taken[rank] = 1;
    return rank;
  });
}

function firstNotBelow(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
