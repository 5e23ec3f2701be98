import { describe, expect, test } from 'vitest';
import { philox, streamOf, uniforms } from '../../src/maths/philox.ts';
import { sum } from '../../src/maths/survival.ts';
import fc from '../support/property.ts';

const seed = fc.maxSafeNat();
const stream = fc.nat({ max: 0xffffffff });

function filled(key: number, id: number, first: number, length: number): Float64Array {
  const out = new Float64Array(length);
  uniforms(key, id, first, out);
  return out;
}

describe('Philox4x32-10', () => {
  // The known-answer vectors that come with [SAL11].
  test.each([
    ['00000000 00000000 00000000 00000000', '00000000 00000000', '6627e8d5 e169c58d bc57ac4c 9b00dbd8'],
    ['ffffffff ffffffff ffffffff ffffffff', 'ffffffff ffffffff', '408f276d 41c83b0e a20bc7c6 6d5451fd'],
    ['243f6a88 85a308d3 13198a2e 03707344', 'a4093822 299f31d0', 'd16cfe09 94fdcceb 5001e420 24126ea1'],
  ])('counter %s, key %s', (counter, key, words) => {
    const block = Uint32Array.from(wordsOf(counter));
    const [key0 = 0, key1 = 0] = wordsOf(key);
    philox(block, key0, key1);
    expect([...block]).toEqual(wordsOf(words));
  });
});

describe('laws of the uniform numbers', () => {
  test('any split of the index range gives the same doubles', () => {
    const first = fc.oneof(
      fc.nat(),
      fc.nat().map((offset) => 2 ** 33 - 5 + (offset % 10)),
    );
    fc.assert(
      fc.property(seed, stream, first, fc.nat(64), fc.nat(64), (key, id, from, one, two) => {
        const whole = filled(key, id, from, one + two);
        const parts = [...filled(key, id, from, one), ...filled(key, id, from + one, two)];
        expect([...whole]).toEqual(parts);
      }),
    );
  });

  test('every double is an odd multiple of 2⁻⁵³ in (0, 1), its complement too', () => {
    fc.assert(
      fc.property(seed, stream, fc.nat(), (key, id, first) => {
        for (const u of filled(key, id, first, 20)) {
          expect(u).toBeGreaterThan(0);
          expect(u).toBeLessThan(1);
          expect(1 - (1 - u)).toBe(u);
          expect((u * 2 ** 53) % 2).toBe(1);
        }
      }),
    );
  });

  test('another seed, stream or place gives other numbers', () => {
    const plain = filled(7, 11, 0, 4);
    for (const [key, id, first] of [
      [8, 11, 0],
      [7 + 2 ** 32, 11, 0],
      [7, 12, 0],
      [7, 11, 1],
      [7, 11, 2 ** 33],
    ] as const) {
      expect([...filled(key, id, first, 4)]).not.toEqual([...plain]);
    }
  });

  test('mean 1/2, variance 1/12, no correlation of neighbours, to five standard errors', () => {
    const count = 200_000;
    const values = filled(20260817, streamOf('uniform'), 0, count);
    const centred = values.map((u) => u - 0.5);
    expect(Math.abs(sum(centred) / count)).toBeLessThan(5 * Math.sqrt(1 / 12 / count));
    expect(Math.abs(sum(centred.map((c) => c * c)) / count - 1 / 12)).toBeLessThan(
      5 * Math.sqrt(1 / 180 / count),
    );
    const neighbours = sum(centred.map((c, at) => c * (centred[at + 1] ?? 0))) / count;
    expect(Math.abs(neighbours)).toBeLessThan(5 / 12 / Math.sqrt(count));
  });

  test('only whole numbers count', () => {
    const out = new Float64Array(1);
    for (const bad of [-1, 0.5, Number.NaN, 2 ** 53]) {
      expect(() => uniforms(bad, 0, 0, out)).toThrow(RangeError);
      expect(() => uniforms(0, bad, 0, out)).toThrow(RangeError);
      expect(() => uniforms(0, 0, bad, out)).toThrow(RangeError);
    }
    expect(() => uniforms(0, 2 ** 32, 0, out)).toThrow(RangeError);
  });
});

describe('streams', () => {
  // FNV-1a, 32 bits: the test vectors of [FNV].
  test.each([
    ['', 0x811c9dc5],
    ['a', 0xe40c292c],
    ['foobar', 0xbf9cf968],
  ])('%j', (name, hash) => expect(streamOf(name)).toBe(hash));

  test('both bytes of a letter count', () => {
    expect(streamOf('λ')).not.toBe(streamOf(String.fromCharCode('λ'.charCodeAt(0) & 0xff)));
  });
});

function wordsOf(text: string): number[] {
  return text.split(' ').map((word) => Number.parseInt(word, 16));
}
