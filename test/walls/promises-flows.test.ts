/** What a plan promises of the walls of workflows is about what the tree gives once the patch is in it. */
import { expect, test } from 'vitest';
import noUntrustedCheckout from '../../src/walls/catalogue/no-untrusted-checkout.ts';
import pinActionsSha from '../../src/walls/catalogue/pin-actions-sha.ts';
import secretScope from '../../src/walls/catalogue/secret-scope.ts';
import tokenPermissions from '../../src/walls/catalogue/token-permissions.ts';
import { applied } from '../../src/walls/edits.ts';
import type { Wall } from '../../src/walls/wall.ts';
import { walledFor } from '../../src/worth.ts';
import { type Files, workflow } from '../support/made-tree.ts';
import { type SurveyedTree, surveyed } from '../support/wall-laws.ts';

const SHA = 'b4ffde65f46336ab88eb53be808477a3936bae11';
const CI = '.github/workflows/ci.yml';
const SECRET = `\${{ secrets.NPM_TOKEN }}`;
const PUBLISH = `      - run: npm publish\n        env:\n          NODE_AUTH_TOKEN: ${SECRET}\n`;
const LINT = `      - uses: acme/lint@v1\n        with:\n          token: \${{ secrets.LINT_KEY }}\n`;
const HEAD = `      - uses: actions/checkout@${SHA}\n        with:\n          ref: \${{ github.event.pull_request.head.sha }}\n`;

const cases: readonly (readonly [string, Wall, Files])[] = [
  ['a pinned action', pinActionsSha, { [CI]: workflow('push', `      - uses: acme/publish@v2\n${PUBLISH}`) }],
  ['a token that reads', tokenPermissions, { [CI]: workflow('push', LINT) }],
  [
    'the base in place of the head',
    noUntrustedCheckout,
    { [CI]: workflow('pull_request_target', `${HEAD}${PUBLISH}`) },
  ],
  [
    'a secret of the job that uses it',
    secretScope,
    {
      [CI]: `on: push\nenv:\n  TOKEN: ${SECRET}\njobs:\n  test:\n    runs-on: x\n    steps:\n      - uses: acme/test@v1\n  publish:\n    runs-on: x\n    steps:\n      - run: echo "//registry.npm.example/:_authToken=$TOKEN" > .npmrc\n      - run: npm publish\n`,
    },
  ],
];

test.each(cases)('%s', async (_name, wall, files) => {
  const before = await surveyed(wall, files);
  const { choices } = before.of;
  expect(choices.length).toBeGreaterThan(0);
  let now = files;
  for (const choice of choices) {
    const texts = now;
    const patch = wall.patch?.(
      choice,
      { text: (path) => texts[path] ?? null, commitOf: () => SHA },
      before.facts,
    );
    if (patch?.kind !== 'edits') throw new Error(JSON.stringify(patch));
    now = applied(now, patch.edits);
  }
  const after = await surveyed(wall, now);
  const planned = walledFor(before.run.basis, choices, 32).walled;
  const none = planned.residual([]).lost;
  const promised = none - planned.residual(choices.map((_, c) => c)).lost;
  const given = none - lostIn(after);
  expect(promised).toBeGreaterThan(0);
  expect(given / promised, `promised ${promised}, given ${given}`).toBeGreaterThan(0.8);
  expect(given / promised, `promised ${promised}, given ${given}`).toBeLessThan(1.25);
});

const lostIn = ({ run }: SurveyedTree): number => walledFor(run.basis, [], 32).walled.residual([]).lost;
