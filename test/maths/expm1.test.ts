import { expect, test } from 'vitest';
import { expm1 } from '../../src/maths/expm1.ts';
import fc from '../support/property.ts';

test('is that of the platform to fifteen digits, near 0 and far from it', () => {
  const exponent = fc.double({ min: -300, max: 2.8, noNaN: true });
  fc.assert(
    fc.property(exponent, (power) => {
      const x = -(10 ** power);
      expect(Math.abs(expm1(x) / Math.expm1(x) - 1)).toBeLessThan(3e-15);
    }),
  );
  for (const x of [-0.1, -0.1 - 1e-17, -0.099999, -0.100001, -1])
    expect(Math.abs(expm1(x) / Math.expm1(x) - 1)).toBeLessThan(3e-15);
  expect([Math.abs(expm1(0)), expm1(Number.NEGATIVE_INFINITY)]).toEqual([0, -1]);
});
