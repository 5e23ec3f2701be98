/** npm, npx, pnpm, yarn, bun, corepack. */
import type { Answer } from '../../../model/inventory.ts';
import { type Call, isOn, type Options, options } from './call.ts';
import { type Found, type Install, install, NOTHING, namesOf, within } from './found.ts';
import type { Word } from './scan.ts';

const VALUED = new Set(
  (
    '--registry --prefix -C --dir --cwd --tag --loglevel --cache --omit --include --only --location --userconfig ' +
    '--globalconfig --otp --access --workspace --filter -F --store-dir --reporter --lockfile-dir --cache-folder ' +
    '--modules-folder --mutex --network-timeout --network-concurrency --fetch-timeout --fetch-retries --before ' +
    '--script-shell --node-options --child-concurrency --workspace-concurrency --config --backend --cache-dir ' +
    '--package --call --mode --since --from --include-workspace --preid --depth --min-release-age --maxsockets'
  ).split(' '),
);
const NPM_VALUED = new Set([...VALUED, '-w', '-p', '-c']);

const NPM_INSTALL = new Set(
  'install i in ins inst insta instal isnt isnta isntal isntall add it install-test'.split(' '),
);
const NPM_CI = new Set(
  'ci clean-install ic install-clean isntall-clean cit clean-install-test install-ci-test sit'.split(' '),
);
const NPM_UPDATE = new Set(['update', 'up', 'upgrade', 'udpate']);
const NPM_SCRIPT = new Set(['test', 't', 'tst', 'start', 'stop', 'restart']);

/** Subcommands that are no scripts, of the tools that run a script by its bare name. */
const BUILT_IN = new Set(
  (
    'access audit bin cache cat-file cat-index completion config constraints create-config dedupe deploy dist-tag ' +
    'doctor env explain exec fetch help import info init link list ll la login logout licenses ls node npm ' +
    'outdated owner pack patch patch-commit patch-remove pkg plugin prune publish rb rebuild recursive remove rm ' +
    'root search self-update server set setup store stage stages team token un uninstall unlink unplug version ' +
    'versions view whoami why workspaces approve-builds ignored-builds cat-tarball build-deps pm repl'
  ).split(' '),
);
/** Names of bun's own commands that would be scripts elsewhere. */
const BUN_BUILT_IN = new Set([
  'test',
  'build',
  'init',
  'create',
  'pm',
  'upgrade',
  'link',
  'unlink',
  'outdated',
  'audit',
]);

export function javascript(call: Call): readonly Found[] {
  switch (call.tool) {
    case 'npm':
      return npm(call);
    case 'npx':
    case 'pnpx':
    case 'bunx':
      return execute(call, call.tool === 'npx' ? 'npm' : call.tool === 'pnpx' ? 'pnpm' : 'bun', call.args);
    case 'pnpm':
      return pnpm(call);
    case 'yarn':
    case 'yarnpkg':
      return yarn(call);
    case 'bun':
      return bun(call);
    case 'corepack':
      return corepack(call);
    default:
      return NOTHING;
  }
}

interface Split {
  readonly sub: string;
  /** The words behind the subcommand. */
  readonly after: readonly Word[];
  readonly all: Options;
  readonly directory: string | null;
  /** Where its scripts run: not to be told when workspaces are chosen by name. */
  readonly scripts: string | null;
}

/** The subcommand and what stands around it. */
function split(call: Call, valued: ReadonlySet<string>): Split {
  const leading = options(call.args, valued, true);
  const all = options(call.args, valued);
  const folder = ['--prefix', '-C', '--dir', '--cwd']
    .map((flag) => all.flags.get(flag))
    .find((value) => value !== undefined);
  const directory = folder === undefined ? call.directory : within(call.directory, folder);
  const chosen = [
    '--filter',
    '-F',
    '--workspace',
    '--workspaces',
    '--recursive',
    '-r',
    ...(call.tool === 'npm' ? ['-w'] : []),
  ];
  const scripts = chosen.some((flag) => all.flags.has(flag)) ? null : directory;
  return {
    sub: leading.positional[0]?.text ?? '',
    after: leading.positional.slice(1),
    all,
    directory,
    scripts,
  };
}

