/** Why a number moved between two assessments (model.md 11). */

/** In the order in which they are told; no result depends on it. */
export const DRIVERS = [
  'surfaces-added',
  'surfaces-removed',
  'evidence',
  'cost-trend',
  'walls-built',
  'walls-lost',
  'exposure',
  'tool-and-data',
] as const;

export type Driver = (typeof DRIVERS)[number];

export interface Driven {
  readonly from: number;
  readonly to: number;
  /** Add up to `to` − `from`. */
  readonly parts: readonly { readonly driver: Driver; readonly change: number }[];
}

export interface DriversAnswer {
  readonly schema: 'bulkhead/drivers/1';
  readonly from: { readonly asOf: string; readonly commit: string | null; readonly scenario: string };
  readonly to: { readonly asOf: string; readonly commit: string | null; readonly scenario: string };
  readonly horizonYears: number;
  readonly anyAsset: Driven;
  readonly anySurface: Driven;
  /** Surfaces without their versions: how many came and went. */
  readonly surfaces: { readonly added: number; readonly removed: number };
}
