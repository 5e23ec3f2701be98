/**
 * The standard normal distribution and the error function, both tails to the smallest double.
 *
 * Rational Chebyshev approximations: Cody's for the distribution function, Wichura's for its inverse.
 * Their coefficients are the published ones and stay here, beside their use.
 */

/** √(2π)⁻¹, the density at 0. */
const PEAK = 0.3989422804014327;
/** Φ⁻¹(¾): within it Cody approximates Φ − ½, beyond it the tail. */
const CENTRE = 0.67448975;
const SQRT_32 = 5.656854249492381;

/** [COD69], highest power first; a/b for the centre, c/d for the tail up to √32, p/q beyond. */
const CENTRE_A = [
  0.06568233791820745, 2.2352520354606837, 161.02823106855587, 1067.6894854603709, 18154.98125334356,
];
const CENTRE_B = [1, 47.202581904688245, 976.0985517377767, 10260.932208618979, 45507.78933502673];
const TAIL_C = [
  1.0765576773720192e-8, 0.39894151208813466, 8.883149794388377, 93.50665613217785, 597.2702763948002,
  2494.5375852903726, 6848.190450536283, 11602.65143764735, 9842.714838383978,
];
const TAIL_D = [
  1, 22.266688044328117, 235.387901782625, 1519.3775994075547, 6485.558298266761, 18615.571640885097,
  34900.95272114598, 38912.00328609327, 19685.429676859992,
];
const FAR_P = [
  0.023073441764940174, 0.215898534057957, 0.12740116116024736, 0.022235277870649807, 0.0014216191932278934,
  2.9112874951168793e-5,
];
const FAR_Q = [
  1, 1.284260096144911, 0.4682382124808651, 0.06598813786892856, 0.0037823963320275824, 7.297515550839662e-5,
];

/** [WIC88], AS 241, highest power first; for |p − ½| ≤ 0.425, for tails to e⁻²⁵, and beyond. */
const QUANTILE_A = [
  2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987, 13731.69376550946,
  1971.5909503065513, 133.14166789178438, 3.3871328727963665,
];
const QUANTILE_B = [
  5226.495278852854, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751,
  687.1870074920579, 42.31333070160091, 1,
];
const QUANTILE_C = [
  0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684, 3.6478483247632045,
  5.769497221460691, 4.630337846156546, 1.4234371107496835,
];
const QUANTILE_D = [
  1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008, 0.6897673349851,
  1.6763848301838038, 2.053191626637759, 1,
];
const QUANTILE_E = [
  2.0103343992922881e-7, 2.7115555687434876e-5, 0.0012426609473880784, 0.026532189526576124,
  0.29656057182850487, 1.7848265399172913, 5.463784911164114, 6.657904643501103,
];
const QUANTILE_F = [
  2.0442631033899397e-15, 1.421511758316446e-7, 1.8463183175100548e-5, 0.0007868691311456133,
  0.014875361290850615, 0.1369298809227358, 0.599832206555888, 1,
];

/**
 * Density of the standard normal distribution.
 *
 *     φ(x) = e^(−x²/2) / √(2π)
 *
 * @param x any number
 * @see [DLMF] 7
 */
export const normalDensity = (x: number): number => PEAK * bell(x);

/**
 * Distribution function Φ of the standard normal, to full relative precision in the lower tail too.
 *
 *     Φ(x) = ∫₋∞ˣ φ(u) du
 *
 * @param x any number
 * @see [COD69]
 */
export function normalBelow(x: number): number {
  if (Math.abs(x) <= CENTRE) return 0.5 + aroundCentre(x);
  return x < 0 ? tail(-x) : 1 - tail(x);
}

/**
 * Upper tail Φ̄(x) = 1 − Φ(x), to full relative precision for large x.
 *
 * @param x any number
 * @see [COD69]
 */
export const normalAbove = (x: number): number => normalBelow(-x);

/**
 * Quantile of the standard normal: the x with Φ(x) = p.
 *
 * For an upper tail q smaller than 1e-16 use −normalQuantile(q).
 *
 * @param p in [0, 1]; 0 gives −∞, 1 gives ∞
 * @throws RangeError if `p` lies outside [0, 1]
 * @see [WIC88]
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`p must lie in [0, 1], got ${p}`);
  const middle = p - 0.5;
  if (Math.abs(middle) <= 0.425) {
    const r = 0.180625 - middle * middle;
    return (middle * polynomial(QUANTILE_A, r)) / polynomial(QUANTILE_B, r);
  }
  const smaller = middle < 0 ? p : 1 - p; // exact: p > ½ there
  if (smaller === 0) return middle < 0 ? -Infinity : Infinity;
  const r = Math.sqrt(-Math.log(smaller));
  const x =
    r <= 5
      ? polynomial(QUANTILE_C, r - 1.6) / polynomial(QUANTILE_D, r - 1.6)
      : polynomial(QUANTILE_E, r - 5) / polynomial(QUANTILE_F, r - 5);
  return middle < 0 ? -x : x;
}

/**
 * Error function.
 *
 *     erf(x) = 2/√π ∫₀ˣ e^(−u²) du = 2Φ(x√2) − 1
 *
 * @param x any number
 * @see [COD69]
 */
export function erf(x: number): number {
  const z = x * Math.SQRT2;
  if (Math.abs(z) <= CENTRE) return 2 * aroundCentre(z);
  return x < 0 ? 2 * tail(-z) - 1 : 1 - 2 * tail(z);
}

/**
 * Complementary error function, to a relative 1e-12 until it underflows near x = 26.6.
 *
 *     erfc(x) = 1 − erf(x) = 2Φ̄(x√2)
 *
 * @param x any number
 * @see [COD69]
 */
export const erfc = (x: number): number => 2 * normalAbove(x * Math.SQRT2);

/** Φ(x) − ½ for |x| ≤ Φ⁻¹(¾); odd in x, so nothing cancels near 0. */
function aroundCentre(x: number): number {
  const square = x * x;
  return (x * polynomial(CENTRE_A, square)) / polynomial(CENTRE_B, square);
}

/** Φ̄(x) for x > Φ⁻¹(¾). */
function tail(x: number): number {
  if (x <= SQRT_32) return (bell(x) * polynomial(TAIL_C, x)) / polynomial(TAIL_D, x);
  const r = 1 / (x * x);
  return (bell(x) * (PEAK - (r * polynomial(FAR_P, r)) / polynomial(FAR_Q, r))) / x;
}

/** e^(−x²/2), the square split at a multiple of 1/16: x² rounded once costs 1e-13 at x = 38. */
function bell(x: number): number {
  const head = Math.trunc(x * 16) / 16;
  if (!Number.isFinite(head)) return Number.isNaN(x) ? x : 0;
  return Math.exp((-head * head) / 2) * Math.exp((-(x - head) * (x + head)) / 2);
}

/** Horner's rule, highest power first. */
function polynomial(coefficients: readonly number[], x: number): number {
  let value = 0;
  for (const coefficient of coefficients) value = value * x + coefficient;
  return value;
}
