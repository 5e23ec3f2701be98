/**
 * What a loss costs: the segment's distribution is the loss given that at least one asset is lost, drawn
 * once and shared by relative weights over what is lost (model.md 6, Losses).
 */
import { lognormalAbove, lognormalBelow, lognormalQuantile } from '../maths/distributions.ts';
import { normalBelow } from '../maths/normal.ts';

/** A lognormal, with losses above `limit` counted as `limit` (capped) or not at all (truncated). US dollars. */
export interface Severity {
  readonly mu: number;
  readonly sigma: number;
  /** Infinity for none. */
  readonly limit: number;
  readonly beyond: 'capped' | 'truncated';
}

/** The value of a parameter that has no spread. */
export type Fixed = (id: string) => number;

/** @param segment as in `outside.<segment>` */
export function severityOf(segment: string, fixed: Fixed): Severity {
  const mu = Math.log(fixed(`loss.median-${segment}`));
  const sigma = fixed(`loss.sigma-${segment}`);
  if (segment === 'over-2b') return { mu, sigma, limit: fixed('loss.truncation'), beyond: 'truncated' };
  // Of significant public events no cap is published.
  const limit = segment === 'any-size' ? Number.POSITIVE_INFINITY : fixed('loss.cap');
  return { mu, sigma, limit, beyond: 'capped' };
}

/**
 * Mean loss, US dollars.
 *
 *     capped     e^(μ+σ²/2)·Φ((ln c − μ − σ²)/σ) + c·Φ̄((ln c − μ)/σ)
 *     truncated  e^(μ+σ²/2)·Φ((ln c − μ − σ²)/σ) / Φ((ln c − μ)/σ)
 */
export function meanLoss({ mu, sigma, limit, beyond }: Severity): number {
  const whole = Math.exp(mu + (sigma * sigma) / 2);
  if (limit === Number.POSITIVE_INFINITY) return whole;
  const below = whole * normalBelow((Math.log(limit) - mu - sigma * sigma) / sigma);
  return beyond === 'capped'
    ? below + limit * lognormalAbove(limit, mu, sigma)
    : below / lognormalBelow(limit, mu, sigma);
}

/** P(the loss is more than `usd` | something is lost). */
export function exceeds({ mu, sigma, limit, beyond }: Severity, usd: number): number {
  if (usd >= limit) return 0;
  const above = lognormalAbove(usd, mu, sigma);
  if (beyond === 'capped') return above;
  const kept = lognormalBelow(limit, mu, sigma);
  return (above - lognormalAbove(limit, mu, sigma)) / kept;
}

/** The loss that a share `p` of such events stays below, US dollars. @param p in (0, 1) */
export function severityQuantile({ mu, sigma, limit, beyond }: Severity, p: number): number {
  if (limit === Number.POSITIVE_INFINITY) return lognormalQuantile(p, mu, sigma);
  if (beyond === 'capped') return Math.min(limit, lognormalQuantile(p, mu, sigma));
  return lognormalQuantile(p * lognormalBelow(limit, mu, sigma), mu, sigma);
}
