/** Which scopes of its token a job needs, as far as its text tells. */
import type { Use } from '../model/workflow.ts';

/** Scopes with their levels; `read` of `contents` goes without saying. */
export type Scopes = Readonly<Record<string, 'read' | 'write'>>;

const READS: Scopes = {};
const write = (...names: string[]): Scopes => Object.fromEntries(names.map((name) => [name, 'write']));
const names = (text: string): string[] => text.trim().split(/\s+/);
const rows = (text: string, scopes: Scopes): [string, Scopes][] => names(text).map((name) => [name, scopes]);

/** Actions by what their own pages ask for. */
const ACTIONS: ReadonlyMap<string, Scopes> = new Map<string, Scopes>([
  ...rows(
    `actions/checkout actions/cache actions/cache/restore actions/cache/save actions/upload-artifact
    actions/download-artifact actions/upload-pages-artifact actions/create-github-app-token
    actions/dependency-review-action docker/login-action docker/metadata-action docker/build-push-action
    docker/bake-action pnpm/action-setup codecov/codecov-action aws-actions/configure-aws-credentials
    google-github-actions/auth azure/login step-security/harden-runner sigstore/cosign-installer
    golangci/golangci-lint-action pypa/gh-action-pypi-publish cypress-io/github-action dtolnay/rust-toolchain
    swatinem/rust-cache slackapi/slack-github-action appleboy/ssh-action aquasecurity/trivy-action`,
    READS,
  ),
  ...rows('amannn/action-semantic-pull-request dorny/paths-filter tj-actions/changed-files', {
    'pull-requests': 'read',
  }),
  ...rows('actions/labeler marocchino/sticky-pull-request-comment', write('pull-requests')),
  ...rows(
    'actions/stale actions/first-interaction dessant/lock-threads peter-evans/create-or-update-comment thollander/actions-comment-pull-request',
    write('issues', 'pull-requests'),
  ),
  ...rows(
    'peter-evans/create-pull-request release-drafter/release-drafter changesets/action',
    write('contents', 'pull-requests'),
  ),
  ...rows(
    'googleapis/release-please-action google-github-actions/release-please-action',
    write('contents', 'issues', 'pull-requests'),
  ),
  ...rows(
    `softprops/action-gh-release ncipollo/release-action actions/create-release actions/upload-release-asset
    svenstaro/upload-release-action stefanzweifel/git-auto-commit-action endbug/add-and-commit
    ad-m/github-push-action peaceiris/actions-gh-pages jamesives/github-pages-deploy-action
    rickstaa/action-create-tag helm/chart-releaser-action`,
    write('contents'),
  ),
  ...rows('actions/deploy-pages', write('id-token', 'pages')),
  ...rows('actions/configure-pages', { pages: 'read' }),
  ...rows('styfle/cancel-workflow-action', write('actions')),
  ...rows(
    'github/codeql-action/init github/codeql-action/analyze github/codeql-action/autobuild github/codeql-action/upload-sarif',
    { actions: 'read', 'security-events': 'write' },
  ),
]);

/** Tools are set up without a token that writes. */
const SETS_UP = /\/(?:setup|install)-[\w-]+$/;

/** `gh` by its first two words. */
const GH: readonly (readonly [RegExp, Scopes])[] = [
  [/^pr merge/, write('contents', 'pull-requests')],
  [/^pr (?:view|list|diff|checks|status|checkout)/, { checks: 'read', 'pull-requests': 'read' }],
  [/^pr (?:create|comment|edit|close|reopen|review|ready|lock|unlock|update-branch)/, write('pull-requests')],
  [/^issue (?:view|list|status)/, { issues: 'read' }],
  [/^issue (?:create|comment|edit|close|reopen|lock|unlock|pin|unpin|delete)/, write('issues')],
  [/^label (?:create|edit|delete|clone)/, write('issues')],
  [/^release (?:view|list|download)/, READS],
  [/^release (?:create|upload|edit|delete|delete-asset)/, write('contents')],
  [/^run (?:view|list|watch|download)/, { actions: 'read' }],
  [/^run (?:cancel|rerun|delete)/, write('actions')],
  [/^workflow (?:run|enable|disable)/, write('actions')],
  [/^repo (?:view|clone)/, READS],
];

