import { describe, expect, test } from 'vitest';
import {
  betaAbove,
  betaBelow,
  betaDensity,
  betaMean,
  betaQuantile,
  gammaAbove,
  gammaBelow,
  gammaDensity,
  gammaMean,
  gammaQuantile,
  logitNormalAbove,
  logitNormalBelow,
  logitNormalDensity,
  logitNormalFromInterval,
  logitNormalMean,
  logitNormalQuantile,
  lognormalAbove,
  lognormalBelow,
  lognormalDensity,
  lognormalFromInterval,
  lognormalMean,
  lognormalQuantile,
} from '../../src/maths/distributions.ts';
import { logistic } from '../../src/maths/logarithm.ts';
import { normalQuantile } from '../../src/maths/normal.ts';
import { integrate } from '../../src/maths/quadrature.ts';
import fc from '../support/property.ts';
import { expectNear, expectTable, tablesOf } from './reference.ts';

const tables = tablesOf('distributions');
type Function3 = (x: number, one: number, two: number) => number;
const turned =
  (f: Function3) =>
  (mu = 0, sigma = 0, x = 0): number =>
    f(x, mu, sigma);

describe('the distributions agree with 50 digits', () => {
  test.each([
    ['lognormalDensity', lognormalDensity],
    ['lognormalBelow', lognormalBelow],
    ['lognormalAbove', lognormalAbove],
    ['logitNormalDensity', logitNormalDensity],
    ['logitNormalBelow', logitNormalBelow],
    ['logitNormalAbove', logitNormalAbove],
  ])('%s', (name, f) => expectTable(tables, name, turned(f)));
  test('logitNormalMean', () => expectTable(tables, 'logitNormalMean', logitNormalMean));
});

describe('laws of the mean log-odds', () => {
  test('a probability and its complement have means that sum to 1', () => {
    const spread = fc.double({ min: 0, max: 30, noNaN: true });
    fc.assert(
      fc.property(fc.double({ min: -30, max: 30, noNaN: true }), spread, (m, s) => {
        expectNear(logitNormalMean(m, s) + logitNormalMean(-m, s), 1, 1e-14);
      }),
    );
  });

  test('far below even odds the mean is that of a lognormal', () => {
    const spread = fc.double({ min: 0.01, max: 15, noNaN: true });
    fc.assert(
      fc.property(fc.double({ min: -650, max: -500, noNaN: true }), spread, (m, s) => {
        expectNear(logitNormalMean(m, s), lognormalMean(m, s));
      }),
    );
  });
});

describe('laws of intervals', () => {
  test('the 5 % and 95 % points of a lognormal are those asked for', () => {
    const end = fc.double({ min: -12, max: 12, noNaN: true }).map((exponent) => 10 ** exponent);
    fc.assert(
      fc.property(end, fc.double({ min: 1e-6, max: 1e3, noNaN: true }), (low, more) => {
        const high = low * (1 + more);
        const { mu, sigma } = lognormalFromInterval(low, high);
        expectNear(lognormalQuantile(0.05, mu, sigma), low);
        expectNear(lognormalQuantile(0.95, mu, sigma), high);
        expectNear(Math.log1p((high - low) / low), 2 * sigma * normalQuantile(0.95), 1e-11);
      }),
    );
  });

  test('the 5 % and 95 % points of a logit-normal are those asked for', () => {
    const end = fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true });
    fc.assert(
      fc.property(end, end, (one, two) => {
        fc.pre(one !== two);
        const [low, high] = [Math.min(one, two), Math.max(one, two)];
        const { mu, sigma } = logitNormalFromInterval(low, high);
        expectNear(logitNormalQuantile(0.05, mu, sigma), low);
        expectNear(logitNormalQuantile(0.95, mu, sigma), high);
      }),
    );
  });

  test('an empty, reversed or open interval is refused', () => {
    for (const [low, high] of [
      [0, 1],
      [2, 2],
      [3, 2],
      [1, Infinity],
      [Number.NaN, 1],
    ] as const) {
      expect(() => lognormalFromInterval(low, high)).toThrow(RangeError);
      expect(() => logitNormalFromInterval(low, high)).toThrow(RangeError);
    }
    expect(() => logitNormalFromInterval(0.5, 1)).toThrow(RangeError);
  });
});

const laws = {
  lognormal: {
    below: lognormalBelow,
    above: lognormalAbove,
    density: lognormalDensity,
    quantile: lognormalQuantile,
    mean: lognormalMean,
  },
  logitNormal: {
    below: logitNormalBelow,
    above: logitNormalAbove,
    density: logitNormalDensity,
    quantile: logitNormalQuantile,
    mean: logitNormalMean,
  },
  gamma: {
    below: gammaBelow,
    above: gammaAbove,
    density: gammaDensity,
    quantile: gammaQuantile,
    mean: gammaMean,
  },
  beta: { below: betaBelow, above: betaAbove, density: betaDensity, quantile: betaQuantile, mean: betaMean },
};

