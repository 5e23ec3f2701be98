/** What is known of actions by their name. Lists of names only; judgement is the hazards' work. */
import { input } from './context.ts';
import type { Step } from './steps.ts';

const set = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** An action or one below it: `actions/cache` and `actions/cache/restore`. */
export function isOneOf(names: ReadonlySet<string>, action: string): boolean {
  if (action === '') return false;
  return (
    names.has(action) ||
    names.has(action.split('/').slice(0, 2).join('/')) ||
    names.has(`${action.split('/', 1)[0]}/*`)
  );
}

/** An AI agent works in them. */
export const AGENTS = set(`
  anthropics/claude-code-action anthropics/claude-code-base-action anthropics/claude-code-security-review
  google-github-actions/run-gemini-cli google-gemini/gemini-cli-action openai/codex-action actions/ai-inference
  github/copilot-swe-agent github/gh-aw githubnext/gh-aw coderabbitai/ai-pr-reviewer coderabbitai/openai-pr-reviewer
  qodo-ai/pr-agent codium-ai/pr-agent the-pr-agent/pr-agent sst/opencode anomalyco/opencode all-hands-ai/openhands
  cursor/cursor-action warpdotdev/warp-agent-action augmentcode/augment-agent continuedev/continue
  anc95/chatgpt-codereview freeedcom/ai-codereviewer mattzcarey/code-review-gpt villesau/ai-codereviewer
  block/goose-action clawfire/claude-action grll/claude-code-action aaronvandenberg/aider-action
  factory-ai/droid-action bytedance/trae-agent presubmit/ai-reviewer tag1consulting/ai-pr-reviewer`);

/** Command line agents, with the argument that makes them work by themselves; null when the name alone does. */
export const AGENT_COMMANDS: Readonly<Record<string, RegExp | null>> = {
  claude: /^(?:-p|--print)$/,
  'claude-code': null,
  codex: /^(?:exec|e|review|--full-auto|-q)$/,
  gemini: null,
  copilot: null,
  opencode: /^run$/,
  aider: null,
  goose: /^run$/,
  amp: /^-x$/,
  'cursor-agent': null,
  droid: /^exec$/,
  qwen: null,
  crush: /^run$/,
  llm: null,
};

/** Packages of those agents, for `npx @anthropic-ai/claude-code -p`. */
export const AGENT_PACKAGES =
  /^(?:@anthropic-ai\/claude-code|@openai\/codex|@google\/gemini-cli|@github\/copilot|opencode-ai)(?:@|$)/;

export const CACHES = set(`
  actions/cache buildjet/cache useblacksmith/cache runs-on/cache warpbuilds/cache namespacelabs/nscloud-cache-action
  swatinem/rust-cache hendrikmuhs/ccache-action gradle/actions gradle/gradle-build-action gradle/wrapper-validation-action
  mozilla-actions/sccache-action nix-community/cache-nix-action awalsh128/cache-apt-pkgs-action pyo3/maturin-action
  tespkg/actions-cache corca-ai/local-cache satackey/action-docker-layer-caching crazy-max/ghaction-docker-cache
  jirutka/setup-alpine julia-actions/cache`);

/** Inputs that switch a cache on in set-up and build actions. */
const CACHE_INPUTS = [
  'cache',
  'enable-cache',
  'bundler-cache',
  'cache-from',
  'cache-to',
  'use-cache',
  'package-manager-cache',
];

export function usesCache(step: Step): boolean {
  if (step.use === null || step.action === '') return false;
  if (isOneOf(CACHES, step.action)) return true;
  const inputs = step.use.inputs;
  if (step.action === 'actions/setup-go') return input(inputs, 'cache') !== 'false';
  return CACHE_INPUTS.some((name) => {
    const value = input(inputs, name);
    return value !== undefined && value !== '' && value !== 'false';
  });
}

