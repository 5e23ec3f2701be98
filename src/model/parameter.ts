/** Numbers with a birth certificate. Every number of the model lives in `data/parameters/`. */
/** Where a number comes from. `judged` is a guess by a person, and is always printed as one. */
export type ParameterClass = 'measured' | 'published' | 'judged';

/** How a parameter is spread over its interval. `fixed` has none. */
export type Spread =
  /** Quantities ≥ 0: the interval's ends are the 5 % and 95 % points of a lognormal. */
  | 'lognormal'
  /** Probabilities: the ends are the 5 % and 95 % points of a logit-normal. */
  | 'logit-normal'
  | 'fixed';

export interface ParameterRecord {
  readonly id: string;
  readonly title: string;
  /** The source's central figure: printed; the spread is fixed by the interval. */
  readonly value: number;
  /** 5 % and 95 % points; both equal to `value` when `fixed`. */
  readonly low: number;
  readonly high: number;
  /** `per year`, `probability`, `hours`, `persons`, `factor`, … */
  readonly unit: string;
  readonly spread: Spread;
  readonly class: ParameterClass;
  /** A solid, B, C, D a guess; with + and −. */
  readonly grade: string;
  readonly source: string;
  /** Reference date, ISO. */
  readonly date: string;
  /** How the figure follows from the source. */
  readonly derivation: string;
}