/** Facts that hold for any install of these tools. */
function common(
  call: Call,
  all: Options,
  directory: string | null,
): Omit<Install, 'tool' | 'kind' | 'names' | 'locked'> {
  const { flags } = all;
  const env = (name: string) =>
    call.env.get(name) ?? call.env.get(name.toUpperCase()) ?? call.env.get(name.toLowerCase());
  const scriptsOff =
    isOn(flags.get('--ignore-scripts') ?? env('npm_config_ignore_scripts')) ||
    env('YARN_ENABLE_SCRIPTS') === 'false';
  const global = isOn(flags.get('-g')) || isOn(flags.get('--global')) || flags.get('--location') === 'global';
  return { global, scriptsOff, productionOnly: production(call, all), directory };
}

function production(call: Call, { flags }: Options): boolean {
  if (flags.get('--include') === 'dev' || flags.get('--production') === 'false' || flags.has('-D'))
    return false;
  if (['--production', '--prod'].some((flag) => isOn(flags.get(flag))) || flags.get('--omit') === 'dev')
    return true;
  if (/^prod/.test(flags.get('--only') ?? '') || (call.tool === 'pnpm' && flags.has('-P'))) return true;
  const byEnvironment = call.tool === 'npm' || call.tool === 'pnpm';
  return (
    byEnvironment && (call.env.get('NODE_ENV') === 'production' || call.env.get('npm_config_omit') === 'dev')
  );
}

const fetchesNothing = ({ flags }: Options): boolean =>
  ['--help', '-h', '--dry-run', '--package-lock-only', '--lockfile-only', '--version', '-v'].some((flag) =>
    isOn(flags.get(flag)),
  );

function lockedBy({ flags }: Options, frozen: readonly string[]): Answer {
  const none = ['--package-lock', '--lockfile', '--shrinkwrap'].some((flag) => flags.get(flag) === 'false');
  if (
    none ||
    ['--no-package-lock', '--no-lockfile', '--no-shrinkwrap', '--no-save-lockfile'].some((f) => flags.has(f))
  )
    return 'no';
  return frozen.some((flag) => isOn(flags.get(flag))) ? 'yes' : 'unknown';
}

function npm(call: Call): readonly Found[] {
  const { sub, after, all, directory, scripts } = split(call, NPM_VALUED);
  const facts = common(call, all, directory);
  const names = namesOf(options(after, NPM_VALUED).positional);
  if (sub === 'run' || sub === 'run-script' || sub === 'rum' || sub === 'urn')
    return script('npm', names[0], scripts);
  if (NPM_SCRIPT.has(sub)) return script('npm', sub === 't' || sub === 'tst' ? 'test' : sub, scripts);
  if (fetchesNothing(all)) return NOTHING;
  if (NPM_CI.has(sub)) return install('npm', 'project', 'yes', facts);
  if (NPM_INSTALL.has(sub)) return npmInstall(all, names, facts);
  if (NPM_UPDATE.has(sub))
    return install('npm', names.length > 0 ? 'named' : 'project', 'no', { ...facts, names });
  if (sub === 'audit' && names[0] === 'fix') return install('npm', 'project', 'no', facts);
  if (sub === 'exec' || sub === 'x') return execute({ ...call, directory }, 'npm', after);
  if (['init', 'create', 'innit'].includes(sub)) return creates({ ...call, directory }, 'npm', names);
  return NOTHING;
}

