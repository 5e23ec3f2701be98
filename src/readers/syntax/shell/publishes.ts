/** Commands that publish, release, deploy or push. */
import { type Call, programName } from './call.ts';

/** A rule holds when its words stand in this order at the start of the call, options between them skipped. */
interface Rule {
  readonly registry: string;
  readonly words: readonly string[];
  /** A flag that must be there. */
  readonly flag?: string;
}

const rule = (registry: string, text: string, flag?: string): Rule => ({
  registry,
  words: text.split(' '),
  ...(flag === undefined ? {} : { flag }),
});
const rules = (registry: string, ...texts: readonly string[]): Rule[] =>
  texts.map((text) => rule(registry, text));

const RULES: readonly Rule[] = [
  ...rules(
    'npm',
    'npm publish',
    'pnpm publish',
    'yarn publish',
    'yarn npm publish',
    'bun publish',
    'npm dist-tag add',
  ),
  ...rules(
    'npm',
    'npm stage publish',
    'pnpm -r publish',
    'pnpm recursive publish',
    'lerna publish',
    'changeset publish',
  ),
  ...rules('npm', 'semantic-release', 'release-it', 'np', 'auto shipit', 'nx release publish', 'jsr publish'),
  ...rules(
    'pypi',
    'twine upload',
    'poetry publish',
    'uv publish',
    'flit publish',
    'hatch publish',
    'pdm publish',
  ),
  ...rules(
    'docker',
    'docker push',
    'docker image push',
    'docker manifest push',
    'docker compose push',
    'podman push',
  ),
  ...rules(
    'docker',
    'docker-compose push',
    'buildah push',
    'crane push',
    'crane copy',
    'crane cp',
    'skopeo copy',
  ),
  ...rules(
    'docker',
    'oras push',
    'ko build',
    'ko apply',
    'helm push',
    'docker buildx imagetools create',
    'regctl image copy',
  ),
  rule('docker', 'docker buildx build', '--push'),
  rule('docker', 'docker build', '--push'),
  rule('docker', 'docker buildx bake', '--push'),
  ...rules(
    'github-release',
    'goreleaser release',
    'goreleaser',
    'gh release create',
    'gh release upload',
    'gh release edit',
  ),
  ...rules(
    'github-release',
    'release-please github-release',
    'release-please manifest-release',
    'hub release create',
  ),
  ...rules('crates', 'cargo publish', 'cargo release'),
  ...rules('rubygems', 'gem push', 'rake release'),
  ...rules(
    'maven',
    'mvn deploy',
    'mvnw deploy',
    'gradle publish',
    'gradlew publish',
    'gradlew publishPlugins',
  ),
  ...rules('nuget', 'dotnet nuget push', 'nuget push'),
  ...rules('vscode', 'vsce publish', 'ovsx publish'),
  ...rules('pages', 'gh-pages', 'mkdocs gh-deploy', 'wrangler pages deploy', 'wrangler pages publish'),
  rule('pages', 'mike deploy', '--push'),
  ...rules('git', 'git push'),
  ...rules(
    'deploy',
    'vercel deploy',
    'netlify deploy',
    'fly deploy',
    'flyctl deploy',
    'wrangler deploy',
    'wrangler publish',
  ),
  ...rules(
    'deploy',
    'firebase deploy',
    'gcloud app deploy',
    'gcloud run deploy',
    'gcloud functions deploy',
    'railway up',
  ),
  ...rules(
    'deploy',
    'aws ecs update-service',
    'aws lambda update-function-code',
    'aws s3 sync',
    'aws s3 cp',
    'eb deploy',
  ),
  ...rules(
    'deploy',
    'aws deploy create-deployment',
    'aws cloudformation deploy',
    'sam deploy',
    'cdk deploy',
    'sls deploy',
  ),
  ...rules(
    'deploy',
    'serverless deploy',
    'kubectl apply',
    'kubectl set',
    'kubectl rollout',
    'kubectl create',
    'kubectl patch',
  ),
  ...rules(
    'deploy',
    'helm upgrade',
    'helm install',
    'helmfile apply',
    'helmfile sync',
    'terraform apply',
    'tofu apply',
  ),
  ...rules(
    'deploy',
    'pulumi up',
    'heroku container:release',
    'heroku container:push',
    'az webapp deploy',
    'skaffold run',
  ),
  ...rules(
    'deploy',
    'skaffold deploy',
    'fastapi deploy',
    'gsutil cp',
    'gsutil rsync',
    'gcloud storage cp',
    'supabase db push',
  ),
  rule('deploy', 'vercel', '--prod'),
];

const BY_PROGRAM = new Map<string, Rule[]>();
for (const one of RULES) {
  const program = one.words[0] ?? '';
  BY_PROGRAM.set(program, [...(BY_PROGRAM.get(program) ?? []), one]);
}

/** Words that only lead to the real program. */
const LEADING = new Set(['npx', 'bunx', 'pnpx', 'exec', 'dlx', 'x', 'run', '--', '-m', 'uvx', 'pipx']);
const LEADERS = new Set([
  'npx',
  'bunx',
  'pnpx',
  'yarn',
  'pnpm',
  'npm',
  'bun',
  'python',
  'python3',
  'uvx',
  'pipx',
  'poetry',
  'uv',
]);

/** The registry that the call publishes to; null when it publishes nothing. */
export function publishTarget(call: Call): string | null {
  const all = [call.tool, ...call.args.slice(0, 60).map((word) => word.text)];
  if (all.some((word) => /^--(?:dry-run|snapshot|skip-publish|help|noop)(?:$|=(?!false|none))/.test(word)))
    return null;
  return ruleFor(all) ?? (LEADERS.has(call.tool) ? ruleFor(behindLeader(all)) : null);
}

function behindLeader(all: readonly string[]): readonly string[] {
  const at = all.findIndex(
    (word, index) => index > 0 && !LEADING.has(word) && (!word.startsWith('-') || word === '-'),
  );
  return at < 0 ? [] : [programName(all[at] ?? '').replace(/@[^/@]*$/, ''), ...all.slice(at + 1)];
}

function ruleFor(all: readonly string[]): string | null {
  const candidates = BY_PROGRAM.get(all[0] ?? '') ?? [];
  return candidates.find((one) => holds(one, all))?.registry ?? null;
}

/** `git -C x push`, `npm --workspace=a publish`: options before a word are passed over, with one value at most. */
function holds(one: Rule, all: readonly string[]): boolean {
  let at = 1;
  for (const word of one.words.slice(1)) {
    while (all[at] !== word && all[at]?.startsWith('-') === true) {
      at += all[at + 1] !== word && all[at + 1]?.startsWith('-') === false && !all[at]?.includes('=') ? 2 : 1;
    }
    if (all[at] !== word) return false;
    at++;
  }
  const flag = one.flag;
  return flag === undefined || all.some((word) => word === flag || word.startsWith(`${flag}=`));
}
