// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of workflows and shells are the subject here

import { describe, expect, test } from 'vitest';
import type { Job, Workflow } from '../../src/model/workflow.ts';
import { pinOf } from '../../src/readers/github/uses.ts';
import githubWorkflow from '../../src/readers/github-workflow.ts';
import fc from '../support/property.ts';

const path = '.github/workflows/ci.yml';

async function read(text: string): Promise<Workflow> {
  const { workflows, diagnostics } = await githubWorkflow.read({ path, text });
  const workflow = workflows[0];
  if (workflow === undefined) throw new Error(JSON.stringify(diagnostics));
  return workflow;
}

/** A workflow with one job of these lines, which stand below `jobs.job`. */
async function jobOf(lines: string, top = 'on: push'): Promise<Job> {
  const body = lines
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');
  const { jobs } = await read(`${top}\njobs:\n  job:\n${body}\n`);
  return jobs[0] as Job;
}

const steps = (text: string, top?: string): Promise<Job> =>
  jobOf(
    `runs-on: ubuntu-latest\nsteps:\n${text
      .split('\n')
      .map((line) => `  ${line}`)
      .join('\n')}`,
    top,
  );

const run = (script: string): Promise<Job> =>
  steps(
    `- run: |\n${script
      .split('\n')
      .map((line) => `    ${line}`)
      .join('\n')}`,
  );

describe('triggers and permissions', () => {
  test.each([
    ['on: push', ['push']],
    ['on: [push, pull_request]', ['push', 'pull_request']],
    ['on:\n  - push\n  - issues', ['push', 'issues']],
    ['on: { push: { branches: [main] }, pull_request_target: }', ['push', 'pull_request_target']],
    ['"on": push', ['push']],
    ["'on':\n  push:", ['push']],
  ])('%s', async (text, events) => {
    const { triggers } = await read(`${text}\njobs: { a: {} }`);
    expect(triggers.map((one) => one.event)).toEqual(events);
  });

  test('filters and schedules', async () => {
    const { triggers } = await read(
      "on:\n  push: { branches: main, tags: ['v*'] }\n  schedule: [{ cron: '0 3 * * *' }]\n  workflow_run: { workflows: [CI], types: [completed] }\njobs: { a: {} }",
    );
    expect(triggers).toMatchObject([
      { event: 'push', branches: ['main'], tags: ['v*'] },
      { event: 'schedule', crons: ['0 3 * * *'] },
      { event: 'workflow_run', workflows: ['CI'], types: ['completed'] },
    ]);
  });

  test.each([
    ['', { kind: 'absent' }],
    ['permissions: read-all', { kind: 'all', level: 'read' }],
    ['permissions: write-all', { kind: 'all', level: 'write' }],
    ['permissions: {}', { kind: 'scopes', scopes: {} }],
    [
      'permissions: { id-token: write, contents: read }',
      { kind: 'scopes', scopes: { 'id-token': 'write', contents: 'read' } },
    ],
  ])('%s', async (text, expected) => {
    expect((await read(`on: push\n${text}\njobs: { a: {} }`)).permissions).toMatchObject(expected);
  });
});

describe('uses', () => {
  test.each([
    [`actions/checkout@${'a'.repeat(40)}`, 'sha'],
    [`actions/checkout@${'A1'.repeat(20)}`, 'sha'],
    ['actions/checkout@v4', 'tag'],
    ['actions/checkout@4.1', 'tag'],
    ['actions/checkout@main', 'branch'],
    ['owner/repo/path@release/v1', 'branch'],
    ['actions/checkout', 'branch'],
    ['actions/checkout@abc1234', 'branch'],
    ['./.github/actions/x', 'local'],
    ['./', 'local'],
    [`docker://alpine@sha256:${'0'.repeat(64)}`, 'docker-digest'],
    ['docker://alpine:3', 'docker-tag'],
  ])('%s is held by %s', (reference, pin) => {
    expect(pinOf(reference)).toBe(pin);
  });

  test('a called workflow has no step; comments behind a pin are kept', async () => {
    const called = await jobOf(
      'uses: Org/repo/.github/workflows/x.yml@v1 # shared\nsecrets: inherit\nwith: { a: b }',
    );
    expect(called).toMatchObject({
      runner: { kind: 'called-workflow' },
      allSecrets: 'inherit',
      uses: [{ step: null, owner: 'org', pin: 'tag', comment: 'shared', inputs: { a: 'b' } }],
    });
  });

  test('a workflow is counted by its `uses`, whatever stands in comments and scripts', async () => {
    const job = await steps('- uses: a/b@v1\n# - uses: c/d@v1\n- run: "echo uses: e/f@v1"\n- uses: ./x');
    expect(job.uses.map((use) => [use.reference, use.step])).toEqual([
      ['a/b@v1', 0],
      ['./x', 2],
    ]);
  });
});

