/** A fault tree: from basic events by gates to the events that nobody wants. */
import type { Importance } from './system.ts';

/** What a formula says of its arguments. */
export type Connective =
  | 'and'
  | 'or'
  | 'not'
  | 'xor'
  | 'nand'
  | 'nor'
  /** Both or neither. */
  | 'iff'
  /** The second, or not the first. */
  | 'imply'
  | 'atleast';

/** Something that holds or does not. */
export type Term =
  | { readonly kind: 'gate'; readonly gate: number }
  | { readonly kind: 'event'; readonly event: number }
  | { readonly kind: 'constant'; readonly value: boolean };

/** A gate, or a formula that stands inside another. No gate rests on itself, in whatever way. */
export interface FaultGate {
  /** Null for a formula inside another. */
  readonly name: string | null;
  readonly connective: Connective;
  /** Of `atleast`: how many must hold, from 1 to the number of arguments; 0 for all others. */
  readonly minimum: number;
  /** One for `not`; two for `xor`, `iff` and `imply`; at least one else. One may stand twice and then counts twice. */
  readonly args: readonly Term[];
}

export interface BasicEvent {
  readonly name: string;
  /** In [0, 1]; events are independent. */
  readonly probability: number;
}

export interface FaultTree {
  readonly gates: readonly FaultGate[];
  readonly events: readonly BasicEvent[];
  /** Gates that no other refers to, in the order of the file; at least one. */
  readonly topEvents: readonly number[];
}

/** What is known of a top event. */
export interface TopEvent {
  readonly name: string;
  /** Exact up to rounding; null when the diagram would pass the limits. */
  readonly probability: number | null;
  /**
   * Number of minimal sets of basic events that bring the top event about while no other event happens: of a
   * coherent tree its minimal cut sets, of any other those of its positive part. Text above 2^53 − 1; null when
   * not computed.
   */
  readonly minimalCutSets: number | string | null;
  /** Of each basic event that can change the top event, by name; empty when not computed. */
  readonly importance: Readonly<Record<string, Importance>>;
}

export interface FaultTreeAnswer {
  readonly topEvents: readonly TopEvent[];
  /** What could not be computed, and why. */
  readonly remarks: readonly string[];
}
