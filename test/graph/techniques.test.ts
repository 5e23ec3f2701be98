/** Each technique: facts in, steps out, in a tree that has what it needs and in one that has not. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { techniques } from '../../src/graph/techniques/index.generated.ts';
import { CART, policy } from '../support/cluster.ts';
import { type Files, madePlaces, npmTree, workflow } from '../support/made-tree.ts';

const CI = '.github/workflows/ci.yml';
const one = (text: string): Files => ({ [CI]: text });
const RUN = '      - run: echo\n';
const step = (text: string): string => `      - ${text}\n`;
const secret = (name: string): string => `        env:\n          X: \${{ secrets.${name} }}\n`;
const holding = (name: string, more = ''): Files => one(workflow('push', RUN + secret(name) + more));
const NPM_CI = npmTree(['a'], one(workflow('push', step('run: npm ci'))));
const BUILT = npmTree(['a'], one(workflow('push', step('run: npm ci') + step('run: npm run build'))));
const SERVED = { Dockerfile: 'FROM node:22\nCMD ["node", "x.js"]\n' };
const jobs = (...runners: string[]): string =>
  `on: push\njobs:\n${runners.map((runner, i) => `  j${i}:\n    runs-on: ${runner}\n    steps:\n${RUN}`).join('')}`;
const TITLE = `\${{ github.event.pull_request.title }}`;

/** The cart alone may talk to its Redis. */
const KEPT = `${CART}---\n${policy('redis-cart', { types: ['Ingress'], ingress: '    - from:\n        - podSelector:\n            matchLabels:\n              app: cartservice\n' })}`;

interface Case {
  readonly has: Files;
  /** Without it; null for a step that every tree has. */
  readonly hasNot: Files | null;
  /** `from -> to` of a step. */
  readonly step: RegExp;
}

