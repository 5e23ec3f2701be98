// biome-ignore-all lint/suspicious/noTemplateCurlyInString: workflow expressions are texts here
import { expect, test } from 'vitest';
import forkApproval from '../../src/walls/catalogue/fork-approval.ts';
import { attestedLaws } from '../support/attested-wall.ts';
import { RELEASE } from '../support/guarded-trees.ts';
import { type Files, workflow } from '../support/made-tree.ts';
import { surveyed, wallLaws } from '../support/wall-laws.ts';

const own = (event: string): Files => ({
  ...RELEASE,
  '.github/workflows/test.yml': workflow(
    event,
    '      - uses: actions/checkout@v4\n      - run: npm test\n        env:\n          DEPLOY_KEY: ${{ secrets.DEPLOY_KEY }}\n',
  ).replace('ubuntu-latest', 'self-hosted'),
});
/** Two jobs on one machine: what the first leaves there meets the secrets of the second. */
const shared: Files = {
  ...own('pull_request'),
  '.github/workflows/release.yml': (RELEASE['.github/workflows/release.yml'] as string).replace(
    'ubuntu-latest',
    'self-hosted',
  ),
};

wallLaws(forkApproval, {
  absent: { 'a machine that a release shares': shared },
  standing: {},
  inapplicable: RELEASE,
  patched: null,
});
attestedLaws(forkApproval, shared, 'walls.fork-approval');

test('privileged runs wait for no approval', async () => {
  expect((await surveyed(forkApproval, own('pull_request_target'))).of.sites).toEqual([]);
});
