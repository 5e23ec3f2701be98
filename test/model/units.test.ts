import { describe, expect, test } from 'vitest';
import { cumulativeHazard, hours, perYear, probability, usd, years } from '../../src/model/units.ts';
import fc from '../support/property.ts';

describe('the door of units', () => {
  test.each([
    ['years', years],
    ['perYear', perYear],
    ['probability', probability],
    ['usd', usd],
    ['hours', hours],
    ['cumulativeHazard', cumulativeHazard],
  ] as const)('%s lets its domain in and nothing else', (_name, make) => {
    fc.assert(fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (value) => make(value) === value));
    for (const wrong of [Number.NaN, -1e-300, Number.NEGATIVE_INFINITY])
      expect(() => make(wrong)).toThrow(RangeError);
  });

  test('a probability over one, an endless horizon and endless money are refused; an endless rate is not', () => {
    expect(() => probability(1 + 1e-15)).toThrow(RangeError);
    expect(() => years(Infinity)).toThrow(RangeError);
    expect(() => usd(Infinity)).toThrow(RangeError);
    expect(perYear(Infinity)).toBe(Infinity);
  });
});
