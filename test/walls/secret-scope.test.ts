import { expect, test } from 'vitest';
import secretScope from '../../src/walls/catalogue/secret-scope.ts';
import { applied } from '../../src/walls/edits.ts';
import type { Files } from '../support/made-tree.ts';
import { surveyed, wallLaws } from '../support/wall-laws.ts';

const PATH = '.github/workflows/release.yml';
const SECRET = `\${{ secrets.NPM_TOKEN }}`;
const of = (text: string): Files => ({ [PATH]: text });

/** Two jobs: one runs an action of others, one publishes. */
const release = (env: string, publish: string): string => `on: push
${env}jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: acme/test@v1
  publish:
    runs-on: ubuntu-latest
    steps:
      - run: echo "//registry.npm.example/:_authToken=$TOKEN" > .npmrc
${publish}      - run: npm publish
`;
const ONE = release(`env:\n  TOKEN: ${SECRET} # granular\n  CI: true\n`, '');
const STEP = release('', `        env:\n          TOKEN: ${SECRET} # granular\n`);
// Items as far out as their key, four blanks, a step with variables of its own (as axios writes)
const OWN = `on: push
env:
    TOKEN: ${SECRET}

jobs:
    test:
        runs-on: ubuntu-latest
        steps:
        - uses: acme/test@v1
    publish:
        runs-on: ubuntu-latest
        steps:
        # ours
        - name: Publish
          env:
            CI: true
          run: npm publish --token "$TOKEN"
`;

wallLaws(secretScope, {
  absent: {
    'a secret of all jobs that one names': of(ONE),
    'all secrets handed over': of(
      `on: push\njobs:\n  call:\n    uses: acme/flows/.github/workflows/x.yml@v1\n    secrets: inherit\n  publish:\n    runs-on: x\n    steps:\n      - run: npm publish\n        env:\n          NODE_AUTH_TOKEN: ${SECRET}\n`,
    ),
  },
  standing: { 'a secret of one step': of(STEP) },
  inapplicable: of('on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: make\n'),
  patched: {
    'among other variables': of(ONE),
    'a step with variables of its own': of(OWN),
    'Windows line ends': of(ONE.replaceAll('\n', '\r\n')),
  },
});

async function patchOf(text: string): Promise<string> {
  const { facts, of: found } = await surveyed(secretScope, of(text));
  const [choice] = found.choices;
  if (choice === undefined) throw new Error('no choice');
  const patched = secretScope.patch?.(
    choice,
    { text: (path) => (path === PATH ? text : null), commitOf: () => null },
    facts,
  );
  return patched?.kind === 'edits'
    ? (applied(of(text), patched.edits)[PATH] ?? '')
    : `lacks ${patched?.what}`;
}

test('the variable goes to the step that names it, and an empty environment goes', async () => {
  const moved = await patchOf(ONE);
  expect(moved).toBe(STEP.replace('jobs:', 'env:\n  CI: true\njobs:'));
  expect(await patchOf(OWN)).toBe(
    OWN.replace(`env:\n    TOKEN: ${SECRET}\n`, '').replace(
      '            CI: true\n',
      `            TOKEN: ${SECRET}\n            CI: true\n`,
    ),
  );
});

test('a variable that no step names may be read by a tool: unknown', async () => {
  const { of: found } = await surveyed(secretScope, of(ONE.replace('=$TOKEN"', '"')));
  expect(found.sites.map(({ state }) => state)).toEqual(['unknown', 'unknown']);
});

test('what is taken from a job that does not use it is promised, and nothing within the job that does', async () => {
  const { of: found } = await surveyed(secretScope, of(ONE));
  const steps = found.choices.flatMap(({ acts }) =>
    acts.flatMap((act) => (act.kind === 'steps' ? act.steps : [])),
  );
  expect(steps).toEqual([`read-environment: code/job/${PATH}#test -> holds/secret/NPM_TOKEN`]);
});
