/**
 * Who finds a flaw first, when both sides spend tokens (model.md 9).
 *
 * K₀ latent flaws (Poisson), each found at a rate f a token, f ~ Gamma(α, β) over flaws. The chance that a flaw is
 * still unfound by x tokens is b(x) = (β/(β + x))^α. An attacker wins a flaw when he finds it while no fix of the
 * defender's is deployed: the defender's find counts from δ later.
 *
 *     Λ(T) = K₀·∫₀ᵀ (α/β)·( β/(β + D₀ + A(t) + D(t − δ)) )^(α+1) dA(t)
 *
 * For constant budgets a and d this is closed. @see [LOM54] in docs/references.md for the mixture
 */
import { gaussLegendre } from './quadrature.ts';

/** What there is to find. */
export interface Flaws {
  /** K₀ ≥ 0. */
  readonly latent: number;
  /** α > 0. */
  readonly shape: number;
  /** β > 0, tokens. */
  readonly scale: number;
}

/** Both sides. */
export interface Sides {
  /** Capability-adjusted tokens a year, ≥ 0. */
  readonly attacker: number;
  readonly defender: number;
  /** D₀ ≥ 0: tokens that the defender has spent before. */
  readonly headStart: number;
  /** δ ≥ 0, years. */
  readonly patchLag: number;
}

/** Chance that a flaw is unfound after so many tokens: b(x). */
export const unfound = (tokens: number, { shape, scale }: Flaws): number =>
  Math.exp(-shape * Math.log1p(tokens / scale));

/** Λ(T) for constant budgets, closed. @param years T ≥ 0 */
export function foundFirst(
  flaws: Flaws,
  { attacker, defender, headStart, patchLag }: Sides,
  years: number,
): number {
  if (attacker === 0) return 0;
  const b = (x: number): number => unfound(headStart + x, flaws);
  const until = Math.min(years, patchLag);
  const before = b(0) - b(attacker * until);
  if (years <= patchLag) return flaws.latent * before;
  const share = attacker / (attacker + defender);
  const after = share * (b(attacker * patchLag) - b(attacker * years + defender * (years - patchLag)));
  return flaws.latent * (before + after);
}

/**
 * Flaws that come in at ν a year, found first by an attacker; no head start, no lag.
 *
 *     Λ_new = ν·a/(a+d)·{ T − β/((a+d)(1−α))·[ (1+(a+d)T/β)^(1−α) − 1 ] },   α = 1: ln
 *
 * @param perYear ν ≥ 0
 */
export function newFoundFirst(
  perYear: number,
  { shape, scale }: Flaws,
  { attacker, defender }: Sides,
  years: number,
): number {
  const both = attacker + defender;
  if (attacker === 0 || perYear === 0) return 0;
  const x = (both * years) / scale;
  const power = 1 - shape;
  // ((1+x)^(1−α) − 1)/(1−α) is ln(1+x) in the limit, and expm1 keeps its digits near it.
  const log = Math.log1p(x);
  const integral = Math.abs(power) < 1e-12 ? log : Math.expm1(power * log) / power;
  return perYear * (attacker / both) * (years - (scale / both) * integral);
}

const NODES = 32;
const PANELS = 8;

/**
 * Λ(T) where both budgets buy more and more: `growth(t)` is what a token of time t is worth in those of today, and
 * `grown(t)` its integral.
 */
export function foundFirstGrowing(
  flaws: Flaws,
  { attacker, defender, headStart, patchLag }: Sides,
  years: number,
  { growth, grown }: { readonly growth: (t: number) => number; readonly grown: (t: number) => number },
): number {
  const { nodes, weights } = gaussLegendre(NODES);
  const ends = [0, ...(patchLag > 0 && patchLag < years ? [patchLag] : []), years];
  let total = 0;
  for (let e = 1; e < ends.length; e++) {
    const [begin, end] = [ends[e - 1] as number, ends[e] as number];
    for (let panel = 0; panel < PANELS; panel++) {
      // The first tokens find most: panels widen with time.
      const from = begin + (end - begin) * (panel / PANELS) ** 3;
      const to = begin + (end - begin) * ((panel + 1) / PANELS) ** 3;
      for (let k = 0; k < NODES; k++) {
        const t = from + ((to - from) * ((nodes[k] as number) + 1)) / 2;
        const spent = headStart + attacker * grown(t) + defender * grown(Math.max(0, t - patchLag));
        const found =
          (flaws.shape / flaws.scale) * Math.exp(-(flaws.shape + 1) * Math.log1p(spent / flaws.scale));
        total += (((weights[k] as number) * (to - from)) / 2) * attacker * growth(t) * found;
      }
    }
  }
  return flaws.latent * total;
}