/** Run nothing of the tree by themselves: move files, set up tools, talk to services. */
export const QUIET = set(`
  actions/checkout actions/cache actions/upload-artifact actions/download-artifact actions/setup-node actions/setup-go
  actions/setup-python actions/setup-java actions/setup-dotnet actions/labeler actions/stale actions/first-interaction
  actions/create-github-app-token actions/dependency-review-action actions/attest-build-provenance actions/attest
  actions/configure-pages actions/deploy-pages actions/upload-pages-artifact actions/add-to-project
  docker/login-action docker/setup-buildx-action docker/setup-qemu-action docker/metadata-action
  aws-actions/configure-aws-credentials google-github-actions/auth google-github-actions/setup-gcloud azure/login
  pnpm/action-setup oven-sh/setup-bun denoland/setup-deno astral-sh/setup-uv ruby/setup-ruby dtolnay/rust-toolchain
  shivammathur/setup-php hashicorp/setup-terraform azure/setup-helm azure/setup-kubectl step-security/harden-runner
  codecov/codecov-action coverallsapp/github-action peter-evans/create-pull-request peter-evans/create-or-update-comment
  peter-evans/find-comment marocchino/sticky-pull-request-comment tj-actions/changed-files dorny/paths-filter
  amannn/action-semantic-pull-request release-drafter/release-drafter sigstore/cosign-installer softprops/action-gh-release
  slackapi/slack-github-action 8398a7/action-slack rtcamp/action-slack-notify xt0rted/pull-request-comment-branch
  github/codeql-action/upload-sarif toshimaru/auto-author-assign thollander/actions-comment-pull-request
  dawidd6/action-download-artifact styfle/cancel-workflow-action actions-cool/issues-helper jwalton/gh-find-current-pr`);

/** Build, load or run files of the tree. */
export const RUNS_TREE = set(`
  docker/build-push-action docker/bake-action golangci/golangci-lint-action pre-commit/action cypress-io/github-action
  gradle/gradle-build-action gradle/actions pypa/cibuildwheel joelanford/go-apidiff goreleaser/goreleaser-action
  wagoid/commitlint-github-action super-linter/super-linter github/super-linter reviewdog/action-eslint
  andresz1/size-limit-action preactjs/compressed-size-action chromaui/action changesets/action treosh/lighthouse-ci-action
  pyo3/maturin-action actions-rs/cargo clechasseur/rs-cargo taiki-e/install-action rust-lang/crates-io-auth-action
  borales/actions-yarn bahmutov/npm-install github/codeql-action/autobuild oxsecurity/megalinter trunk-io/trunk-action
  cloudflare/wrangler-action amondnet/vercel-action devcontainers/ci nick-fields/retry nick-invision/retry
  coactions/setup-xvfb gabrielbb/xvfb-action stefanzweifel/git-auto-commit-action snyk/actions helm/chart-releaser-action
  helm/chart-testing-action bridgecrewio/checkov-action jidicula/go-semantic-release sonarsource/sonarqube-scan-action
  tauri-apps/tauri-action electron-userland/electron-builder-action expo/expo-github-action subosito/flutter-action
  autofix-ci/action a-h/templ-action nrwl/nx-set-shas`);

/** Write to the repository with the token that they are given, the job's own when none is. */
export const WRITES = set(`
  actions/labeler actions/stale actions/first-interaction actions/create-release actions/upload-release-asset
  actions/delete-package-versions actions/deploy-pages actions/add-to-project peter-evans/create-pull-request
  peter-evans/create-or-update-comment peter-evans/close-issue peter-evans/enable-pull-request-automerge
  stefanzweifel/git-auto-commit-action endbug/add-and-commit ad-m/github-push-action softprops/action-gh-release
  ncipollo/release-action marocchino/sticky-pull-request-comment jamesives/github-pages-deploy-action
  peaceiris/actions-gh-pages googleapis/release-please-action google-github-actions/release-please-action
  changesets/action crowdin/github-action rickstaa/action-create-tag release-drafter/release-drafter
  dessant/lock-threads toshimaru/auto-author-assign mshick/add-pr-comment thollander/actions-comment-pull-request
  anothrnick/github-tag-action mathieudutour/github-tag-action tibdex/backport korthout/backport-action sqren/backport-github-action
  cirrus-actions/rebase pascalgn/automerge-action hmarr/auto-approve-action lowlighter/metrics
  actions-cool/issues-helper actions-cool/maintain-one-comment kentaro-m/auto-assign-action codelytv/pr-size-labeler
  github/codeql-action/upload-sarif eps1lon/actions-label-merge-conflict helm/chart-releaser-action svenstaro/upload-release-action
  calibreapp/image-actions goreleaser/goreleaser-action haya14busa/action-bumpr haya14busa/action-depup
  rtcamp/action-cleanup snok/container-retention-policy bruceadams/get-release marvinpinto/action-automatic-releases`);

interface Publisher {
  readonly registry: string;
  /** Inputs under which it publishes; a function of the inputs. */
  readonly when?: (inputs: Readonly<Record<string, string>>) => boolean;
}