function npmInstall(
  all: Options,
  names: readonly string[],
  facts: ReturnType<typeof common>,
): readonly Found[] {
  const own = names.every((name) => name === '.' || name === './');
  if (own && !facts.global) return install('npm', 'project', lockedBy(all, []), facts);
  return install('npm', 'named', 'no', { ...facts, names });
}

const script = (tool: string, name: string | undefined, directory: string | null): readonly Found[] =>
  name === undefined || name === '' ? NOTHING : [{ script: { tool, script: name, directory } }];

/** `npx x …`, `pnpm dlx x …`: the rest belongs to the program. `tree`: what the tree has is taken instead. */
function execute(call: Call, tool: string, args: readonly Word[], tree = true): readonly Found[] {
  const valued = new Set([...VALUED, '-p', '-c', '-w']);
  const { flags, positional, rest } = options(args, valued, true);
  if (flags.has('--no-install') || flags.has('--no') || flags.get('--yes') === 'false') return NOTHING;
  const program = positional[0] ?? (flags.has('--call') || flags.has('-c') ? undefined : rest[0]);
  const named = flags.get('--package') ?? flags.get('-p') ?? program?.text;
  if (named === undefined || named === '') return NOTHING;
  const locked: Answer = tree && !/.@|^(?:git|https?|file|github)[:+]/.test(named) ? 'unknown' : 'no';
  const facts = common(call, { flags, positional, rest }, call.directory);
  return install(tool, 'exec', locked, {
    ...facts,
    global: false,
    productionOnly: false,
    names: namesOf([named]),
  });
}

/** `npm create vite@latest` fetches `create-vite@latest`, `@scope` fetches `@scope/create`. */
function creates(call: Call, tool: string, names: readonly string[]): readonly Found[] {
  const name = names[0];
  if (name === undefined) return NOTHING;
  return install(tool, 'exec', 'no', { directory: call.directory, names: namesOf([createName(name)]) });
}

function createName(name: string): string {
  const [, scope = '', base = '', version = ''] = /^(@[^/@]{1,200})?\/?([^@]{0,200})(@.*)?$/.exec(name) ?? [];
  const create = base === '' ? 'create' : `create-${base}`;
  return (scope === '' ? create : `${scope}/${create}`) + version;
}

function pnpm(call: Call): readonly Found[] {
  const { sub, after, all, directory, scripts } = split(call, VALUED);
  const facts = common(call, all, directory);
  const names = namesOf(options(after, VALUED).positional);
  if (sub === 'run' || sub === 'run-script') return script('pnpm', names[0], scripts);
  if (['dlx', 'create'].includes(sub)) {
    return sub === 'dlx'
      ? execute({ ...call, directory }, 'pnpm', after, false)
      : creates({ ...call, directory }, 'pnpm', names);
  }
  if (sub === '' || BUILT_IN.has(sub))
    return sub === 'fetch' ? install('pnpm', 'project', 'yes', facts) : NOTHING;
  if (fetchesNothing(all)) return NOTHING;
  if (['install', 'i'].includes(sub) && names.length === 0)
    return install('pnpm', 'project', lockedBy(all, ['--frozen-lockfile']), facts);
  if (['ci', 'clean-install', 'ic', 'install-clean'].includes(sub))
    return install('pnpm', 'project', 'yes', facts);
  if (['add', 'install', 'i'].includes(sub)) return install('pnpm', 'named', 'no', { ...facts, names });
  if (NPM_UPDATE.has(sub))
    return install('pnpm', names.length > 0 ? 'named' : 'project', 'no', { ...facts, names });
  return script('pnpm', sub === 't' ? 'test' : sub, scripts);
}