describe('runners', () => {
  const matrix =
    'strategy: { matrix: { os: [ubuntu-latest, macos-14], include: [{ os: self-hosted, x: 1 }], target: [{ runner: depot-ubuntu-22.04 }] } }\n';
  test.each([
    ['runs-on: ubuntu-latest', 'hosted', null],
    ['runs-on: ubuntu-24.04-arm', 'hosted', null],
    ['runs-on: windows-2022', 'hosted', null],
    ['runs-on: macos-14-xlarge', 'hosted-larger', null],
    ['runs-on: ubuntu-latest-4-cores', 'hosted-larger', null],
    ['runs-on: { group: big }', 'hosted-larger', null],
    ['runs-on: warp-ubuntu-latest-x64-4x', 'vendor', 'warp'],
    ['runs-on: blacksmith-8vcpu-ubuntu-2404', 'vendor', 'blacksmith'],
    ['runs-on: namespace-profile-default', 'vendor', 'namespace'],
    ['runs-on: nscloud-ubuntu-22.04-amd64-4x16', 'vendor', 'namespace'],
    ['runs-on: buildjet-4vcpu-ubuntu-2204', 'vendor', 'buildjet'],
    ['runs-on: ubicloud-standard-2', 'vendor', 'ubicloud'],
    ['runs-on: "runs-on=${{ github.run_id }}/runner=2cpu-linux-x64"', 'vendor', 'runs-on'],
    ['runs-on: self-hosted', 'self-hosted', null],
    ['runs-on: [self-hosted, linux, x64]', 'self-hosted', null],
    ['runs-on: { group: g, labels: [self-hosted] }', 'self-hosted', null],
    ['runs-on: my-own-label', 'unknown', null],
    ['runs-on: ${{ inputs.runner }}', 'unknown', null],
    ["runs-on: ${{ vars.RUNNER || 'ubuntu-latest' }}", 'unknown', null],
    ["runs-on: ${{ (matrix.x == 'swift' && 'macos-latest') || 'ubuntu-latest' }}", 'hosted', null],
    [`${matrix}runs-on: \${{ matrix.os }}`, 'self-hosted', null],
    [`${matrix}runs-on: \${{ matrix.target.runner }}`, 'vendor', 'depot'],
    [`${matrix}runs-on: \${{ matrix.nothing }}`, 'unknown', null],
    [
      "strategy: { matrix: { os: '${{ fromJSON(inputs.all) }}' } }\nruns-on: ${{ matrix.os }}",
      'unknown',
      null,
    ],
    ['runs-on: ${{ fromJSON(\'["self-hosted", "linux"]\') }}', 'self-hosted', null],
    ['strategy: { matrix: { v: [22.04, 24.04] } }\nruns-on: ubuntu-${{ matrix.v }}', 'hosted', null],
    ['steps: []', 'unknown', null],
  ])('%s', async (lines, kind, vendor) => {
    expect((await jobOf(lines)).runner).toMatchObject({ kind, vendor });
  });

  test('all values of a matrix are listed', async () => {
    const job = await jobOf(`${matrix}runs-on: \${{ matrix.os }}`);
    expect(job.runner.labels).toEqual(['ubuntu-latest', 'macos-14', 'self-hosted']);
  });
});

