/** A table on disk against a map. */

import { describe, expect, test } from 'vitest';
import { encodeTable, tableOf } from '../../src/evidence/table.ts';
import fc from '../support/property.ts';

const keys = fc.string({ unit: 'grapheme', minLength: 1 }).filter((key) => !/[\u0000-\u001f]/.test(key));

describe('table', () => {
  test('answers as a map does', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(keys, fc.json())), fc.array(keys), (entries, others) => {
        const map = new Map(entries.map(([key, json]) => [key, JSON.stringify(JSON.parse(json))] as const));
        const table = tableOf(encodeTable(map));
        expect(table.size).toBe(map.size);
        for (const key of [...map.keys(), ...others]) expect(table.get(key)).toBe(map.get(key) ?? null);
        expect(new Map(table.entries())).toEqual(map);
      }),
    );
  });

  test('the same entries in any order are the same bytes', () => {
    const entries = [
      ['b', '1'],
      ['a', '2'],
      ['é', '3'],
    ] as const;
    expect(encodeTable(new Map(entries))).toEqual(encodeTable(new Map([...entries].reverse())));
  });

  test('a part of a table is none', () => {
    const bytes = encodeTable(
      new Map([
        ['a', '1'],
        ['b', '[2]'],
      ]),
    );
    for (let length = 0; length < bytes.length; length++)
      expect(() => tableOf(bytes.subarray(0, length))).toThrow(RangeError);
  });

  test('a key that would break a line is refused', () => {
    expect(() => encodeTable(new Map([['a\nb', '1']]))).toThrow(RangeError);
    expect(() => encodeTable(new Map([['a\tb', '1']]))).toThrow(RangeError);
  });
});
