// biome-ignore-all lint/suspicious/noTemplateCurlyInString: workflow expressions are texts here
import { describe, expect, test } from 'vitest';
import type { Weakness } from '../../src/model/surface.ts';
import { kindOf } from '../../src/surfaces/credentials.ts';
import { assessed, madePlaces, workflow } from '../support/made-tree.ts';

const PATH = '.github/workflows/x.yml';
const TOKEN = '        env:\n          T: ${{ secrets.DEPLOY_TOKEN }}\n';

async function weaknesses(text: string, asOf?: string): Promise<readonly Weakness[]> {
  const { surfaces } = await madePlaces({ [PATH]: text }, asOf);
  return surfaces.flatMap((surface) => (surface.kind === 'workflow' ? surface.weaknesses : []));
}
const kinds = async (text: string, asOf?: string): Promise<string[]> =>
  (await weaknesses(text, asOf)).map((one) => one.kind);

const checkout = (uses: string, more = ''): string =>
  workflow(
    'pull_request_target',
    `      - uses: ${uses}\n        with:\n          ref: refs/pull/\${{ github.event.pull_request.number }}/merge\n${more}      - run: make build\n${TOKEN}`,
  );

describe('code of a fork in a privileged run', () => {
  const SHA = 'de0fac2e4500dabe0009e67214ff5f5447ce83dd';
  test.each([
    [`actions/checkout@${SHA} # v6.0.2`, '2026-02-26', true],
    [`actions/checkout@${SHA} # v6.0.2`, '2026-11-22', true],
    [`actions/checkout@${SHA} # v6.1.0`, '2026-11-22', false],
    [`actions/checkout@${SHA}`, '2026-11-22', true],
    ['actions/checkout@v4', '2026-07-01', true],
    ['actions/checkout@v4', '2026-08-01', false],
    ['actions/checkout@v7', '2026-08-01', false],
    ['actions/checkout@main', '2026-08-01', true],
  ])('%s on %s: %s', async (uses, asOf, weak) => {
    expect(await kinds(checkout(uses), asOf)).toEqual(weak ? ['untrusted-checkout'] : []);
  });

  test('the guard can be switched off', async () => {
    expect(
      await kinds(checkout('actions/checkout@v7', '          allow-unsafe-pr-checkout: true\n')),
    ).toEqual(['untrusted-checkout']);
  });

  test('nothing held, nothing lost: read-only permissions and no secret', async () => {
    const text = checkout('actions/checkout@main')
      .replace(TOKEN, '')
      .replace('jobs:', 'permissions:\n  contents: read\njobs:');
    expect(await kinds(text)).toEqual([]);
  });

  test('a change that is checked out and never run is no entrance', async () => {
    const text = checkout('actions/checkout@main').replace('run: make build', 'run: echo done');
    expect(await kinds(text)).toEqual([]);
  });

  test('a plain pull_request runs without the repository’s rights by design', async () => {
    expect(
      await kinds(checkout('actions/checkout@main').replace('pull_request_target', 'pull_request')),
    ).toEqual([]);
  });

  test('a label gate lowers it, and says so', async () => {
    const labelled = checkout('actions/checkout@main').replace(
      'on: pull_request_target',
      'on:\n  pull_request_target:\n    types: [labeled]',
    );
    expect((await weaknesses(labelled)).map((one) => one.gated)).toEqual([true]);
    const rate = async (text: string): Promise<number> =>
      (await assessed({ [PATH]: text })).shocks.find((one) => one.channel === 'workflow')?.ratePerYear.mean ??
      0;
    expect(await rate(labelled)).toBeLessThan((await rate(checkout('actions/checkout@main'))) / 3);
  });
});

describe('who asks', () => {
  const under = async (condition: string): Promise<boolean[]> =>
    (
      await weaknesses(
        checkout('actions/checkout@main').replace('    steps:', `    if: ${condition}\n    steps:`),
      )
    ).map((one) => one.gated);

  test.each([
    ["github.actor == 'dependabot[bot]'", false],
    ["github.actor != 'dependabot[bot]'", false],
    ['github.triggering_actor != "renovate[bot]"', false],
    ["github.actor == 'somebody'", true],
    ["github.event.pull_request.user.login == 'dependabot[bot]'", true],
    ["github.event.pull_request.author_association == 'MEMBER'", true],
    ["github.actor != 'x[bot]' && github.event.pull_request.head.repo.full_name == github.repository", true],
  ])('%s: a gate is %s', async (condition, gate) => {
    expect(await under(condition)).toEqual([gate]);
  });
});

describe('other entrances', () => {
  test('an outsider’s text in a script of a privileged run, and not when it goes through the environment', async () => {
    expect(
      await kinds(workflow('issues', `      - run: echo "\${{ github.event.issue.title }}"\n${TOKEN}`)),
    ).toEqual(['untrusted-expression']);
    expect(
      await kinds(
        workflow(
          'issues',
          '      - run: echo "$TITLE"\n        env:\n          TITLE: ${{ github.event.issue.title }}\n          T: ${{ secrets.X_TOKEN }}\n',
        ),
      ),
    ).toEqual([]);
    expect(
      await kinds(workflow('push', `      - run: echo "\${{ github.event.issue.title }}"\n${TOKEN}`)),
    ).toEqual([]);
  });

  test('a runner that keeps its state, on pull requests', async () => {
    expect(
      await kinds(workflow('pull_request', '      - run: make\n').replace('ubuntu-latest', 'self-hosted')),
    ).toEqual(['self-hosted']);
    expect(
      await kinds(workflow('push', '      - run: make\n').replace('ubuntu-latest', 'self-hosted')),
    ).toEqual([]);
  });
});

describe('kinds of secrets', () => {
  test.each([
    ['GH_PAT', '', '', 'classic-pat'],
    ['NPM_TOKEN', '', 'NODE_AUTH_TOKEN', 'long-lived-key'],
    ['DOCKERHUB_USERNAME', '', 'username', 'identifier'],
    ['CROWDIN_PROJECT_ID', '', '', 'identifier'],
    ['SLACK_WEBHOOK_URL', '', '', 'low-value'],
    ['REPO_WRITE_APP_PRIVATE_KEY', '', '', 'app-or-deploy-key'],
    ['AWS_SECRET_ACCESS_KEY', '', '', 'long-lived-key'],
    ['MYSTERY', '', '', 'unknown'],
    ['MYSTERY', 'a classic personal access token', '', 'classic-pat'],
    ['MYSTERY', '', 'GITHUB_TOKEN', 'classic-pat'],
    ['GH_PAT', 'fine-grained, read only, promised', '', 'classic-pat'],
  ])('%s, commented %j, handed over as %j: %s', (name, comment, as, kind) => {
    expect(kindOf({ name, comment, as }).kind).toBe(kind);
  });
});

describe('levels of secrets', () => {
  test('one that a job without environment names is not guarded by the environment of another', async () => {
    const job = (name: string, environment: string): string =>
      `  ${name}:\n    runs-on: ubuntu-latest\n${environment}    steps:\n      - run: x\n${TOKEN}`;
    const guarded = `on: push\njobs:\n${job('a', '    environment: production\n')}`;
    const level = async (text: string) =>
      (await madePlaces({ [PATH]: text })).surfaces.flatMap((one) =>
        one.kind === 'credential' ? one.level : [],
      );
    expect(await level(guarded)).toEqual(['unknown']);
    expect(await level(guarded + job('b', ''))).toEqual(['repository']);
  });
});