const pushes = (inputs: Readonly<Record<string, string>>): boolean => {
  const push = input(inputs, 'push');
  if (push !== undefined) return push !== 'false' && push !== '';
  return /push=true|type=registry/.test(input(inputs, 'outputs') ?? '');
};
const argument = (pattern: RegExp) => (inputs: Readonly<Record<string, string>>) =>
  pattern.test(
    `${input(inputs, 'args') ?? ''} ${input(inputs, 'command') ?? ''} ${input(inputs, 'version') ?? ''}`,
  );
const given = (name: string) => (inputs: Readonly<Record<string, string>>) =>
  (input(inputs, name) ?? '') !== '';

const publishers = (registry: string, text: string): [string, Publisher][] =>
  [...set(text)].map((name) => [name, { registry }]);

export const PUBLISHERS: ReadonlyMap<string, Publisher> = new Map<string, Publisher>([
  ...publishers(
    'npm',
    'js-devtools/npm-publish cycjimmy/semantic-release-action lerna/lerna-action pnpm/action-publish',
  ),
  ...publishers(
    'pypi',
    'pypa/gh-action-pypi-publish jrubics/poetry-publish etils-actions/pypi-auto-publish relekang/python-semantic-release python-semantic-release/python-semantic-release',
  ),
  ...publishers(
    'docker',
    'elgohr/publish-docker-github-action mr-smithers-excellent/docker-build-push akhilerm/tag-push-action redhat-actions/push-to-registry',
  ),
  ...publishers(
    'github-release',
    'softprops/action-gh-release ncipollo/release-action actions/create-release svenstaro/upload-release-action actions/upload-release-asset googleapis/release-please-action google-github-actions/release-please-action marvinpinto/action-automatic-releases taiki-e/upload-rust-binary-action',
  ),
  ...publishers('crates', 'katyo/publish-crates marcoieni/release-plz-action release-plz/action'),
  ...publishers(
    'rubygems',
    'rubygems/release-gem dawidd6/action-publish-gem cadwallion/publish-rubygems-action',
  ),
  ...publishers('vscode', 'haaleo/publish-vscode-extension lannonbr/vsce-action'),
  ...publishers(
    'pages',
    'actions/deploy-pages peaceiris/actions-gh-pages jamesives/github-pages-deploy-action crazy-max/ghaction-github-pages cloudflare/pages-action helm/chart-releaser-action',
  ),
  ...publishers('git', 'ad-m/github-push-action stefanzweifel/git-auto-commit-action endbug/add-and-commit'),
  ...publishers(
    'deploy',
    'amondnet/vercel-action aws-actions/amazon-ecs-deploy-task-definition google-github-actions/deploy-cloudrun google-github-actions/deploy-appengine google-github-actions/deploy-cloud-functions azure/webapps-deploy azure/functions-action azure/static-web-apps-deploy azure/k8s-deploy akhileshns/heroku-deploy firebaseextended/action-hosting-deploy nwtgck/actions-netlify appleboy/ssh-action appleboy/scp-action digitalocean/app_action jakejarvis/s3-sync-action easingthemes/ssh-deploy bervproject/railway-deploy johnbeynon/render-deploy-action dokku/github-action',
  ),
  ['docker/build-push-action', { registry: 'docker', when: pushes }],
  ['docker/bake-action', { registry: 'docker', when: pushes }],
  ['depot/build-push-action', { registry: 'docker', when: pushes }],
  ['useblacksmith/build-push-action', { registry: 'docker', when: pushes }],
  ['changesets/action', { registry: 'npm', when: given('publish') }],
  [
    'goreleaser/goreleaser-action',
    {
      registry: 'github-release',
      when: (inputs) => !argument(/--snapshot|--skip[= ]\S*publish|^\s*(?:check|build|healthcheck)/)(inputs),
    },
  ],
  ['superfly/flyctl-actions', { registry: 'deploy', when: argument(/deploy/) }],
  ['netlify/actions', { registry: 'deploy', when: argument(/deploy/) }],
  [
    'cloudflare/wrangler-action',
    {
      registry: 'deploy',
      when: (inputs) => given('command')(inputs) === false || argument(/deploy|publish/)(inputs),
    },
  ],
]);

export function publisherOf(step: Step): string | null {
  if (step.use === null) return null;
  const publisher =
    PUBLISHERS.get(step.action) ?? PUBLISHERS.get(step.action.split('/').slice(0, 2).join('/'));
  if (publisher === undefined) return null;
  return publisher.when === undefined || publisher.when(step.use.inputs) ? publisher.registry : null;
}
