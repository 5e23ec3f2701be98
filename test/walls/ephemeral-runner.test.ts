import { expect, test } from 'vitest';
import ephemeralRunner from '../../src/walls/catalogue/ephemeral-runner.ts';
import { attested, attestedLaws } from '../support/attested-wall.ts';
import { RELEASE } from '../support/guarded-trees.ts';
import type { Files } from '../support/made-tree.ts';
import { surveyed, wallLaws } from '../support/wall-laws.ts';

const job = (on: string, runner: string, steps: string): string =>
  `on: ${on}\njobs:\n  build:\n    runs-on: ${runner}\n    steps:\n${steps}`;
const PUBLISH = `      - run: npm publish\n        env:\n          NODE_AUTH_TOKEN: \${{ secrets.NPM_TOKEN }}\n`;
const two = (runner: string): Files => ({
  '.github/workflows/release.yml': job('push', '[self-hosted, linux]', PUBLISH),
  '.github/workflows/test.yml': job('push', runner, '      - uses: acme/test@v1\n'),
});
const FORKS: Files = {
  '.github/workflows/test.yml': job('pull_request', 'self-hosted', `      - run: make\n${PUBLISH}`),
};

wallLaws(ephemeralRunner, {
  absent: { 'two jobs of one machine': two('self-hosted'), 'pull requests on an own machine': FORKS },
  standing: {},
  inapplicable: RELEASE,
  patched: null,
});
attestedLaws(ephemeralRunner, two('self-hosted'), 'walls.ephemeral-runner');
attestedLaws(ephemeralRunner, FORKS, 'walls.ephemeral-runner');

const stepsOf = async (files: Files): Promise<string[]> =>
  (await surveyed(ephemeralRunner, files)).of.choices.flatMap(({ acts }) =>
    acts.flatMap((act) => (act.kind === 'steps' ? act.steps : [])),
  );

test('what stays on the machine is guarded, and not what the job itself brings in', async () => {
  const steps = await stepsOf(two('self-hosted'));
  expect(steps.map((id) => id.split(':')[0])).toEqual(['persist-on-runner', 'persist-on-runner']);
  expect(steps.every((id) => id.endsWith('-> code/runner'))).toBe(true);
  expect((await stepsOf(FORKS)).map((id) => id.split(':')[0])).toEqual(['self-hosted-runner']);
});

test('one job alone leaves nothing to another: a site, and nothing to build', async () => {
  const { of } = await surveyed(ephemeralRunner, two('ubuntu-latest'));
  expect(of.sites.map(({ id }) => id)).toEqual(['ephemeral-runner#.github/workflows/release.yml#build']);
  expect(of).toMatchObject({ state: 'unknown', choices: [] });
});

test('machines of a vendor, and a called workflow, are no sites', async () => {
  const { of } = await surveyed(ephemeralRunner, {
    '.github/workflows/a.yml': job('push', 'blacksmith-4vcpu-ubuntu-2204', PUBLISH),
    '.github/workflows/b.yml':
      'on: push\njobs:\n  call:\n    uses: acme/flows/.github/workflows/x.yml@v1\n    secrets: inherit\n',
  });
  expect(of.state).toBe('inapplicable');
});

test('attested to be made anew, it stands at each job', async () => {
  const { of } = await surveyed(ephemeralRunner, two('self-hosted'), [attested('walls.ephemeral-runner')]);
  expect(of).toMatchObject({ state: 'standing', choices: [] });
});
