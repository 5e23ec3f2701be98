/** Dated observations. Unknown is an answer: whoever reads one has to handle both. */
import type { Location } from './diagnostic.ts';

export type Evidence =
  | {
      readonly outcome: 'observed';
      readonly source: string;
      readonly statement: string;
      readonly asOf: string;
      readonly at: Location | null;
    }
  | { readonly outcome: 'unknown'; readonly source: string; readonly reason: string };

export const observed = (
  source: string,
  statement: string,
  asOf: string,
  at: Location | null = null,
): Evidence => ({
  outcome: 'observed',
  source,
  statement,
  asOf,
  at,
});

export const unknown = (source: string, reason: string): Evidence => ({ outcome: 'unknown', source, reason });
