/** Settings written into texts: one line, whatever else stands there. */
import { describe, expect, test } from 'vitest';
import { inventory } from '../../src/model/inventory.ts';
import { applied } from '../../src/walls/edits.ts';
import { type SettingLine, written } from '../../src/walls/settings.ts';
import fc from '../support/property.ts';

const LINES: Readonly<Record<string, { line: SettingLine; parts: readonly string[]; shown: string }>> = {
  ini: {
    line: { path: '.npmrc', form: 'ini', key: 'min-release-age', value: '3' },
    parts: [
      '; ours',
      '',
      'save-exact=true',
      'min-release-age = 7',
      'min-release-age-exclude[]=x',
      '# min-release-age = 1',
    ],
    shown: 'min-release-age = 3',
  },
  yaml: {
    line: { path: '.yarnrc.yml', form: 'yaml', key: 'npmMinimalAgeGate', value: '4320' },
    parts: [
      '# ours',
      '',
      'nodeLinker: node-modules',
      'npmScopes:\n  acme:\n    npmMinimalAgeGate: 1',
      'list:\n  - a',
    ],
    shown: 'npmMinimalAgeGate: 4320',
  },
  toml: {
    line: { path: 'bunfig.toml', form: 'toml', key: 'minimumReleaseAge', value: '259200', table: 'install' },
    parts: ['# ours', '', '[test]\nminimumReleaseAge = 1', '[run]\nsilent = true'],
    shown: 'minimumReleaseAge = 259200',
  },
};

const edited = (line: SettingLine, text: string): string => {
  const patch = written(line, { text: () => text, commitOf: () => null }, inventory({}));
  if (patch.kind !== 'edits') throw new Error(patch.what);
  return applied({ [line.path]: text }, patch.edits)[line.path] as string;
};

describe.each(Object.entries(LINES))('%s', (_form, { line, parts, shown }) => {
  const texts = fc
    .tuple(fc.array(fc.constantFrom(...parts), { maxLength: 8 }), fc.constantFrom('\n', '\r\n'), fc.boolean())
    .map(([some, ending, last]) => `${some.join('\n')}${last ? '\n' : ''}`.replaceAll('\n', ending));

  test('the line is there, and written again it is the same', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const once = edited(line, text);
        expect(once.split(/\r?\n/)).toContain(shown);
        expect(edited(line, once)).toBe(once);
      }),
    );
  });

  test('no other line is lost or moved', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const bare = (one: string) => one.replace(/(min-release-age = )\d+/, '$1');
        const before = text
          .split(/\r?\n/)
          .filter((one) => one !== '')
          .map(bare);
        const after = edited(line, text)
          .split(/\r?\n/)
          .filter((one) => one !== '')
          .map(bare);
        let at = 0;
        for (const one of before) {
          at = after.indexOf(one, at) + 1;
          expect(at, `${one} in ${after.join('|')}`).toBeGreaterThan(0);
        }
        expect(after.length - before.length).toBeLessThanOrEqual(2);
      }),
    );
  });
});

test('a file that does not parse, or is in flow style, is left alone', () => {
  const line = (LINES.yaml as (typeof LINES)[string]).line;
  const broken = inventory({
    diagnostics: [
      {
        code: 'yarnrc/malformed',
        severity: 'error',
        message: '',
        hint: '',
        at: { path: '.yarnrc.yml', line: 1, column: 1 },
      },
    ] as never,
  });
  const files = (text: string) => ({ text: () => text, commitOf: () => null });
  expect(written(line, files('a: b\n'), broken)).toMatchObject({ kind: 'lacks' });
  expect(written(line, files('# x\n{ nodeLinker: pnp }\n'), inventory({}))).toMatchObject({ kind: 'lacks' });
});