describe('secrets', () => {
  test.each([
    ['- run: echo ${{ secrets.A }}', ['A']],
    ["- run: echo ${{ secrets['A'] }} ${{ secrets.b }}", ['A', 'b']],
    ['- run: echo ${{ SECRETS.A || secrets.B }}', ['A', 'B']],
    ['- env: { X: "${{ secrets.A }}" }', ['A']],
    ['- run: echo ${{ secrets.GITHUB_TOKEN }}', []],
    ['- run: echo ${{ secrets.github_token }}', []],
    ['- run: cat secrets.json', []],
    ['- run: echo ${{ inputs.secrets.A }}', []],
    ["- run: echo ${{ 'secrets.A' }}", []],
    ['# ${{ secrets.A }}\n- run: x', []],
    ['- run: |\n    # ${{ secrets.A }} in a script is still filled in', ['A']],
  ])('%s', async (text, names) => {
    expect((await steps(text)).secrets.map((one) => one.name)).toEqual(names);
  });

  test.each([
    ['- run: echo ${{ toJSON(secrets) }}', 'dynamic'],
    ['- run: echo ${{ secrets[inputs.name] }}', 'dynamic'],
    ["- run: echo ${{ secrets[format('A_{0}', inputs.x)] }}", 'dynamic'],
    ['- run: echo ${{ secrets.* }}', 'dynamic'],
    ["- run: echo ${{ secrets['A'] }}", 'no'],
    ['- run: x', 'no'],
  ])('%s', async (text, expected) => {
    expect((await steps(text)).allSecrets).toBe(expected);
  });

  test('the variable, the step, the place and the words beside it', async () => {
    const job = await steps(
      '- run: x\n- uses: a/b@v1\n  with:\n    # A classic token\n    # of a bot.\n    token: ${{ secrets.PAT }}\n    other: ${{ secrets.KEY }} # read only',
    );
    expect(job.secrets).toMatchObject([
      {
        name: 'PAT',
        step: 1,
        as: 'token',
        comment: 'A classic token of a bot.',
        at: { line: 11, column: 22 },
      },
      { name: 'KEY', step: 1, as: 'other', comment: 'read only', at: { line: 12, column: 22 } },
    ]);
  });

  test("the workflow's env reaches every job", async () => {
    const { jobs } = await read(
      'on: push\nenv: { A: "${{ secrets.A }}" }\njobs: { a: {}, b: { env: { B: "${{ secrets.B }}" } } }',
    );
    expect(jobs.map((job) => job.secrets.map((one) => [one.name, one.as, one.step]))).toEqual([
      [['A', 'A', null]],
      [
        ['A', 'A', null],
        ['B', 'B', null],
      ],
    ]);
  });

  test.each([['${{ github.token }}'], ['${{ secrets.GITHUB_TOKEN }}'], ["${{ github['token'] }}"]])(
    '%s is the job token',
    async (text) => {
      expect((await steps(`- run: echo ${text}`)).namesGithubToken).toBe(true);
    },
  );
});

