import { expect, test } from 'vitest';
import devSandbox from '../../src/walls/catalogue/dev-sandbox.ts';
import { attested, attestedLaws } from '../support/attested-wall.ts';
import { TESTS_ONLY } from '../support/guarded-trees.ts';
import type { Files } from '../support/made-tree.ts';
import { surveyed, wallLaws } from '../support/wall-laws.ts';

const RECOMMENDED: Files = { '.vscode/extensions.json': '{ "recommendations": ["made.extension"] }' };
// As documenso has both files.
const CONTAINER: Files = {
  '.devcontainer/devcontainer.json': '{ "customizations": { "vscode": { "extensions": ["made.other"] } } }',
};

wallLaws(devSandbox, {
  absent: { 'a tree that developers install': TESTS_ONLY, 'an extension that is recommended': RECOMMENDED },
  standing: { 'an extension of the container alone': CONTAINER },
  inapplicable: {
    '.github/workflows/a.yml': 'on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: make\n',
  },
  patched: null,
});
attestedLaws(devSandbox, { ...TESTS_ONLY, ...RECOMMENDED }, 'walls.dev-sandbox');

test('a container that is described is not one that is used', async () => {
  const { of } = await surveyed(devSandbox, { ...TESTS_ONLY, ...CONTAINER });
  expect(of.sites.map(({ id, state, mode }) => [id, state, mode])).toEqual([
    ['dev-sandbox#installs', 'unknown', null],
    ['dev-sandbox#extension:made.other#.devcontainer/devcontainer.json', 'standing', 'container'],
  ]);
  expect(of.sites[0]?.because).toContain('describes a container');
});

test('what comes onto a machine is guarded once: not accounts, nor what is in the container already', async () => {
  const { of } = await surveyed(devSandbox, { ...TESTS_ONLY, ...RECOMMENDED, ...CONTAINER });
  const steps = of.choices.flatMap(({ acts }) =>
    acts.flatMap((act) => (act.kind === 'steps' ? act.steps : [])),
  );
  expect(steps.every((id) => id.endsWith('-> code/machine'))).toBe(true);
  expect([...new Set(steps.map((id) => id.split(':')[0]))].sort()).toEqual([
    'extension-on-machine',
    'import-in-build',
    'install-script',
  ]);
  expect(steps.some((id) => id.includes('made.other'))).toBe(false);
});

test('attested, it stands for installs and extensions alike', async () => {
  const { of } = await surveyed(devSandbox, { ...TESTS_ONLY, ...RECOMMENDED }, [
    attested('walls.dev-sandbox'),
  ]);
  expect(of).toMatchObject({ state: 'standing', choices: [] });
});
