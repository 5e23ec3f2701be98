/** What a plan promises of a wall is about what the tree gives once the patch is in it. */
import { expect, test } from 'vitest';
import botMergeGate from '../../src/walls/catalogue/bot-merge-gate.ts';
import dependencyReview from '../../src/walls/catalogue/dependency-review.ts';
import ignoreScripts from '../../src/walls/catalogue/ignore-scripts.ts';
import lockfileFrozen from '../../src/walls/catalogue/lockfile-frozen.ts';
import minReleaseAge from '../../src/walls/catalogue/min-release-age.ts';
import noUnlockedFetch from '../../src/walls/catalogue/no-unlocked-fetch.ts';
import patchCadence from '../../src/walls/catalogue/patch-cadence.ts';
import { applied } from '../../src/walls/edits.ts';
import type { Wall } from '../../src/walls/wall.ts';
import { walledFor } from '../../src/worth.ts';
import { PUBLISH } from '../support/locks.ts';
import { type Files, npmTree, workflow } from '../support/made-tree.ts';
import { type SurveyedTree, surveyed } from '../support/wall-laws.ts';

const NAMES = ['turbo', ...Array.from({ length: 80 }, (_, i) => `package-${i}`)];
const tree = (steps: string, more: Files = {}, event = 'push'): Files =>
  npmTree(
    NAMES,
    { '.github/workflows/release.yml': workflow(event, `${steps}${PUBLISH}`), ...more },
    {
      packageManager: 'npm@11.11.0',
      ...ASKED,
    },
  );
/** Ten that the manifest asks for; they bring the others. */
const ASKED = { dependencies: Object.fromEntries(NAMES.slice(0, 10).map((name) => [name, '^1.0.0'])) };
const SERVICE = {
  'render.yaml':
    'services:\n  - type: web\n    name: app\n    buildCommand: npm ci\n    startCommand: node x\n',
};
const WEEKLY = '{ schedule: [{ cron: "0 0 * * 1" }] }';

const cases: readonly (readonly [string, Wall, Files])[] = [
  ['an age', minReleaseAge, tree('      - run: npm ci\n')],
  [
    'an age where nothing is locked',
    minReleaseAge,
    { ...tree('      - run: npm install\n'), '.npmrc': 'package-lock=false\n' },
  ],
  ['scripts off', ignoreScripts, tree('      - run: npm ci\n')],
  [
    'a lockfile that is looked at',
    lockfileFrozen,
    { ...tree('      - run: npm install\n'), '.npmrc': 'package-lock=false\n' },
  ],
  ['a pinned tool', noUnlockedFetch, tree('      - run: npm install -g turbo\n')],
  // A bot also decides when direct dependencies move, which is not in the promise: the tree gives more.
  ['a bot', patchCadence, npmTree(NAMES, SERVICE)],
  ['a review', dependencyReview, tree('      - run: npm ci\n', SERVICE, WEEKLY)],
  [
    'a bot that only proposes',
    botMergeGate,
    tree('      - run: npm ci\n', { ...SERVICE, 'renovate.json': '{ "automerge": true }\n' }, WEEKLY),
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
  if (wall !== patchCadence)
    expect(given / promised, `promised ${promised}, given ${given}`).toBeLessThan(1.25);
});

const SHA = 'b4ffde65f46336ab88eb53be808477a3936bae11';
const lostIn = ({ run }: SurveyedTree): number => walledFor(run.basis, [], 32).walled.residual([]).lost;