describe('untrusted checkouts', () => {
  const checkout = (key: string, value: string) =>
    `- uses: actions/checkout@v4\n  with: { ${key}: "${value}" }`;
  test.each([
    ['ref', '${{ github.event.pull_request.head.sha }}'],
    ['ref', "${{ github.event['pull_request'].head.ref }}"],
    ['ref', '${{ github.head_ref }}'],
    ['ref', '${{ github.event.pull_request.head.sha || github.sha }}'],
    ['ref', 'refs/pull/${{ github.event.number }}/merge'],
    ['ref', "${{ format('refs/pull/{0}/merge', github.event.number) }}"],
    ['ref', 'refs/pull/${{ inputs.pr }}/head'],
    ['ref', '${{ github.event.workflow_run.head_sha }}'],
    ['ref', '${{ github.event.workflow_run.head_branch }}'],
    ['ref', '${{ needs.check.outputs.pr_head_sha }}'],
    ['repository', '${{ github.event.pull_request.head.repo.full_name }}'],
  ])('%s: %s', async (key, value) => {
    const { untrustedCheckouts } = await steps(`${checkout(key, value)}\n- run: npm ci`);
    expect(untrustedCheckouts).toMatchObject([
      { how: 'actions/checkout', what: value, executes: 'yes', allowed: false },
    ]);
  });

  test.each([
    ['ref', '${{ github.sha }}'],
    ['ref', 'main'],
    ['ref', '${{ inputs.tag || github.ref }}'],
    ['ref', '${{ github.event.pull_request.base.sha }}'],
    ['ref', '${{ steps.version.outputs.tag }}'],
    ['repository', 'org/other'],
    ['path', 'refs/pull'],
  ])('%s: %s is not the choice of an outsider', async (key, value) => {
    expect((await steps(checkout(key, value))).untrustedCheckouts).toEqual([]);
  });

  test.each([
    ['- run: make', 'yes'],
    ['- uses: ./.github/actions/x', 'yes'],
    ['- uses: docker/build-push-action@v6', 'yes'],
    ['- uses: some/unheard-of@v1', 'unknown'],
    ['- run: git diff > x\n- uses: actions/upload-artifact@v4', 'no'],
    ['- uses: actions/setup-node@v4', 'no'],
    ['- uses: actions/github-script@v7\n  with: { script: "require(\'./x\')" }', 'yes'],
    ['- run: import os\n  shell: python', 'unknown'],
  ])('then %s: executes %s', async (later, executes) => {
    const { untrustedCheckouts } = await steps(`${checkout('ref', '${{ github.head_ref }}')}\n${later}`);
    expect(untrustedCheckouts).toMatchObject([{ executes }]);
  });

  test('what ran before the checkout does not count; code in a folder of its own runs only by name', async () => {
    const before = await steps(`- run: npm ci\n${checkout('ref', '${{ github.head_ref }}')}`);
    expect(before.untrustedCheckouts).toMatchObject([{ executes: 'no' }]);
    const apart = '- uses: actions/checkout@v4\n  with: { ref: "${{ github.head_ref }}", path: pr }\n';
    expect((await steps(`${apart}- run: npm ci`)).untrustedCheckouts).toMatchObject([{ executes: 'no' }]);
    expect((await steps(`${apart}- run: cd pr && npm ci`)).untrustedCheckouts).toMatchObject([
      { executes: 'yes' },
    ]);
    expect(
      (await steps(`${apart}- run: npm ci\n  working-directory: pr/web`)).untrustedCheckouts,
    ).toMatchObject([{ executes: 'yes' }]);
  });

  test('heads by a variable, by a look-up, by a command; a permission given', async () => {
    const look = '- id: pr\n  run: gh pr view 1 --json headRefOid >> $GITHUB_OUTPUT\n';
    expect(
      (await steps(`${look}${checkout('ref', '${{ steps.pr.outputs.sha }}')}`)).untrustedCheckouts,
    ).toHaveLength(1);
    const action = '- id: b\n  uses: xt0rted/pull-request-comment-branch@v3\n';
    expect(
      (await steps(`${action}${checkout('ref', '${{ steps.b.outputs.head_ref }}')}`)).untrustedCheckouts,
    ).toHaveLength(1);
    const variable =
      '- uses: actions/checkout@v4\n  env: { X: "${{ github.head_ref }}" }\n  with: { ref: "${{ env.X }}" }';
    expect((await steps(variable)).untrustedCheckouts).toHaveLength(1);
    const command = await steps('- run: gh pr checkout 5\n- run: npm test');
    expect(command.untrustedCheckouts).toMatchObject([
      { how: 'gh', what: 'gh pr checkout 5', action: null, executes: 'yes' },
    ]);
    const sha = 'a'.repeat(40);
    const allowed = await steps(
      `- uses: actions/checkout@${sha} # v7.0.1\n  with: { ref: "\${{ github.head_ref }}", allow-unsafe-pr-checkout: true }`,
    );
    expect(allowed.untrustedCheckouts).toMatchObject([
      { allowed: true, action: `actions/checkout@${sha}`, comment: 'v7.0.1' },
    ]);
  });
});