const CASES: Readonly<Record<string, Case>> = {
  'action-in-job': {
    has: one(workflow('push', step('uses: someone/action@v1'))),
    hasNot: one(workflow('push', RUN)),
    step: /^fallen\/action:someone.* -> code\/job/,
  },
  'add-workflow': {
    has: holding('NPM_TOKEN'),
    hasNot: one(workflow('push', RUN)),
    step: /^can\/edit-workflows -> holds\/secret\/NPM_TOKEN$/,
  },
  'agent-injection': {
    has: one(workflow('issue_comment', step('uses: anthropics/claude-code-action@v1') + RUN + secret('KEY'))),
    hasNot: one(workflow('push', step('uses: anthropics/claude-code-action@v1') + RUN + secret('KEY'))),
    step: /^fallen\/workflow.* -> code\/job/,
  },
  'alter-artefact': {
    has: one(workflow('push', step('run: npm publish'))),
    hasNot: one(workflow('push', step('run: npm pack'))),
    step: /^code\/job.* -> ships\/npm$/,
  },
  'ask-identity': {
    has: one(workflow('push', RUN, '    permissions:\n      id-token: write\n')),
    hasNot: one(workflow('push', RUN, '    permissions:\n      contents: read\n')),
    step: /^code\/job.* -> holds\/oidc/,
  },
  'breach-provider': {
    has: one(jobs('warp-ubuntu-latest-x64-8x')),
    hasNot: one(jobs('ubuntu-latest')),
    step: /^holds\/provider\/warp -> code\/job/,
  },
  'exploit-service': {
    has: npmTree(['a']),
    hasNot: one(workflow('push', RUN)),
    step: /^fallen\/flaw -> code\/service$/,
  },
  'change-repository': { has: {}, hasNot: null, step: /^can\/push -> lost\/repository$/ },
  'cross-network': {
    has: { 'k8s/app.yaml': KEPT },
    hasNot: { 'k8s/app.yaml': CART },
    step: /^code\/service\/apart -> code\/service$/,
  },
  'deploy-altered': { has: SERVED, hasNot: NPM_CI, step: /^can\/deploy -> code\/service$/ },
  'dispatch-branch': {
    has: npmTree(['a'], one(workflow('workflow_dispatch', step('run: npm ci')))),
    hasNot: NPM_CI,
    step: /^can\/dispatch -> code\/job/,
  },
  'enter-cloud-with-identity': {
    has: one(
      workflow(
        'push',
        step('uses: aws-actions/configure-aws-credentials@v4'),
        '    permissions:\n      id-token: write\n',
      ),
    ),
    hasNot: one(
      workflow(
        'push',
        step('uses: aws-actions/configure-aws-credentials@v4'),
        '    permissions:\n      contents: read\n',
      ),
    ),
    step: /^holds\/oidc.* -> can\/deploy$/,
  },
  'expression-injection': {
    has: one(workflow('pull_request_target', step(`run: echo "${TITLE}"`))),
    hasNot: one(
      workflow('pull_request_target', `${step('run: echo "$T"')}        env:\n          T: ${TITLE}\n`),
    ),
    step: /^fallen\/workflow.* -> code\/job/,
  },
  'extension-on-machine': {
    has: { '.vscode/extensions.json': '{ "recommendations": ["some.one"] }' },
    hasNot: { '.vscode/extensions.json': '{ "unwantedRecommendations": ["some.one"] }' },
    step: /^fallen\/extension:some\.one#.* -> code\/machine$/,
  },
  'fetched-script': {
    has: one(workflow('push', step('run: curl -s https://get.example/x.sh | sh'))),
    hasNot: one(workflow('push', step('run: curl -s https://get.example/x.sh'))),
    step: /^fallen\/script:.* -> code\/job/,
  },
  'hold-secret': {
    has: holding('NPM_TOKEN'),
    hasNot: one(workflow('push', RUN)),
    step: /^fallen\/credential:NPM_TOKEN.* -> holds\/secret\/NPM_TOKEN$/,
  },
  'image-in-place': {
    has: one(workflow('push', RUN, '    container: someone/image:1\n')),
    hasNot: one(workflow('push', RUN)),
    step: /^fallen\/image:someone\/image:1.* -> code\/job/,
  },
  'import-in-browser': {
    has: npmTree(['react-dom', 'a']),
    hasNot: npmTree(['a']),
    step: /^arrives\/lock:package-lock.json\/production -> code\/browser$/,
  },
  'import-in-build': { has: BUILT, hasNot: NPM_CI, step: /^arrives\/lock.* -> code\/job/ },
  'import-in-service': {
    has: npmTree(['a'], SERVED),
    hasNot: npmTree(['a']),
    step: /^arrives\/lock.*production -> code\/service$/,
  },
  'install-script': {
    has: NPM_CI,
    hasNot: npmTree(['a'], one(workflow('push', RUN))),
    step: /^arrives\/lock.* -> code\/job/,
  },
  'move-tags': {
    has: one(workflow('push', RUN)),
    hasNot: npmTree(['a']),
    step: /^holds\/token.* -> can\/tag$/,
  },
  'pass-artifact': {
    has: one(
      `on: push\njobs:\n  make:\n    runs-on: ubuntu-latest\n    steps:\n${step('run: npm run build')}  use:\n    needs: make\n    runs-on: ubuntu-latest\n    steps:\n${RUN}`,
    ),
    hasNot: one(jobs('ubuntu-latest', 'ubuntu-latest')),
    step: /^code\/job\/.*#make -> code\/job\/.*#use$/,
  },
  'persist-on-runner': {
    has: one(jobs('self-hosted', 'self-hosted')),
    hasNot: one(jobs('self-hosted', 'ubuntu-latest')),
    step: /^code\/job\/.*#j0 -> code\/runner$/,
  },
  'poison-cache': {
    has: {
      ...one(workflow('push', RUN)),
      '.github/workflows/b.yml': workflow('push', step('uses: actions/cache@v4')),
    },
    hasNot: {
      ...one(workflow('pull_request', RUN)),
      '.github/workflows/b.yml': workflow('push', step('uses: actions/cache@v4')),
    },
    step: /^code\/job\/.*ci\.yml#build -> holds\/cache$/,
  },
  'poison-remote-cache': {
    has: holding('TURBO_TOKEN'),
    hasNot: holding('NPM_TOKEN'),
    step: /^holds\/secret\/TURBO_TOKEN\/used -> code\/job/,
  },
  'poisoned-artifact': {
    has: one(
      workflow(
        '\n  workflow_run:\n    workflows: [CI]',
        `${step('uses: actions/download-artifact@v4')}        with:\n          run-id: 1\n${step('run: cat env.txt >> $GITHUB_ENV')}`,
      ),
    ),
    hasNot: one(workflow('push', step('uses: actions/download-artifact@v4') + step('run: ls'))),
    step: /^fallen\/workflow.* -> code\/job/,
  },
  'publish-with-identity': {
    has: one(workflow('push', step('run: npm publish'), '    permissions:\n      id-token: write\n')),
    hasNot: one(
      workflow(
        'push',
        step('run: npm publish') + secret('NPM_TOKEN'),
        '    permissions:\n      id-token: write\n',
      ),
    ),
    step: /^holds\/oidc.* -> can\/publish\/npm$/,
  },
  'publish-with-job-token': {
    has: one(workflow('push', step('run: docker push ghcr.io/a/b'))),
    hasNot: one(workflow('push', step('run: docker build .'))),
    step: /^holds\/token.* -> can\/publish\/docker$/,
  },
  'publish-with-secret': {
    has: one(workflow('push', step('run: npm publish') + secret('NPM_TOKEN'))),
    hasNot: holding('NPM_TOKEN'),
    step: /^holds\/secret\/NPM_TOKEN\/used -> can\/publish\/npm$/,
  },
  'push-with-job-token': {
    has: one(workflow('push', RUN)),
    hasNot: npmTree(['a']),
    step: /^holds\/token.* -> can\/push$/,
  },
  'reach-browser-users': {
    has: npmTree(['react-dom', 'a']),
    hasNot: npmTree(['a']),
    step: /^code\/browser -> lost\/users\/web$/,
  },
  'reach-production': {
    has: npmTree(['pg'], SERVED),
    hasNot: npmTree(['pg']),
    step: /^code\/service -> lost\/data$/,
  },
  'reach-users': {
    has: one(workflow('push', step('run: npm publish'))),
    hasNot: one(workflow('push', RUN)),
    step: /^can\/publish\/npm -> lost\/users\/npm$/,
  },
  'read-all-secrets': {
    has: {
      ...holding('NPM_TOKEN'),
      '.github/workflows/b.yml': workflow('push', step(`run: echo '\${{ toJSON(secrets) }}'`)),
    },
    hasNot: { ...holding('NPM_TOKEN'), '.github/workflows/b.yml': workflow('push', RUN) },
    step: /^code\/job\/.*b\.yml#build -> holds\/all-secrets$/,
  },
  'read-environment': {
    has: one(workflow('push', RUN, `    env:\n      X: \${{ secrets.NPM_TOKEN }}\n`)),
    hasNot: holding('NPM_TOKEN'),
    step: /^code\/job.* -> holds\/secret\/NPM_TOKEN$/,
  },
  'read-runner-memory': {
    has: holding('NPM_TOKEN'),
    hasNot: one(workflow('push', RUN, `    env:\n      X: \${{ secrets.NPM_TOKEN }}\n`)),
    step: /^code\/job.* -> holds\/secret\/NPM_TOKEN$/,
  },
  'release-pushed-code': {
    has: one(workflow('push', step('run: npm publish'))),
    hasNot: one(workflow('push', RUN)),
    step: /^branch\/released -> ships\/npm$/,
  },
  'run-pushed-code': {
    has: NPM_CI,
    hasNot: npmTree(['a'], one(workflow('pull_request', step('run: npm ci')))),
    step: /^branch\/unseen -> code\/job/,
  },
  'self-hosted-runner': {
    has: one(workflow('pull_request', RUN).replace('ubuntu-latest', 'self-hosted')),
    hasNot: one(workflow('push', RUN).replace('ubuntu-latest', 'self-hosted')),
    step: /^fallen\/workflow.* -> code\/job/,
  },
  'stay-unseen': { has: {}, hasNot: null, step: /^can\/push -> branch\/unseen$/ },
  'take-job-token': {
    has: one(workflow('push', RUN)),
    hasNot: npmTree(['a']),
    step: /^code\/job.* -> holds\/token/,
  },
  'take-machine-sessions': { has: {}, hasNot: null, step: /^code\/machine -> holds\/session$/ },
  'take-over-account': { has: {}, hasNot: null, step: /^fallen\/account:maintainers -> holds\/account$/ },
  'untrusted-checkout': {
    has: one(
      workflow(
        'pull_request_target',
        `${step('uses: actions/checkout@v4.2.2')}        with:\n          ref: \${{ github.event.pull_request.head.sha }}\n${step('run: make')}${secret('KEY')}`,
      ),
    ),
    hasNot: one(
      workflow('pull_request_target', step('uses: actions/checkout@v3') + step('run: make') + secret('KEY')),
    ),
    step: /^fallen\/workflow.* -> code\/job/,
  },
  'use-cloud-secret': {
    has: holding('AWS_SECRET_ACCESS_KEY'),
    hasNot: holding('NPM_TOKEN'),
    step: /\/used -> can\/deploy$/,
  },
  'use-database-secret': {
    has: holding('DATABASE_PASSWORD'),
    hasNot: holding('NPM_TOKEN'),
    step: /\/used -> lost\/data$/,
  },
  'use-github-secret': { has: holding('GH_PAT'), hasNot: holding('VSCE_PAT'), step: /\/used -> can\/push$/ },
  'use-other-secret': {
    has: holding('CROWDIN_TOKEN'),
    hasNot: holding('NPM_TOKEN'),
    step: /\/used -> lost\/opened\/CROWDIN_TOKEN$/,
  },
  'use-stolen-secret': {
    has: holding('NPM_TOKEN'),
    hasNot: one(workflow('push', RUN)),
    step: /^holds\/secret\/NPM_TOKEN -> holds\/secret\/NPM_TOKEN\/used$/,
  },
};