interface Case {
  readonly name: string;
  readonly below: (x: number) => number;
  readonly above: (x: number) => number;
  readonly density: (x: number) => number;
  readonly quantile: (p: number) => number;
  readonly mean: number;
}

const mu = fc.double({ min: -3, max: 3, noNaN: true });
const sigma = fc.double({ min: 0.2, max: 2, noNaN: true });
const shape = fc.double({ min: 0.3, max: 60, noNaN: true });
const rate = fc.double({ min: 0.01, max: 100, noNaN: true });

const anyLaw: fc.Arbitrary<Case> = fc.oneof(
  fc.tuple(mu, sigma).map(([m, s]) => caseOf('lognormal', m, s)),
  fc.tuple(mu, sigma).map(([m, s]) => caseOf('logitNormal', m, s)),
  fc.tuple(shape, rate).map(([a, b]) => caseOf('gamma', a, b)),
  fc.tuple(shape, shape).map(([a, b]) => caseOf('beta', a, b)),
);

describe('laws of all four distributions', () => {
  const share = fc.double({ min: 0.001, max: 0.999, noNaN: true });

  test('inverse(forward(x)) = x, and both tails sum to 1', () => {
    fc.assert(
      fc.property(anyLaw, share, ({ below, above, quantile }, p) => {
        const x = quantile(p);
        fc.pre(x > 1e-250 && x < 0.9999999);
        expectNear(below(x), p, 1e-9);
        expectNear(below(x) + above(x), 1, 1e-13);
      }),
    );
  });

  test('the density is the slope of the distribution function', () => {
    fc.assert(
      fc.property(anyLaw, share, share, ({ below, density, quantile }, one, two) => {
        const [from, to] = [quantile(one), quantile(two)];
        fc.pre(from > 1e-9);
        const steps = Array.from({ length: 60 }, (_, at) => from * (to / from) ** (at / 60));
        const nearOne = steps.map((_, at) => 1 - 10 ** (-at / 4)); // where a beta may rise without bound
        const area = integrate(density, from, to, { nodes: 20, kinks: [...steps, ...nearOne] });
        expect(Math.abs(below(to) - below(from) - area)).toBeLessThan(1e-7);
      }),
    );
  });

  test('the mean is the mean of the quantiles', () => {
    fc.assert(
      fc.property(anyLaw, ({ mean, quantile }) => {
        const ends = [-9, -7, -5, -3, -1].map((exponent) => 10 ** exponent);
        const kinks = [...ends, 0.5, ...ends.map((end) => 1 - end)];
        expectNear(integrate(quantile, 1e-12, 1 - 1e-12, { nodes: 48, kinks }), mean, 2e-5);
      }),
      { numRuns: 30 },
    );
  });
});

describe('ends', () => {
  test('outside its range a distribution has no mass', () => {
    for (const name of ['lognormal', 'logitNormal', 'gamma', 'beta'] as const) {
      const { below, above, density } = caseOf(name, 2, 3);
      expect([below(-1), above(-1), density(-1)]).toEqual([0, 1, 0]);
      expect([below(Infinity), above(Infinity), density(Infinity)]).toEqual([1, 0, 0]);
    }
  });

  test('densities at the ends', () => {
    expect(gammaDensity(0, 1, 3)).toBe(3);
    expect(gammaDensity(0, 0.5, 3)).toBe(Infinity);
    expect(gammaDensity(0, 2, 3)).toBe(0);
    expect(betaDensity(0, 1, 4)).toBe(4);
    expect(betaDensity(1, 4, 1)).toBe(4);
    expect(betaDensity(1, 4, 0.5)).toBe(Infinity);
  });

  test('a spread of zero and shapes below zero are refused', () => {
    expect(() => lognormalBelow(1, 0, 0)).toThrow(RangeError);
    expect(() => logitNormalDensity(2, 0, -1)).toThrow(RangeError);
    expect(() => logitNormalMean(0, Number.NaN)).toThrow(RangeError);
    expect(() => gammaQuantile(0.5, 1, 0)).toThrow(RangeError);
    expect(() => gammaDensity(1, -1, 1)).toThrow(RangeError);
    expect(() => betaBelow(0.5, 0, 1)).toThrow(RangeError);
    expect(logitNormalMean(0.7, 0)).toBeCloseTo(logistic(0.7), 15);
  });
});

function caseOf(name: keyof typeof laws, one: number, two: number): Case {
  const { below, above, density, quantile, mean } = laws[name];
  return {
    name: `${name}(${one}, ${two})`,
    below: (x) => below(x, one, two),
    above: (x) => above(x, one, two),
    density: (x) => density(x, one, two),
    quantile: (p) => quantile(p, one, two),
    mean: mean(one, two),
  };
}
