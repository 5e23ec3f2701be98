import { expect, test } from 'vitest';
import dependencyReview from '../../src/walls/catalogue/dependency-review.ts';
import { PUBLISH } from '../support/locks.ts';
import { type Files, npmTree, workflow } from '../support/made-tree.ts';
import { surveyed, wallLaws } from '../support/wall-laws.ts';

const SHA = 'b4ffde65f46336ab88eb53be808477a3936bae11';
const RENDER =
  'services:\n  - type: web\n    name: app\n    buildCommand: npm ci\n    startCommand: node x\n';
const service = (more: Files = {}): Files => npmTree(['a', 'b', 'c'], { 'render.yaml': RENDER, ...more });
const review = workflow('pull_request', `      - uses: actions/dependency-review-action@${SHA} # v4\n`);
const patched = {
  'a service': service(),
  'a package': npmTree(['a'], {
    '.github/workflows/release.yml': workflow(
      '{ schedule: [{ cron: "0 0 * * *" }] }',
      `      - run: npm ci\n${PUBLISH}`,
    ),
  }),
  'beside other reviews': service({
    '.github/workflows/check.yml': workflow('pull_request', '      - run: npm test\n'),
  }),
};

wallLaws(dependencyReview, {
  absent: {
    ...patched,
    'a review that pull requests do not start': service({
      '.github/workflows/review.yml': workflow(
        'push',
        `      - uses: actions/dependency-review-action@${SHA}\n`,
      ),
    }),
  },
  standing: { 'a job of pull requests': service({ '.github/workflows/review.yml': review }) },
  inapplicable: { 'render.yaml': RENDER },
  patched,
  commitOf: () => SHA,
});

test('without a commit nothing is written, and jobs that the change starts are not guarded', async () => {
  const { facts, of } = await surveyed(dependencyReview, service());
  const patch = dependencyReview.patch?.(
    of.choices[0] as never,
    { text: () => null, commitOf: () => null },
    facts,
  );
  expect(patch).toMatchObject({ kind: 'lacks' });
  const steps = of.choices.flatMap((one) =>
    one.acts.flatMap((act) => (act.kind === 'steps' ? act.steps : [])),
  );
  expect(steps.some((id) => id.includes('-> code/service'))).toBe(true);
  expect(steps.filter((id) => id.includes('-> code/platform/'))).toEqual([]);
});