const stepsOf = async (id: string, files: Files): Promise<string[]> => {
  const technique = techniques.find((found) => found.id === id);
  if (technique === undefined) throw new Error(`no technique is named ${id}`);
  return technique.steps(await madePlaces(files)).map(({ from, to }) => `${from} -> ${to}`);
};

describe('techniques', () => {
  it('all have a case here, or a test of their own', () => {
    const own = (id: string): boolean => existsSync(join(import.meta.dirname, 'techniques', `${id}.test.ts`));
    const all = techniques.map((technique) => technique.id);
    expect(all.filter((id) => !Object.hasOwn(CASES, id) && !own(id))).toEqual([]);
    expect(Object.keys(CASES).filter((id) => !all.includes(id))).toEqual([]);
  });

  it.each(Object.entries(CASES))(
    '%s takes its step where it has what it needs',
    async (id, { has, step }) => {
      expect((await stepsOf(id, has)).filter((text) => step.test(text))).not.toEqual([]);
    },
  );

  it.each(Object.entries(CASES).filter(([, { hasNot }]) => hasNot !== null))(
    '%s does not where it lacks that',
    async (id, { hasNot, step }) => {
      expect((await stepsOf(id, hasNot ?? {})).filter((text) => step.test(text))).toEqual([]);
    },
  );
});
