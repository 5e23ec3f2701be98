/* biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of the files under test */
/** Readers of settings against hostile text: never a throw, never a token, never more time than the file is long. */

import { describe, expect, test } from 'vitest';
import type { Inventory } from '../../src/model/inventory.ts';
import bunfig from '../../src/readers/bunfig.ts';
import codeowners from '../../src/readers/codeowners.ts';
import dependabot from '../../src/readers/dependabot.ts';
import npmrc from '../../src/readers/npmrc.ts';
import pnpmWorkspace from '../../src/readers/pnpm-workspace.ts';
import type { Reader } from '../../src/readers/reader.ts';
import { ageHours, scheduleDays } from '../../src/readers/renovate/schedule.ts';
import renovate from '../../src/readers/renovate.ts';
import { cronRate } from '../../src/readers/syntax/cron.ts';
import { holdsPassword, hostOf, hoursOf } from '../../src/readers/syntax/setting.ts';
import yarnrc from '../../src/readers/yarnrc.ts';
import { LONG } from '../support/long.ts';
import fc from '../support/property.ts';

const SAMPLES: readonly (readonly [Reader, path: string, text: string])[] = [
  [
    npmrc,
    '.npmrc',
    'min-release-age = 7\nignore-scripts=true\n@a:registry=https://u:p@h.example/\n//h/:_authToken=x\n',
  ],
  [
    yarnrc,
    '.yarnrc.yml',
    'npmMinimalAgeGate: "3d"\nenableScripts: false\nnpmScopes:\n  a: { npmAuthToken: x }\n',
  ],
  [
    yarnrc,
    '.yarnrc',
    'registry "https://u:p@h.example"\n--install.frozen-lockfile true\nignore-scripts true\n',
  ],
  [
    pnpmWorkspace,
    'pnpm-workspace.yaml',
    'minimumReleaseAge: 1440\nallowBuilds:\n  a: true\nregistries: { b: "https://u:p@h" }\n',
  ],
  [
    bunfig,
    'bunfig.toml',
    '[install]\nminimumReleaseAge = 3\nregistry = { url = "https://h.example", token = "x" }\n',
  ],
  [
    renovate,
    'renovate.json',
    '{ "extends": ["config:best-practices"], "packageRules": [{ "minimumReleaseAge": "3 days" }] }',
  ],
  [
    dependabot,
    '.github/dependabot.yml',
    'version: 2\nupdates:\n  - package-ecosystem: npm\n    cooldown: { default-days: 7 }\n',
  ],
  [codeowners, 'CODEOWNERS', '* @a @b/c d@e.example\n[S] @f\n'],
];

const NOISE = [
  '\0',
  '\r\n',
  '\uFEFF',
  '\u202E',
  '"',
  "'",
  '[',
  ']',
  '{',
  '}',
  ': ',
  '= ',
  '&a',
  '*a',
  '<<: *a',
  '#',
  '\\',
  '-1',
  '1e999',
  '${X}',
  '__proto__',
];

/** A sample with noise put in, pieces cut out and repeated. */
const spoilt = (text: string): fc.Arbitrary<string> =>
  fc
    .array(
      fc.tuple(
        fc.nat({ max: text.length }),
        fc.nat({ max: 12 }),
        fc.oneof(fc.constantFrom(...NOISE), fc.string()),
      ),
      { maxLength: 6 },
    )
    .map((edits) =>
      edits.reduce((now, [at, cut, put]) => now.slice(0, at) + put + now.slice(at + cut), text),
    );

const sound = (found: Inventory, reader: Reader): void => {
  for (const { key, value } of found.settings) {
    if (key === 'age-gate') expect(value).toSatisfy((hours: number) => hours >= 0 && hours <= 876_000);
  }
  for (const bot of found.bots) expect(bot.cooldownHours ?? 0).toBeGreaterThanOrEqual(0);
  for (const one of found.diagnostics) {
    expect(one.code.startsWith(`${reader.id}/`)).toBe(true);
    expect(one.at.line).toBeGreaterThan(0);
    expect(one.at.column).toBeGreaterThan(0);
    expect(one.hint).not.toBe('');
  }
};

describe.each(SAMPLES.map(([reader, path, text]) => ({ reader, path, text })))(
  '$path',
  ({ reader, path, text }) => {
    test('whatever the text, it answers with sound facts and remarks', async () => {
      expect(reader.matches(path)).toBe(true);
      await fc.assert(
        fc.asyncProperty(
          fc.oneof(spoilt(text), fc.string(), fc.string({ unit: 'binary' })),
          async (hostile) => {
            sound(await reader.read({ path, text: hostile }), reader);
          },
        ),
        { numRuns: 300 },
      );
    });

    test('a long file takes no longer than it is long', async () => {
      const flat = [text, '"', '\n', '\\', '[a]\n', '=\n', 'a:\n ', ' @', '# ', 'a.', '${'];
      const deep = ['[', '{', '- '];
      const hostile = [
        ...flat.map((part) => part.repeat(Math.ceil(50_000 / part.length))),
        ...deep.map((part) => part.repeat(1000)),
      ];
      for (const one of hostile) {
        const start = performance.now();
        const found = await reader.read({ path, text: one });
        expect(performance.now() - start).toBeLessThan(LONG);
        expect(found.diagnostics.length).toBeLessThanOrEqual(101);
      }
    }, 60_000);
  },
);

