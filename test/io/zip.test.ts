/** Archives from outside: what is sound is read, anything else ends in a sentence. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { zipTexts } from '../../src/io/zip.ts';
import { temporary } from '../support/mirror.ts';
import fc from '../support/property.ts';
import { zipOf } from '../support/zip.ts';

const folder = temporary();
afterAll(folder.remove);

let count = 0;
function read(bytes: Buffer, limits?: Parameters<typeof zipTexts>[1]): { name: string; text: string }[] {
  const path = join(folder.path, `${++count}.zip`);
  writeFileSync(path, bytes);
  return [...zipTexts(path, limits)];
}

describe('zip', () => {
  test('gives back what was packed', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.stringMatching(/^[a-z]{1,9}$/), fc.string({ unit: 'binary' })),
        (files) => {
          expect(read(zipOf(files))).toEqual(Object.entries(files).map(([name, text]) => ({ name, text })));
        },
      ),
      { numRuns: 50 },
    );
  });

  test('a comment after the end is passed over', () => {
    const bytes = zipOf({ a: 'text' });
    expect(read(Buffer.concat([bytes, Buffer.from('comment')]))).toEqual([{ name: 'a', text: 'text' }]);
  });

  test.each([
    ['a bomb by its directory', { size: 4e9 }, /would be 4000000000 bytes/],
    ['more than the directory says', { size: 3 }, /damaged/],
    ['another sum', { crc: 1 }, /damaged/],
    ['another way of packing', { method: 99 }, /not read/],
  ] as const)('%s', (_name, fault, message) => {
    expect(() => read(zipOf({ a: 'some text' }, fault))).toThrow(message);
  });

  test('all entries together past the limit', () => {
    const files = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`${i}`, 'x'.repeat(100)]));
    expect(() => read(zipOf(files), { entry: 1000, total: 1500 })).toThrow(/more than 1500/);
  });

  test('cut off anywhere: a sentence, never a part', () => {
    const bytes = zipOf({ a: 'one', b: 'two' });
    for (let length = 0; length < bytes.length; length++)
      expect(() => read(bytes.subarray(0, length))).toThrow(/cut off|damaged/);
  });

  test('any damage: the same texts, or a sentence', () => {
    const files = { a: 'one text', b: 'another text' };
    const bytes = zipOf(files);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const damaged = Buffer.from(bytes);
        damaged[at] = (damaged[at] as number) ^ by;
        try {
          const texts = read(damaged).map((one) => one.text);
          // What is not under a sum (names, the number of entries) may differ.
          for (const text of texts) expect(Object.values(files)).toContain(text);
        } catch (error) {
          expect((error as Error).message).toMatch(
            /damaged|cut off|bytes large|not read|encrypted|directory/,
          );
        }
      }),
      { numRuns: 500 },
    );
  });
});
