/**
 * One runner for all readers. A case is `test/readers/<id>/fixtures/<case>/`: `input/` holds files at
 * their paths in a tree, `expected.json` what the reader finds in them, read by a person.
 * `npx vitest run test/readers -u` rewrites the expected files: read the diff.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Inventory, merge } from '../../src/model/inventory.ts';
import { readers } from '../../src/readers/index.generated.ts';

const home = new URL('.', import.meta.url).pathname;

const filesUnder = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();

/** Only the parts that hold something, so that a person can read the file. */
const present = (found: Inventory) =>
  Object.fromEntries(Object.entries(found).filter(([, list]) => list.length > 0));

for (const reader of readers) {
  const fixtures = join(home, reader.id, 'fixtures');
  const cases = existsSync(fixtures) ? readdirSync(fixtures).sort() : [];

  describe(reader.id, () => {
    test('has the required cases: empty, malformed, and a real file cut down', () => {
      expect(cases).toEqual(expect.arrayContaining(['empty', 'malformed']));
      expect(cases.length).toBeGreaterThanOrEqual(3);
      expect(reader.spec).toMatch(/^https:\/\//);
    });

    for (const name of cases) {
      test(name, async () => {
        const input = join(fixtures, name, 'input');
        const files = filesUnder(input)
          .map((path) => ({ path: relative(input, path), text: readFileSync(path, 'utf8') }))
          .filter((file) => reader.matches(file.path));
        expect(files.length).toBeGreaterThan(0);
        const found = merge(await Promise.all(files.map(async (file) => reader.read(file))));
        await expect(`${JSON.stringify(present(found), null, 2)}\n`).toMatchFileSnapshot(
          join(fixtures, name, 'expected.json'),
        );
        if (name === 'malformed') expect(found.diagnostics.length).toBeGreaterThan(0);
        for (const diagnostic of found.diagnostics) {
          expect(diagnostic.code.startsWith(`${reader.id}/`)).toBe(true);
          expect(diagnostic.hint.length).toBeGreaterThan(0);
        }
      });
    }
  });
}