describe('injections', () => {
  test.each([
    ['github.event.issue.title'],
    ['github.event.issue.body'],
    ["github.event['issue']['title']"],
    ['github.event.pull_request.title'],
    ['github.event.pull_request.head.ref'],
    ['github.event.pull_request.head.label'],
    ['github.event.pull_request.head.repo.default_branch'],
    ['github.event.comment.body'],
    ['github.event.review.body'],
    ['github.event.discussion.title'],
    ['github.event.commits[0].message'],
    ['github.event.commits.*.author.name'],
    ['github.event.head_commit.message'],
    ['github.event.head_commit.author.email'],
    ['github.event.pages[0].page_name'],
    ['github.event.workflow_run.head_branch'],
    ['github.event.workflow_run.head_commit.message'],
    ['github.head_ref'],
    ['GitHub.Head_Ref'],
    ["format('x {0}', github.head_ref)"],
    ['github.head_ref || github.ref_name'],
    ['toJSON(github.event)'],
  ])('%s', async (expression) => {
    expect((await run(`echo "\${{ ${expression} }}"`)).injections).toMatchObject([
      { expression, into: 'run' },
    ]);
  });

  test.each([
    ['github.event.pull_request.number'],
    ['github.event.pull_request.head.sha'],
    ['github.event.pull_request.head.repo.full_name'],
    ['github.event.issue.user.login'],
    ['github.actor'],
    ['github.ref_name'],
    ['inputs.title'],
    ['github.event.inputs.title'],
    ['github.event.pull_request.titles'],
    ["github.head_ref == 'main'"],
    ["contains(github.event.comment.body, '/deploy')"],
    ["startsWith(github.event.pull_request.title, 'x')"],
    ['steps.x.outputs.title'],
    ['env.TITLE'],
  ])('%s is no text of an outsider', async (expression) => {
    expect((await run(`echo "\${{ ${expression} }}"`)).injections).toEqual([]);
  });

  test('an environment variable is the remedy, unless it is expanded as an expression', async () => {
    const env = '  env: { TITLE: "${{ github.event.issue.title }}" }';
    expect((await steps(`- run: echo "$TITLE"\n${env}`)).injections).toEqual([]);
    expect((await steps(`- run: echo "\${{ env.TITLE }}"\n${env}`)).injections).toHaveLength(1);
  });

  test('into a script; through an output; nowhere else', async () => {
    const script =
      '- uses: actions/github-script@v7\n  with:\n    script: |\n      const a = 1\n      console.log("${{ github.event.comment.body }}")';
    expect((await steps(script)).injections).toMatchObject([
      { into: 'github-script', at: { line: 10, column: 26 } },
    ]);
    const output =
      '- id: t\n  env: { T: "${{ github.event.issue.title }}" }\n  run: echo "title=$T" >> $GITHUB_OUTPUT\n- run: echo ${{ steps.t.outputs.title }}';
    expect((await steps(output)).injections).toMatchObject([{ expression: 'steps.t.outputs.title' }]);
    expect(
      (await steps('- uses: a/b@v1\n  with: { title: "${{ github.event.issue.title }}" }')).injections,
    ).toEqual([]);
  });
});

