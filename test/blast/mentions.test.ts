/** What of an old file decides how a mention is read. */
import { expect, test } from 'vitest';
import { Targets } from '../../src/blast/findings.ts';
import { mentionsOf } from '../../src/blast/mentions.ts';
import { parseTarget, type Target } from '../../src/blast/target.ts';

const PATH = '.github/workflows/ci.yml';
const keyed = (asked: string) => mentionsOf(new Targets([parseTarget(asked) as Target]));

/** A job whose name stands many lines above the command. */
const workflow = (job: string, command: string): string =>
  [
    'on: push',
    'jobs:',
    `  ${job}:`,
    '    env:',
    ...Array.from({ length: 20 }, (_, i) => `      V${i}: x`),
    '    steps:',
    ...Array.from({ length: 20 }, (_, i) => `      - run: step ${i}`),
    `      - run: ${command}`,
  ].join('\n');

test('files say the same that agree around a mention, whatever stands far from it', () => {
  const key = keyed('npm:axios@1.14.1');
  const one = workflow('build', 'npm install -g axios');
  expect(key(PATH, one)).not.toBe('');
  expect(key(PATH, one.replace('V3: x', 'V3: y'))).toBe(key(PATH, one));
  expect(key(PATH, one.replace('step 18', 'step x'))).not.toBe(key(PATH, one));
});

test('the job that a mention stands in is part of what is said, however far above', () => {
  const key = keyed('npm:axios@1.14.1');
  expect(key(PATH, workflow('build', 'npx axios'))).not.toBe(key(PATH, workflow('release', 'npx axios')));
});

test('a file that names nothing says nothing', () => {
  expect(keyed('npm:axios@1.14.1')(PATH, workflow('build', 'npm test'))).toBe('');
});
