import { describe, expect, it, test } from 'vitest';
import startReleaseByTag from '../../../src/graph/techniques/start-release-by-tag.ts';
import { madePlaces } from '../../support/made-tree.ts';
import { woven } from '../../support/woven.ts';

const PUBLISH = `      - run: npm publish\n        env:\n          NODE_AUTH_TOKEN: \${{ secrets.NPM_TOKEN }}\n`;
const release = (on: string, job = '', steps = PUBLISH) =>
  `on: ${on}\njobs:\n  out:\n    runs-on: ubuntu-latest\n${job}    steps:\n${steps}`;
const USES_PAT = `on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: echo\n        env:\n          X: \${{ secrets.GH_PAT }}\n`;
const files = (text: string) => ({ '.github/workflows/r.yml': text, '.github/workflows/a.yml': USES_PAT });
const stepsIn = async (text: string): Promise<string[]> =>
  startReleaseByTag.steps(await madePlaces(files(text))).map(({ from, to }) => `${from} -> ${to}`);
const STARTS = 'can/release-by-tag -> code/job/.github/workflows/r.yml#out';

describe('start-release-by-tag', () => {
  test('takes no step in a tree that lacks what it needs', async () => {
    expect(startReleaseByTag.steps(await madePlaces({}))).toEqual([]);
  });

  it.each([
    ['{ push: { tags: [v*] } }', ''],
    ['{ push: { branches: [main], tags: [v*] } }', ''],
    ['{ release: { types: [published] } }', ''],
    ['push', "    if: startsWith(github.ref, 'refs/tags/')\n"],
  ])('on %s', async (on, job) => {
    const steps = await stepsIn(release(on, job));
    expect(steps).toContain(STARTS);
    expect(steps).toContain('holds/secret/GH_PAT/used -> can/push-tag');
    expect(steps.filter((step) => /holds\/token/.test(step))).toEqual([]);
  });

  it.each([
    ['push', '', PUBLISH],
    ['{ push: { branches: [main] } }', "    if: startsWith(github.ref, 'refs/tags/')\n", PUBLISH],
    ['workflow_dispatch', '', PUBLISH],
    ['{ push: { tags: [v*] } }', '    permissions: {}\n', '      - run: npm test\n'],
  ])('not on %s', async (on, job, steps) => {
    expect(await stepsIn(release(on, job, steps))).toEqual([]);
  });

  test('follows the workflow that a release calls', async () => {
    const places = await madePlaces({
      '.github/workflows/r.yml': release('workflow_call'),
      '.github/workflows/t.yml':
        'on: { push: { tags: [v*] } }\njobs:\n  c:\n    uses: ./.github/workflows/r.yml\n    secrets: inherit\n',
    });
    expect(startReleaseByTag.steps(places).map(({ from, to }) => `${from} -> ${to}`)).toContain(STARTS);
  });

  test('a stolen token gets to the publish right by it, less where an environment stands before the job', async () => {
    const given = { state: 'holds/secret/GH_PAT/used' };
    const reach = async (job: string): Promise<number> =>
      (await woven(files(release('{ push: { tags: [v*] } }', job)))).reached(given, [
        /^code\/job.*r\.yml#out$/,
      ])[0] ?? 0;
    const open = await reach('');
    expect(open).toBeGreaterThan(0.3);
    expect(await reach('    environment: npm\n')).toBeLessThan(open);
  });
});