describe('agents, artifacts, caches, publishing', () => {
  test.each([
    ['- uses: anthropics/claude-code-action@v1'],
    ['- uses: google-github-actions/run-gemini-cli@v0'],
    ['- uses: openai/codex-action@main'],
    ['- run: claude -p "review"'],
    ['- run: codex exec "review"'],
    ['- run: echo hi | gemini --yolo'],
    ['- run: npx -y @anthropic-ai/claude-code -p "x"'],
  ])('%s', async (text) => {
    expect((await steps(text)).agents).toHaveLength(1);
  });

  test.each([
    ['- run: claude --version'],
    ['- run: echo claude -p'],
    ['- run: npm install -g @openai/codex'],
    ['- uses: actions/checkout@v4'],
  ])('%s is no agent at work', async (text) => {
    expect((await steps(text)).agents).toEqual([]);
  });

  const download =
    '- uses: actions/download-artifact@v4\n  with: { run-id: "${{ github.event.workflow_run.id }}" }\n';
  test.each([
    [`${download}- run: cat pr/NUMBER >> $GITHUB_ENV`, 'yes'],
    [`${download}- run: echo "n=$(cat pr/NUMBER)" >> "$GITHUB_OUTPUT"`, 'yes'],
    [`${download}- run: |\n    N=$(cat NUMBER)\n    echo "N=$N" >> $GITHUB_ENV`, 'yes'],
    [`${download}- run: ./bin/tool`, 'yes'],
    [`${download}- run: unzip x.zip`, 'no'],
    [`${download}- uses: some/reporter@v1`, 'unknown'],
    ['- uses: dawidd6/action-download-artifact@v6\n- run: source env.sh', 'yes'],
    ['- run: gh run download 1 && bash x/run.sh', 'yes'],
    [
      "- uses: actions/github-script@v7\n  with: { script: 'await github.rest.actions.downloadArtifact({})' }\n- run: unzip x",
      'no',
    ],
  ])('%s', async (text, consumed) => {
    expect((await steps(text)).artifacts).toMatchObject([{ consumed }]);
  });

  const into = (path: string): string =>
    `- uses: actions/download-artifact@v4\n  with: { path: ${path}, run-id: "\${{ github.event.workflow_run.id }}" }\n`;
  test.each([
    [`${into('out/cov')}- run: uv run smokeshow upload out/cov`, 'no'],
    [`${into('out/cov')}- run: npx @some/reporter out/cov`, 'no'],
    [`${into('out/cov')}- run: smokeshow upload out/cov`, 'no'],
    [`${into('out/cov')}- run: k6 run out/cov/x.js`, 'unknown'],
    [`${into('out/cov')}- run: pip install out/cov/x.whl && docker build out/cov`, 'yes'],
    [`${into('out/cov')}- run: uv run python out/cov/x.py`, 'yes'],
    [`${into('out/cov')}- run: uv run out/cov/x`, 'yes'],
    [`${into('out/cov')}- run: npx eslint out/cov`, 'yes'],
    [`${into('out/cov')}- run: bash out/cov/x.sh`, 'yes'],
    [`${into('out/cov')}- run: bash "$DIR/x.sh"`, 'unknown'],
    [`${into('out/cov')}- run: cd out && make`, 'unknown'],
    [`${into('out/cov')}- run: cd out/cov && make`, 'yes'],
    [`${into('out/cov')}- run: make\n  working-directory: out/cov/x`, 'yes'],
    [`${into('out/cov')}- run: cp -r out/cov/. . && ./x.sh`, 'yes'],
    [`${into('out/cov')}- run: npm run report`, 'unknown'],
    [`${into('out/cov')}- uses: some/reporter@v1`, 'no'],
    [`${into('out/cov')}- uses: some/reporter@v1\n  with: { folder: out/cov }`, 'unknown'],
    [`${into('.pr')}- run: cat .pr/NUMBER >> $GITHUB_OUTPUT`, 'yes'],
    [`${into('.')}- run: npm run report`, 'yes'],
    [`${into('"${{ runner.temp }}/x"')}- run: ./x`, 'yes'],
    ['- run: gh run download 1 -D pr && npm run report', 'unknown'],
    ['- run: gh run download 1 -D pr && bash pr/x.sh', 'yes'],
    ['- run: gh run download 1 -D pr && gh run download 2 && ./x.sh', 'yes'],
  ])('in a folder of its own: %s', async (text, consumed) => {
    expect((await steps(text)).artifacts[0]).toMatchObject({ consumed });
  });

  test('an artifact of the same run is none of another', async () => {
    expect((await steps('- uses: actions/download-artifact@v4\n- run: ./x')).artifacts).toEqual([]);
  });

  test.each([
    ['- uses: actions/cache@v4', 1],
    ['- uses: actions/cache/restore@v4', 1],
    ['- uses: actions/setup-node@v4\n  with: { cache: npm }', 1],
    ['- uses: actions/setup-node@v4', 0],
    ['- uses: actions/setup-go@v5', 1],
    ['- uses: actions/setup-go@v5\n  with: { cache: false }', 0],
    ['- uses: Swatinem/rust-cache@v2', 1],
    ['- uses: docker/build-push-action@v6\n  with: { cache-from: type=gha }', 1],
  ])('%s', async (text, count) => {
    expect((await steps(text)).caches).toHaveLength(count);
  });

  test.each([
    ['- run: npm publish', ['npm']],
    ['- uses: changesets/action@v1\n  with: { publish: yarn release }', ['npm']],
    ['- uses: changesets/action@v1', []],
    ['- uses: pypa/gh-action-pypi-publish@release/v1', ['pypi']],
    ['- uses: docker/build-push-action@v6\n  with: { push: true }', ['docker']],
    [
      '- uses: docker/build-push-action@v6\n  with: { push: "${{ github.event_name != \'pull_request\' }}" }',
      ['docker'],
    ],
    ['- uses: docker/build-push-action@v6\n  with: { push: false }', []],
    ['- uses: goreleaser/goreleaser-action@v6\n  with: { args: release --clean }', ['github-release']],
    ['- uses: goreleaser/goreleaser-action@v6\n  with: { args: release --snapshot }', []],
    ['- uses: softprops/action-gh-release@v2', ['github-release']],
    ['- uses: actions/deploy-pages@v4', ['pages']],
    ['- uses: aws-actions/amazon-ecs-deploy-task-definition@v2', ['deploy']],
  ])('%s', async (text, registries) => {
    expect((await steps(text)).publishes.map((one) => one.registry)).toEqual(registries);
  });

  const token = '  env: { GH_TOKEN: "${{ github.token }}" }';
  test.each([
    [`- run: gh pr comment 1 -b x\n${token}`, true],
    ['- run: gh pr comment 1 -b x\n  env: { GH_TOKEN: "${{ secrets.PAT }}" }', false],
    [`- run: gh pr view 1\n${token}`, false],
    ['- uses: actions/checkout@v4\n- run: git push', true],
    ['- uses: actions/checkout@v4\n  with: { token: "${{ secrets.PAT }}" }\n- run: git push', false],
    ['- uses: actions/github-script@v7\n  with: { script: "github.rest.issues.createComment({})" }', true],
    ['- uses: actions/github-script@v7\n  with: { script: "github.rest.issues.get({})" }', false],
    ['- uses: actions/labeler@v5', true],
    ['- uses: peter-evans/create-pull-request@v7\n  with: { token: "${{ secrets.PAT }}" }', false],
  ])('%s writes with the job token: %s', async (text, expected) => {
    expect((await steps(text)).writesWithToken).toBe(expected);
    expect((await steps(text, 'on: push\npermissions: { contents: write }')).writesWithToken).toBe(false);
  });
});