/** Methods of the API in a script. */
const METHODS: readonly (readonly [RegExp, Scopes])[] = [
  [/\.pulls\.(?:get|list)\w*$/, { 'pull-requests': 'read' }],
  [/\.issues\.(?:get|list)\w*$/, { issues: 'read', 'pull-requests': 'read' }],
  [/\.repos\.(?:get|list)\w*$/, READS],
  [/\.git\.(?:get|list)\w*$/, READS],
  [/\.actions\.(?:get|list|download)\w*$/, { actions: 'read' }],
  [/\.pulls\.(?:create|update|remove|request|submit|dismiss|delete)\w*$/, write('pull-requests')],
  // A pull request is an issue too: either scope serves for comments and labels of one.
  [/\.issues\.(?:create|update|add|remove|set|lock|unlock|delete)\w*$/, write('issues', 'pull-requests')],
  [/\.repos\.createCommitStatus$/, write('statuses')],
  [
    /\.(?:repos|git)\.(?:createRelease|updateRelease|createOrUpdateFileContents|createRef|updateRef|deleteRef|createCommit|createTree|createTag|createBlob|uploadReleaseAsset)$/,
    write('contents'),
  ],
  [/\.checks\.(?:create|update)\w*$/, write('checks')],
];

/** The job's own token is named. */
export const OWN_TOKEN = /\bgithub\.token\b|\bsecrets\.GITHUB_TOKEN\b/i;
/** A value under the name of a token. */
const ANY_TOKEN = /(?:token|pat|password|ssh-key)["']?\s*:\s*["']?\$\{\{/i;

/** One step or job as text, with the action it uses. */
export interface StepText {
  readonly text: string;
  readonly use: Use | null;
  /** The variables of job or workflow hand the token to every step. */
  readonly inherits: boolean;
  /** A checkout of the job leaves another token than the job's own for git. */
  readonly otherGit: boolean;
}

/** What a step needs; words for what cannot be told. */
export function needsOf(step: StepText): Scopes | string {
  return step.use === null ? commandNeeds(step) : actionNeeds(step, step.use);
}

export const all = (many: readonly Scopes[]): Scopes =>
  many.reduce<Record<string, 'read' | 'write'>>((sum, one) => {
    for (const [scope, level] of Object.entries(one)) if (sum[scope] !== 'write') sum[scope] = level;
    return sum;
  }, {});

/** `own`: the job's token is given; `other`: another one is. */
function given({ text }: Pick<StepText, 'text'>): 'own' | 'other' | 'none' {
  if (OWN_TOKEN.test(text)) return 'own';
  return ANY_TOKEN.test(text) ? 'other' : 'none';
}

function actionNeeds(step: StepText, { reference, inputs }: Use): Scopes | string {
  const name = reference.slice(0, Math.max(0, reference.lastIndexOf('@'))).toLowerCase();
  const token = given(step);
  if (name === 'actions/github-script') return token === 'other' ? READS : scriptNeeds(step.text);
  if (name === 'docker/login-action')
    return token === 'own' && /^ghcr\.io/.test(inputs.registry ?? '') ? write('packages') : READS;
  const known = ACTIONS.get(name) ?? (SETS_UP.test(name) ? READS : undefined);
  if (name.startsWith('actions/checkout')) return READS;
  if (token === 'other') return READS;
  return known ?? `what ${reference} does with the token`;
}

function scriptNeeds(text: string): Scopes | string {
  if (/\bgraphql\s*\(|\.request\s*\(|\brequire\s*\(|\bimport\s*\(|\bgetOctokit\b/.test(text))
    return 'what a script asks of the API';
  const calls = text.match(/\b(?:github|octokit)(?:\.rest)?\.(?!rest\b|paginate\b|token\b)\w+\.\w+/g) ?? [];
  return told(calls, METHODS, (call) => `what ${call} needs`);
}

function commandNeeds({ text, inherits, otherGit }: StepText): Scopes | string {
  const pushes = /\bgit\b[^\n|;&]*\spush\b/.test(text) && !otherGit ? write('contents') : READS;
  const token = OWN_TOKEN.test(text) || (inherits && given({ text }) !== 'other');
  if (!token) return pushes;
  const rest = text.replace(/^\s*(?:GH_TOKEN|GITHUB_TOKEN)\s*:.*$/gm, '');
  // The token in a command line goes where nothing here follows it.
  if (OWN_TOKEN.test(rest)) {
    if (!/docker\s+login\s[^\n]*ghcr\.io/.test(rest)) return 'what a command does with the token';
    return all([pushes, write('packages')]);
  }
  const calls = [...rest.matchAll(/(?:^|[\s;&|(`])gh\s+([a-z]+(?:\s+[a-z-]+)?)/gm)].map((m) => m[1] ?? '');
  if (calls.length === 0) return inherits ? pushes : 'what a command does with the token';
  const found = told(calls, GH, (call) => `what \`gh ${call}\` needs`);
  return typeof found === 'string' ? found : all([pushes, found]);
}

function told(
  calls: readonly string[],
  table: readonly (readonly [RegExp, Scopes])[],
  unknown: (call: string) => string,
): Scopes | string {
  const found = calls.map((call) => table.find(([pattern]) => pattern.test(call))?.[1] ?? unknown(call));
  return found.find((one) => typeof one === 'string') ?? all(found as Scopes[]);
}
