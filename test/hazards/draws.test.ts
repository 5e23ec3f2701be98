import { describe, expect, test } from 'vitest';
import { exploitedBeforeDeployment } from '../../src/hazards/derived.ts';
import { Draws } from '../../src/hazards/draws.ts';
import { lognormalFromInterval, lognormalMean } from '../../src/maths/distributions.ts';
import { integrate } from '../../src/maths/quadrature.ts';
import { complement, parameter, term, times } from '../../src/model/rate.ts';
import { parameterRecords } from '../../src/parameters.generated.ts';
import fc from '../support/property.ts';

const draws = (seed = 1, size = 500): Draws => new Draws(parameterRecords, seed, size);
const PAT = 'credential.github-classic-pat';
const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function correlation(one: Float64Array, other: Float64Array): number {
  const centred = [one, other].map((list) => list.map((value) => value - mean(list))) as [
    Float64Array,
    Float64Array,
  ];
  const product = (a: Float64Array, b: Float64Array): number =>
    mean(a.map((value, i) => value * (b[i] as number)));
  const [a, b] = centred;
  return product(a, b) / Math.sqrt(product(a, a) * product(b, b));
}

describe('joint draws', () => {
  test('one value in each n-th of the distribution', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), fc.nat(1000), fc.string(), (size, seed, name) => {
        const cells = new Set([...draws(seed, size).hypercube(name)].map((u) => Math.floor(u * size)));
        expect(cells.size).toBe(size);
      }),
      { numRuns: 40 },
    );
  });

  test('of every second, every fourth … draw, one in each part of a size that divides', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 0, max: 6 }),
        fc.nat(1000),
        fc.string(),
        (odd, doublings, seed, name) => {
          const uniforms = draws(seed, odd * 2 ** doublings).hypercube(name);
          for (let stride = 1; stride <= 2 ** doublings; stride *= 2) {
            const part = uniforms.filter((_, draw) => draw % stride === 0);
            expect(new Set(part.map((u) => Math.floor(u * part.length))).size).toBe(part.length);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  test('two parameters have nothing to do with each other, in any part of the draws', () => {
    const names = Array.from({ length: 40 }, (_, i) => `parameter ${i}`);
    for (const stride of [1, 4, 16]) {
      const lists = names.map((name) =>
        draws(1, 512)
          .hypercube(name)
          .filter((_, draw) => draw % stride === 0),
      );
      const correlations = lists.flatMap((one, i) =>
        lists.slice(i + 1).map((other) => correlation(one, other)),
      );
      // Of independent ones the variance is 1/(n − 1), over 780 pairs to a tenth or so.
      const variance = mean(Float64Array.from(correlations, (r) => r * r));
      const expected = 1 / (512 / stride - 1);
      expect(variance / expected).toBeGreaterThan(0.8);
      expect(variance / expected).toBeLessThan(1.25);
    }
  });

  test('a parameter has the same draws whichever others there are, and others with another seed', () => {
    const alone = new Draws(
      parameterRecords.filter((one) => one.id === PAT),
      1,
      500,
    );
    expect([...alone.of(PAT)]).toEqual([...draws().of(PAT)]);
    expect([...draws(2).of(PAT)]).not.toEqual([...draws().of(PAT)]);
  });

  test('the mean is the distribution’s: to a twentieth, and to an eighth where the tail is long', () => {
    for (const { id, spread, low, high } of parameterRecords) {
      if (spread !== 'lognormal') continue;
      const { mu, sigma } = lognormalFromInterval(low, high);
      expect(Math.abs(mean(draws().of(id)) / lognormalMean(mu, sigma) - 1), id).toBeLessThan(
        sigma > 1.2 ? 0.125 : 0.05,
      );
    }
  });

  test('rates are sums of products: the two branches of a chance are its whole', () => {
    const d = draws();
    const rate = term('x', 2, PAT);
    const split = d.rate([
      times(rate, parameter('workflow.popular')),
      times(rate, complement('workflow.popular')),
    ]);
    const whole = d.rate([rate]);
    for (const [k, value] of whole.entries())
      expect(Math.abs((split[k] as number) / value - 1)).toBeLessThan(1e-12);
    expect(d.rate([])).toEqual(new Float64Array(500));
  });

  test('an unknown fact holds as often as its chance says', () => {
    const holds = draws(1, 4000).fact('any', 'takeover.gate-version');
    expect(mean(holds)).toBeCloseTo(0.5, 1);
    expect(new Set(holds)).toEqual(new Set([0, 1]));
  });

  test('a name without certificate is refused', () => {
    expect(() => draws().of('credential.invented')).toThrow(/no parameter is named/);
  });
});

test('exploited before deployment: the closed form is the integral of F against the deployment clock', () => {
  const shares = [0.24, 0.33, 0.5, 0.59, 0.72, 0.92];
  const days = [0, 1, 7, 30, 90, 365];
  const F = (t: number): number => {
    const k = days.findIndex((day) => day > t);
    if (k < 0) return 0.92 - 0.24;
    const [from, to] = [days[k - 1] as number, days[k] as number];
    const [low, high] = [shares[k - 1] as number, shares[k] as number];
    return low + ((high - low) * (t - from)) / (to - from) - 0.24;
  };
  for (const median of [5, 43, 200]) {
    const mu = Math.LN2 / median;
    const numeric = integrate((t) => F(t) * mu * Math.exp(-mu * t), 0, 60 * median, {
      nodes: 32,
      panels: 40,
      kinks: days.slice(1),
    });
    expect(Math.abs(exploitedBeforeDeployment(median, shares) * 0.76 - numeric)).toBeLessThan(1e-6);
  }
});