describe('laws', () => {
  test('a comment changes no fact', async () => {
    const plain = await steps('- uses: a/b@v1\n- run: npm ci');
    const commented = await steps('- uses: a/b@v1 # npm publish ${{ secrets.X }}\n- run: npm ci');
    expect({ ...commented, uses: [] }).toEqual({ ...plain, uses: [] });
  });

  test('no text makes it throw, and diagnostics help', async () => {
    const pieces = fc.constantFrom(
      'on',
      ':',
      ' ',
      '\n',
      '  ',
      'jobs',
      '- ',
      'steps',
      'run',
      'uses',
      '[',
      ']',
      '{',
      '}',
      '&a ',
      '*a',
      '"',
      "'",
      '|',
      '>',
      '#',
      '!',
      '<<',
      'a',
      '${{',
      '}}',
      'secrets',
      '\t',
      '\u0000',
      '---\n',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(pieces, { maxLength: 40 }), async (parts) => {
        const { diagnostics } = await githubWorkflow.read({ path, text: parts.join('') });
        for (const one of diagnostics) {
          expect(one.code).toMatch(/^github-workflow\//);
          expect(one.hint).not.toBe('');
        }
      }),
      { numRuns: 300 },
    );
  });

  const nine = (name: string) => Array.from({ length: 9 }, () => `*${name}`).join(', ');
  test.each([
    [
      'an alias bomb',
      `a: &a [1, 2, 3, 4, 5, 6, 7, 8, 9]\nb: &b [${nine('a')}]\nc: &c [${nine('b')}]\nd: &d [${nine('c')}]\ne: &e [${nine('d')}]\nf: [${nine('e')}]`,
      'alias-bomb',
    ],
    ['deep nesting', '['.repeat(500) + ']'.repeat(500), 'too-deep'],
    ['a line of 10 MB', `on: ${'x'.repeat(10_000_000)}`, 'too-large'],
    ['a thousand quotes', '"'.repeat(1001), 'malformed'],
    [
      'two thousand jobs',
      `on: push\njobs:\n${Array.from({ length: 2000 }, (_, i) => `  j${i}: {}`).join('\n')}`,
      'too-many',
    ],
    ['a scalar', 'hello', 'malformed'],
    ['no jobs', 'on: push', 'no-jobs'],
  ])('%s gives a diagnostic', async (_name, text, what) => {
    const { diagnostics } = await githubWorkflow.read({ path, text });
    expect(diagnostics.map((one) => one.code)).toContain(`github-workflow/${what}`);
    expect(diagnostics.some((one) => one.severity === 'error')).toBe(true);
  });

  test('names of built-in properties are names like others', async () => {
    const workflow = await read(
      'on: { __proto__: , constructor: }\njobs: { __proto__: { steps: [{ uses: a/b@v1, with: { __proto__: x } }] } }',
    );
    expect(workflow.triggers.map((one) => one.event)).toEqual(['__proto__', 'constructor']);
    expect(workflow.jobs.map((job) => [job.id, job.uses.length])).toEqual([['__proto__', 1]]);
  });
});
