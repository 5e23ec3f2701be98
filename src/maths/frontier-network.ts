/**
 * A network of independent arcs from a super source to a super sink: what the frontier method solves.
 *
 * Source and sink are no vertices: each vertex has a chance to be taken straight from the source and one to
 * lead straight to the sink. Each arc is open independently of all others.
 */

/** A chance and its complement, both kept: neither is ever one minus the other after a rounding. */
export interface Chance {
  readonly open: number;
  readonly shut: number;
}

export interface Network {
  readonly vertices: number;
  /**
   * From the source, by vertex. In a `linear` network `open` is a rate Λ ≥ 0 and `shut` is 1: exactly one vertex
   * is taken, and all sums are taken with weight Λ.
   */
  readonly sources: readonly Chance[];
  /** To the sink, by vertex. */
  readonly targets: readonly Chance[];
  readonly arcs: readonly Arc[];
  readonly linear: boolean;
}

export interface Arc {
  readonly from: number;
  readonly to: number;
  readonly chance: Chance;
}

/**
 * P(the sink is reached) and P(it is not), each a sum of positive terms. In a linear network Σ Λ_v·P(v reaches)
 * and Σ Λ_v·P(v does not).
 */
export interface Reach {
  readonly reached: number;
  readonly missed: number;
  /** States looked at: a measure of the work. */
  readonly states: number;
}

export const NEVER: Chance = { open: 0, shut: 1 };
export const ALWAYS: Chance = { open: 1, shut: 0 };

export const chanceOf = (p: number): Chance => ({ open: p, shut: 1 - p });

/** Both of two independent events. */
export const both = (a: Chance, b: Chance): Chance => ({
  open: a.open * b.open,
  shut: a.shut + a.open * b.shut,
});

/** At least one of two independent events; with `shut` = 1 on both sides rates add. */
export const either = (a: Chance, b: Chance): Chance => ({
  open: a.open + a.shut * b.open,
  shut: a.shut * b.shut,
});

export const same = (a: Chance, b: Chance): boolean => a.open === b.open && a.shut === b.shut;

/** The exact method would pass a stated limit; the message says which. */
export class FrontierOverflow extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'FrontierOverflow';
  }
}
