import { expect, test } from 'vitest';
import branchProtection from '../../src/walls/catalogue/branch-protection.ts';
import tagProtection from '../../src/walls/catalogue/tag-protection.ts';
import { attested, attestedLaws } from '../support/attested-wall.ts';
import { PUBLISH } from '../support/locks.ts';
import { type Files, npmTree, workflow } from '../support/made-tree.ts';
import { surveyed, wallLaws } from '../support/wall-laws.ts';

const release = workflow('push', `      - run: npm ci\n${PUBLISH}`, '    permissions: write-all\n');
const tree: Files = npmTree(['a', 'b'], { '.github/workflows/release.yml': release });
const service: Files = npmTree(['a'], {
  'render.yaml':
    'services:\n  - type: web\n    name: app\n    buildCommand: npm ci\n    startCommand: node x\n',
});
const cases = {
  absent: { 'a package': tree, 'a service': service },
  standing: {},
  inapplicable: null,
  patched: null,
};

wallLaws(branchProtection, cases);
wallLaws(tagProtection, cases);
attestedLaws(branchProtection, tree, 'walls.branch-protection');
attestedLaws(tagProtection, tree, 'walls.tag-protection');

test('a rule that stands for sure fails about as often as such rules do', async () => {
  const { run } = await surveyed(branchProtection, tree, [attested('walls.branch-protection')]);
  const { graph } = run.basis.facts;
  const push = graph.steps.find((step) => step.technique === 'push-with-job-token');
  const walls = graph.walls.filter((wall) => push?.walls.includes(wall.id));
  const fails = walls.filter((wall) => wall.wall === 'branch-protection').flatMap((wall) => wall.fails);
  const product = fails.reduce(
    (all, one) => all * run.basis.draws.record(String((one as { id: string }).id)).value,
    1,
  );
  expect(fails).toHaveLength(2);
  expect(product).toBeCloseTo(0.3, 2);
});
