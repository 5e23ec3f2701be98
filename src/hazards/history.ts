/**
 * How often flaws of a package are disclosed, given its own history (model.md 4).
 *
 *     λ | tier k ~ Gamma(r_k, β_k = r_k/m_k),   after y events in e years:  E λ = (r_k + y)/(β_k + e)
 *     P(tier k | history) ∝ w_k · Γ(r_k + y)/Γ(r_k) · β_k^r_k / (β_k + e)^(r_k + y)
 *
 * Older years and events count less: both are weighed by 2^(−t/h). The tier is not known, so the population's mix is
 * the prior, and the history speaks of it too. What differs between packages of one tier is averaged (λ times the
 * chance that a flaw is exploited here is far below 1, so that the mean is all that counts); what is not known of the
 * tiers themselves is drawn.
 *
 * @see [DLMF] 5.2 for Γ
 */
import { lgamma } from '../maths/lgamma.ts';
import type { Draws } from './draws.ts';

const TIERS = ['top-1000', 'top-10000', 'listed'] as const;

/** Every parameter behind it. */
export const HISTORY_PARAMETERS: readonly string[] = [
  'vulnerability.history-half-life',
  'vulnerability.package-age',
  'vulnerability.names-top-1000',
  'vulnerability.names-top-10000',
  ...TIERS.flatMap((tier) => [`vulnerability.events-${tier}`, `vulnerability.shape-${tier}`]),
];

/**
 * Disclosures a year, draw by draw.
 * @param yearsAgo of each disclosure, ≥ 0; none is news too
 * @param age years since the package was published; null takes the population's, and at least the oldest disclosure
 */
export function disclosuresPerYear(
  draws: Draws,
  yearsAgo: readonly number[],
  age: number | null,
): Float64Array {
  const halfLife = draws.record('vulnerability.history-half-life').value;
  const events = yearsAgo.reduce((total, years) => total + 2 ** (-years / halfLife), 0);
  const oldest = Math.max(0, ...yearsAgo);
  const ages = draws.of('vulnerability.package-age');
  const [first, next] = [draws.of('vulnerability.names-top-1000'), draws.of('vulnerability.names-top-10000')];
  const tiers = TIERS.map((tier) => ({
    mean: draws.of(`vulnerability.events-${tier}`),
    shape: draws.record(`vulnerability.shape-${tier}`).value,
  }));
  return ages.map((drawn, draw) => {
    const exposure = exposed(Math.max(age ?? drawn, oldest), halfLife);
    const top = first[draw] as number;
    const second = (1 - top) * (next[draw] as number);
    const weights = [top, second, 1 - top - second];
    return posteriorMean(
      tiers.map(({ mean, shape }, k) => ({
        weight: weights[k] as number,
        shape,
        rate: shape / (mean[draw] as number),
      })),
      events,
      exposure,
    );
  });
}

/** ∫₀ᵃ 2^(−t/h) dt: years of exposure, older ones counting less. */
const exposed = (age: number, halfLife: number): number =>
  (halfLife / Math.LN2) * -Math.expm1((-Math.LN2 * age) / halfLife);

/** A Gamma distribution of rates among packages, and how many packages it stands for. */
export interface Tier {
  readonly weight: number;
  readonly shape: number;
  /** Years. */
  readonly rate: number;
}

/**
 * Mean rate of a package that is of one of these tiers, after so many events in so many years.
 * @param tiers weights > 0 in sum
 */
export function posteriorMean(tiers: readonly Tier[], events: number, exposure: number): number {
  const logs = tiers.map(
    ({ weight, shape, rate }) =>
      Math.log(weight) +
      lgamma(shape + events) -
      lgamma(shape) +
      shape * Math.log(rate) -
      (shape + events) * Math.log(rate + exposure),
  );
  const most = Math.max(...logs);
  const weights = logs.map((log) => Math.exp(log - most));
  const total = weights.reduce((sum, one) => sum + one, 0);
  return tiers.reduce(
    (sum, { shape, rate }, k) =>
      sum + (((weights[k] as number) / total) * (shape + events)) / (rate + exposure),
    0,
  );
}