test('a token is never repeated, wherever it stands', async () => {
  const secret = 'npm_s3cretThatNobodyMaySee';
  const files: readonly (readonly [Reader, string, string])[] = [
    [
      npmrc,
      '.npmrc',
      `//h.example/:_authToken=${secret}\n_auth=${secret}\nregistry=https://u:${secret}@h.example/?t=${secret}\n@a:registry=${secret}\n`,
    ],
    [
      npmrc,
      '.npmrc',
      `//h.example/:_authToken="${secret}"\n//h.example/:_password = ${secret} ; behind\nregistry=//${secret}@/\n`,
    ],
    [
      yarnrc,
      '.yarnrc.yml',
      `npmAuthToken: ${secret}\nnpmRegistryServer: "https://u:${secret}@h.example/${secret}"\nnpmScopes:\n  a: { npmAuthIdent: ${secret} }\n`,
    ],
    [yarnrc, '.yarnrc', `"//h.example/:_authToken" "${secret}"\nregistry "https://${secret}@h.example"\n`],
    [pnpmWorkspace, 'pnpm-workspace.yaml', `registries:\n  default: "https://u:${secret}@h.example/"\n`],
    [
      bunfig,
      'bunfig.toml',
      `[install]\nregistry = { url = "https://h.example", token = "${secret}" }\nscopes.a = "https://u:${secret}@h.example"\n`,
    ],
  ];
  for (const [reader, path, text] of files) {
    const found = await reader.read({ path, text });
    expect(JSON.stringify(found)).not.toContain(secret);
    expect(found.diagnostics.some(({ code }) => code === `${reader.id}/literal-token`)).toBe(true);
  }
});

test('units: the same week in each file', async () => {
  const week: readonly (readonly [Reader, string, string])[] = [
    [npmrc, '.npmrc', 'min-release-age=7'],
    [npmrc, '.npmrc', 'minimum-release-age=10080'],
    [yarnrc, '.yarnrc.yml', 'npmMinimalAgeGate: 10080'],
    [yarnrc, '.yarnrc.yml', 'npmMinimalAgeGate: 7d'],
    [pnpmWorkspace, 'pnpm-workspace.yaml', 'minimumReleaseAge: 10080'],
    [bunfig, 'bunfig.toml', '[install]\nminimumReleaseAge = 604800'],
  ];
  for (const [reader, path, text] of week) {
    const { settings } = await reader.read({ path, text });
    expect(settings.map(({ key, value }) => [key, value])).toEqual([['age-gate', 168]]);
  }
});

test('ages keep their digits and refuse what is none', () => {
  expect(hoursOf(90, 'minute')).toBe(1.5);
  expect(hoursOf(0, 'day')).toBe(0);
  for (const odd of [-1, Number.NaN, Number.POSITIVE_INFINITY, '7', null, undefined, [7]])
    expect(hoursOf(odd, 'day')).toBeNull();
});

test('hosts come without what could be secret', () => {
  expect(hostOf('https://u:p@H.example:8443/x?y#z')).toBe('h.example:8443');
  expect(hostOf('https://a@b@h.example/')).toBe('h.example');
  expect(hostOf('https://h.example\\@evil')).toBe('h.example');
  for (const odd of ['h.example', 'ftp://h', 'https://', 'https://${H}/', 7]) expect(hostOf(odd)).toBeNull();
  expect(holdsPassword('https://u:p@h.example')).toBe(true);
  expect(holdsPassword('https://${U}:${P}@h.example')).toBe(false);
  expect(holdsPassword('https://h.example/a@b')).toBe(false);
});

test.each([
  ['* * * * *', 365, 525_600],
  ['0 9 * * 1', 52, 52],
  ['0 0 1 * *', 12, 12],
  ['0 0 1 */3 *', 4, 4],
  ['0 0 * * 1-5', 260, 260],
  ['0 0 * * sat,sun', 104, 104],
  ['0 0 * * 0,7', 52, 52],
  ['*/15 0-3 * jan mon-fri', 22, 352],
  ['0 0 31 2 *', 0, 0],
])('cron %s comes up on %d days, %d times', (line, daysPerYear, runsPerYear) => {
  expect(cronRate(line)).toEqual({ daysPerYear, runsPerYear });
});

test.each([
  '',
  '0 0 * *',
  '0 0 L * *',
  '0 0 * * 1#2',
  '60 0 * * *',
  '5-1 0 * * *',
  '*/0 0 * * *',
  '@daily',
  '0 0 * * *  x',
])('cron %s is not understood', (line) => expect(cronRate(line)).toBeNull());

test.each([
  [['before 4am on Monday'], 52],
  [['* 0-3 * * 1'], 52],
  [['every weekend'], 104],
  [['after 10pm every weekday', 'before 5am every weekday', 'every weekend'], 365],
  [['* 0-4,22-23 * * 1-5', '* * * * 0,6'], 365],
  [['on the first day of the month'], 12],
  [['before 3am on the first day of the month'], 12],
  [['every 3 months on the first day of the month'], 4],
  [['every 2 weeks on monday'], 26],
  [['before 5am'], 365],
  [['at any time'], null],
  [[], null],
  [['when the moon is full'], null],
])('schedule %j lets it run on %s days', (schedule, days) => {
  expect(scheduleDays(schedule)).toBe(days);
});

test.each([
  ['3 days', 72],
  ['1 day', 24],
  ['36h', 36],
  ['1 week', 168],
  ['2 weeks', 336],
  ['30 minutes', 0.5],
  ['1 month', 720],
  ['0 days', 0],
  ['three days', null],
  ['-1 days', null],
  ['1e3 days', null],
  ['3', null],
  [3, null],
])('Renovate reads the age %j as %s hours', (text, hours) => {
  expect(ageHours(text)).toBe(hours);
});
