/** How costs move from the assessment date on. */

/** A halving time: months > 0, or `never`. */
export type Halving = number | 'never';

/**
 * What a scenario sets; what it leaves out is drawn from its parameter.
 *
 * - `attack`, `defence`: halving times of all costs of that side, or the 5 % or 95 % point of each class's own
 * - `field`: φ, a share, or one that rises from one to another in so many years and stays there
 */
export interface Scenario {
  readonly id: string;
  readonly attack: 'drawn' | 'low' | 'high' | Halving;
  readonly defence: 'drawn' | Halving;
  readonly field: 'drawn' | number | Ramp;
  /** m */
  readonly decisiveness: 'drawn' | number;
}

export interface Ramp {
  readonly from: number;
  readonly to: number;
  readonly years: number;
}

const DRAWN = { attack: 'drawn', defence: 'drawn', field: 'drawn', decisiveness: 'drawn' } as const;

/** Costs stand still. */
export const FROZEN: Scenario = { ...DRAWN, id: 'frozen', attack: 'never', defence: 'never' };
/** Costs fall at the halving times of their classes: the default. */
export const TREND: Scenario = { ...DRAWN, id: 'trend' };

/** Scenarios by name: `fast` and `slow` take the 5 % and 95 % points of the halving times of attack costs. */
export const SCENARIOS: readonly Scenario[] = [
  FROZEN,
  TREND,
  { ...DRAWN, id: 'fast', attack: 'low' },
  { ...DRAWN, id: 'slow', attack: 'high' },
  { ...DRAWN, id: 'ramp', field: { from: 0.2, to: 0.6, years: 2 } },
];