function yarn(call: Call): readonly Found[] {
  const { sub, after, all, directory, scripts } = split(call, VALUED);
  const inner = { ...call, directory };
  if (sub === 'global' || sub === 'workspace') return yarnNested(inner, sub, after);
  if (sub === 'workspaces') return yarnWorkspaces(inner, after, all);
  const facts = common(call, all, directory);
  const names = namesOf(options(after, VALUED).positional);
  if (sub === 'run') return script('yarn', names[0], scripts);
  if (sub === 'dlx') return execute(inner, 'yarn', after, false);
  if (sub === 'create') return creates(inner, 'yarn', names);
  if ((sub === 'set' || sub === 'policies') && names[0]?.endsWith('version') === true)
    return install('yarn', 'named', 'no', { ...facts, names: namesOf([`yarn@${names[1] ?? 'latest'}`]) });
  if (BUILT_IN.has(sub) || (sub !== '' && /^[^\w.@:/-]/.test(sub)) || fetchesNothing(all)) return NOTHING;
  if (sub === '' || sub === 'install')
    return install('yarn', 'project', lockedBy(all, ['--frozen-lockfile', '--immutable']), facts);
  if (sub === 'add') return install('yarn', 'named', 'no', { ...facts, names });
  if (['up', 'upgrade', 'upgrade-interactive'].includes(sub))
    return install('yarn', names.length > 0 ? 'named' : 'project', 'no', { ...facts, names });
  return script('yarn', sub, scripts);
}

function yarnNested(call: Call, sub: string, after: readonly Word[]): readonly Found[] {
  if (sub === 'workspace') return yarn({ ...call, args: after.slice(1), directory: null });
  return yarn({ ...call, args: after }).map((found) =>
    'install' in found ? { install: { ...found.install, global: true } } : found,
  );
}

function yarnWorkspaces(call: Call, after: readonly Word[], all: Options): readonly Found[] {
  const words = options(after, VALUED).positional.map((word) => word.text);
  const at = words.indexOf('run');
  if (at >= 0) return script('yarn', words[at + 1], null);
  if (words[0] !== 'focus') return NOTHING;
  return install('yarn', 'project', lockedBy(all, ['--immutable']), common(call, all, call.directory));
}

function bun(call: Call): readonly Found[] {
  const { sub, after, all, directory, scripts } = split(call, VALUED);
  const facts = common(call, all, directory);
  const names = namesOf(options(after, VALUED).positional);
  if (sub === 'run') return /[/.]/.test(names[0] ?? '') ? NOTHING : script('bun', names[0], scripts);
  if (sub === 'x') return execute({ ...call, directory }, 'bun', after);
  if (sub === 'create' || sub === 'c') return creates({ ...call, directory }, 'bun', names);
  if (fetchesNothing(all)) return NOTHING;
  if (sub === 'ci') return install('bun', 'project', 'yes', facts);
  if (['install', 'i', 'add', 'a'].includes(sub) && names.length > 0)
    return install('bun', 'named', 'no', { ...facts, names });
  if (sub === 'install' || sub === 'i')
    return install('bun', 'project', lockedBy(all, ['--frozen-lockfile']), facts);
  if (sub === 'update')
    return install('bun', names.length > 0 ? 'named' : 'project', 'no', { ...facts, names });
  if (sub === '' || /[/.]/.test(sub) || BUN_BUILT_IN.has(sub) || BUILT_IN.has(sub)) return NOTHING;
  return script('bun', sub, scripts);
}

/** `corepack enable` fetches nothing by itself; a manager named with its hash is held by it. */
function corepack(call: Call): readonly Found[] {
  const { sub, after } = split(call, VALUED);
  const names = namesOf(options(after, VALUED).positional);
  if (!['prepare', 'install', 'use', 'up', 'hydrate'].includes(sub) || sub === 'hydrate') return NOTHING;
  const exact = /@\d+\.\d+\.\d+/.test(names[0] ?? '');
  const locked: Answer = /\+sha\d+\./.test(names[0] ?? '')
    ? 'yes'
    : exact || names.length === 0
      ? 'unknown'
      : 'no';
  const kind = names.length > 0 ? 'named' : 'project';
  return install('corepack', kind, locked, { names, global: true, directory: call.directory });
}
