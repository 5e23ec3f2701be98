/** What the loss of an asset costs, as the owner states it in `bulkhead.yml`. */
export interface StatedLoss {
  /** Id of the asset, as reports name it: `production`, `users/npm`, … */
  readonly asset: string;
  /** 5 % and 95 % points of a lognormal, US dollars, 0 < p5 ≤ p95. */
  readonly p5: number;
  readonly p95: number;
}
