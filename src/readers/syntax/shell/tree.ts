/** Whether a call runs something of the checked-out tree: a build, a script, an install with its hooks. */
import type { Answer } from '../../../model/inventory.ts';
import { type Call, options } from './call.ts';
import { INTERPRETERS } from './network.ts';

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

/** Their recipes, configuration or plug-ins are files of the tree. */
const ALWAYS = words(
  `make gmake cmake ninja meson gradle gradlew mvn mvnw ant sbt bazel bazelisk buck buck2 rake just task mage tox nox
   pytest pre-commit prek jest vitest mocha ava eslint prettier webpack vite rollup turbo nx lerna gulp grunt bundle
   bundler rspec rails composer phpunit dotnet msbuild xcodebuild swift fastlane npx bunx pnpx tsx ts-node mkdocs
   sphinx-build hugo jekyll terraform tofu terragrunt pulumi cdk sls serverless goreleaser poetry pdm pipenv hatch
   tests flask alembic stack cabal mix rebar3 lein scons waf act skaffold playwright cypress husky coverage ng next`,
);
/** Read, move or print; run nothing of the tree. */
const NEVER = words(
  `echo printf cat test [ [[ true false : exit return set unset export local declare readonly shift cd pushd popd ls cp
   mv rm mkdir rmdir touch ln chmod chown head tail sort uniq wc cut tr sed awk grep egrep fgrep rg jq yq tee diff cmp
   find date sleep wait kill env printenv pwd which type basename dirname realpath readlink stat du df id whoami uname
   seq read tar unzip zip gzip gunzip xz base64 sha256sum shasum md5sum openssl gpg curl wget gh git ssh-keyscan
   ssh-agent ssh-add apt apt-get apk yum dnf brew sudo for case esac in function done fi else } aws gcloud az
   kubectl helm hub xargs mktemp trap ulimit hostname nproc column less more rev paste join comm fold envsubst ps lsof`,
);
const GO_RUNS = words('build test run generate vet install tool');
const CARGO_RUNS = words('build test run bench check clippy doc install publish package b t r c');
const NPM_QUIET = words(
  'config set get login whoami view info version outdated ls list cache pkg help audit -v --version',
);

const VALUED = new Set(['-C', '-m', '-c', '-e', '--filter', '--prefix', '--dir', '--cwd']);

/** `./x`, `scripts/x`, `$GITHUB_WORKSPACE/x`. */
const OF_THE_TREE = /^(?:\.{1,2}\/|[\w.-]+\/|\$\{?GITHUB_WORKSPACE|\$\{\{\s*github\.workspace)/;

type Judge = (call: Call, sub: string, flags: ReadonlyMap<string, string>) => Answer;

const manager: Judge = (_call, sub) => (NPM_QUIET.has(sub) ? 'no' : 'yes');

const BY_TOOL: Readonly<Record<string, Judge>> = {
  '': () => 'no',
  '.': (call) => runsFile(call.args[0]?.text),
  source: (call) => runsFile(call.args[0]?.text),
  npm: manager,
  pnpm: manager,
  yarn: manager,
  bun: manager,
  deno: manager,
  go: (call, sub) => (GO_RUNS.has(sub) ? runsGo(call) : 'no'),
  cargo: (_call, sub) => (CARGO_RUNS.has(sub) ? 'yes' : 'unknown'),
  docker,
  podman: docker,
  'docker-compose': docker,
  uv: python,
  pip: python,
  pip3: python,
};

export function runsTree(call: Call): Answer {
  const { tool } = call;
  if (OF_THE_TREE.test(call.program)) return 'yes';
  const { flags, positional } = options(call.args, VALUED, true);
  if (Object.hasOwn(BY_TOOL, tool))
    return BY_TOOL[tool]?.(call, positional[0]?.text ?? '', flags) ?? 'unknown';
  if (INTERPRETERS.has(tool)) return interpreter(call, flags);
  if (ALWAYS.has(tool)) return 'yes';
  return NEVER.has(tool) ? 'no' : 'unknown';
}

/** Whether a program runs files that it is given, or whose recipes are files of the tree. */
export const runsFiles = (tool: string): boolean => ALWAYS.has(tool) || INTERPRETERS.has(tool);

/** A file of the tree, but not one of the machine or of a variable that cannot be told. */
function runsFile(file: string | undefined): Answer {
  if (file === undefined || file === '/dev/stdin' || file.startsWith('<(')) return 'no';
  if (/^\$(?!\{?GITHUB_WORKSPACE|\{\{\s*github\.workspace)/.test(file)) return 'unknown';
  return file.startsWith('/') || file.startsWith('~') ? 'no' : 'yes';
}

function interpreter(call: Call, flags: ReadonlyMap<string, string>): Answer {
  if (flags.has('-m'))
    return ['pip', 'json.tool', 'venv', 'http.server', 'base64'].includes(flags.get('-m') ?? '')
      ? 'unknown'
      : 'yes';
  if (flags.has('-c') || flags.has('-e') || flags.has('-p') || flags.has('--version')) return 'no';
  return runsFile(call.args.find((word) => !word.text.startsWith('-'))?.text);
}

function runsGo(call: Call): Answer {
  const remote = call.args.some((word) => /^[\w-]+(?:\.[\w-]+)+\/.*@/.test(word.text));
  return remote ? 'no' : 'yes';
}

function docker(call: Call, sub: string): Answer {
  const builds = call.args.some((word) => ['build', 'up', 'bake', 'compose'].includes(word.text));
  if (builds || call.tool === 'docker-compose') return 'yes';
  return sub === 'run' ? 'unknown' : 'no';
}

function python(call: Call, sub: string): Answer {
  const project = call.args.some((word) =>
    /^(?:-r|-e|--requirement|--editable|\.|\.\[.*)$|^\.\//.test(word.text),
  );
  if (project || ['sync', 'run', 'build', 'lock', 'add', 'publish'].includes(sub)) return 'yes';
  return 'no';
}

/** `yes` beats `unknown` beats `no`. */
export const strongest = (answers: readonly Answer[]): Answer =>
  answers.includes('yes') ? 'yes' : answers.includes('unknown') ? 'unknown' : 'no';
