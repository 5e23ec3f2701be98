/** Python, Go, Rust, Ruby, PHP, .NET, conda. Distribution packages (apt, apk, yum) are signed and not counted. */
import type { Answer } from '../../../model/inventory.ts';
import { type Call, isOn, options } from './call.ts';
import { type Found, install, NOTHING, namesOf, within } from './found.ts';
import type { Word } from './scan.ts';

const PIP_VALUED = new Set(
  (
    '-r --requirement -c --constraint -e --editable -i --index-url --extra-index-url -f --find-links -t --target ' +
    '--prefix --root --platform --python-version --implementation --abi --python --cache-dir --timeout --retries ' +
    '--trusted-host --proxy --config-settings --no-binary --only-binary --progress-bar --upgrade-strategy --log -p ' +
    '--index --default-index --keyring-provider --resolution --exclude-newer --override --report'
  ).split(' '),
);
const PROJECT_VALUED = new Set(
  (
    '-E --extras --extra --group --only-group --no-group --with --without --only --directory --project -C -P ' +
    '--python -p --package --no-install-package --index-url --suffix --pip-args --index --with-requirements ' +
    '--env-file --from -G --file -f -n --name -c --channel --spec'
  ).split(' '),
);

type Recogniser = (call: Call) => readonly Found[];

const TOOLS: Readonly<Record<string, Recogniser>> = {
  pip: (call) => pip(call, 'pip', call.args),
  pip3: (call) => pip(call, 'pip', call.args),
  pipx,
  python,
  python3: python,
  py: python,
  uv,
  uvx: (call) => execute(call, 'uv', call.args),
  poetry,
  pipenv: (call) =>
    project(call, 'pipenv', { install: 'unknown', sync: 'yes', update: 'no' }, [
      '--deploy',
      '--ignore-pipfile',
    ]),
  pdm: (call) =>
    project(call, 'pdm', { install: 'unknown', sync: 'yes', update: 'no', add: 'no' }, [
      '--frozen-lockfile',
      '--check',
    ]),
  conda,
  mamba: conda,
  micromamba: conda,
  go,
  cargo,
  gem: (call) => named(call, 'gem', ['install', 'i', 'update']),
  bundle,
  bundler: bundle,
  composer: (call) =>
    project(call, 'composer', { install: 'unknown', i: 'unknown', update: 'no', require: 'no' }, []),
  dotnet,
};

export function languages(call: Call): readonly Found[] {
  const name = /^(?:pip|python)3?\.\d{1,2}$/.test(call.tool) ? call.tool.replace(/3?\.\d+$/, '') : call.tool;
  return Object.hasOwn(TOOLS, name) ? (TOOLS[name]?.(call) ?? NOTHING) : NOTHING;
}

/** `pip install …` with the words behind `pip`. */
function pip(call: Call, tool: string, args: readonly Word[]): readonly Found[] {
  const { positional, flags } = options(args, PIP_VALUED);
  const sub = positional[0]?.text;
  if (!['install', 'download', 'wheel', 'sync'].includes(sub ?? '') || flags.has('--dry-run')) return NOTHING;
  const names = namesOf(positional.slice(1));
  const others = sub === 'sync' ? [] : names.filter((name) => !isLocal(name));
  const directory = call.directory;
  const hashes: Answer | null = flags.has('--require-hashes') ? 'yes' : null;
  if (others.length > 0) return install(tool, 'named', hashes ?? 'no', { names: others, directory });
  const file = flags.get('-r') ?? flags.get('--requirement') ?? (sub === 'sync' ? names[0] : undefined);
  if (file !== undefined)
    return install(tool, 'project', hashes ?? 'unknown', { directory: folderOfFile(directory, file) });
  const own = flags.get('-e') ?? flags.get('--editable') ?? names[0];
  return own === undefined
    ? NOTHING
    : install(tool, 'project', 'no', { directory: within(directory, own.replace(/\[.*$/, '')) });
}

const isLocal = (name: string): boolean =>
  /^\.{1,2}(?:$|[/\\[])|^\/|\.whl$|\.tar\.gz$/.test(name) && !name.includes('://');

const folderOfFile = (directory: string | null, file: string): string | null =>
  within(directory, file.includes('/') ? file.slice(0, file.lastIndexOf('/')) : '.');

function python(call: Call): readonly Found[] {
  const { flags, positional } = options(call.args, new Set(['-m', '-c', '-X', '-W']), true);
  if (flags.get('-m') === 'pip') return pip(call, 'pip', positional);
  return flags.get('-m') === 'uv' ? uv({ ...call, args: positional }) : NOTHING;
}

function pipx(call: Call): readonly Found[] {
  const { positional } = options(call.args, PROJECT_VALUED, true);
  const rest = positional.slice(1);
  if (positional[0]?.text === 'run') return execute(call, 'pipx', rest);
  return named({ ...call, args: positional }, 'pipx', ['install', 'inject', 'upgrade'], true);
}

/** `uvx x`, `pipx run x`: always a fresh environment. */
function execute(call: Call, tool: string, args: readonly Word[]): readonly Found[] {
  const { positional, flags } = options(args, PROJECT_VALUED, true);
  const name = flags.get('--from') ?? flags.get('--spec') ?? positional[0]?.text;
  return name === undefined
    ? NOTHING
    : install(tool, 'exec', 'no', { names: namesOf([name]), directory: call.directory });
}

/** Tools whose install commands name packages and know no lockfile. */
function named(call: Call, tool: string, subs: readonly string[], global = true): readonly Found[] {
  const { positional } = options(call.args, PROJECT_VALUED);
  const names = namesOf(positional.slice(1));
  if (!subs.includes(positional[0]?.text ?? '') || names.length === 0) return NOTHING;
  return install(tool, 'named', 'no', { names, global, directory: call.directory });
}

/** Tools with a project and a lockfile: what each subcommand says of the lockfile, and flags that insist on it. */
function project(
  call: Call,
  tool: string,
  subs: Readonly<Record<string, Answer>>,
  frozen: readonly string[],
): readonly Found[] {
  const { positional, flags } = options(call.args, PROJECT_VALUED);
  const sub = positional[0]?.text ?? '';
  if (!Object.hasOwn(subs, sub) || flags.has('--dry-run')) return NOTHING;
  const folder = flags.get('--directory') ?? flags.get('--project') ?? flags.get('-C');
  const directory = folder === undefined ? call.directory : within(call.directory, folder);
  const names = namesOf(positional.slice(1));
  const productionOnly = isProduction(flags);
  if (names.length > 0) return install(tool, 'named', 'no', { names, directory, productionOnly });
  const locked = frozen.some((flag) => isOn(flags.get(flag))) ? 'yes' : (subs[sub] ?? 'unknown');
  return install(tool, 'project', locked, { directory, productionOnly });
}

function isProduction(flags: ReadonlyMap<string, string>): boolean {
  if (flags.has('--no-dev') || flags.has('--prod') || flags.has('--production')) return true;
  return (
    flags.get('--only') === 'main' || flags.get('--without') === 'dev' || flags.get('--no-group') === 'dev'
  );
}

function poetry(call: Call): readonly Found[] {
  const own = options(call.args, PROJECT_VALUED).positional[0]?.text === 'self';
  if (own) return named({ ...call, args: call.args.slice(1) }, 'poetry', ['add', 'update']);
  return project(call, 'poetry', { install: 'yes', sync: 'yes', add: 'no', update: 'no' }, []);
}

function uv(call: Call): readonly Found[] {
  const { positional } = options(call.args, PROJECT_VALUED, true);
  const [sub, next] = [positional[0]?.text ?? '', positional[1]?.text ?? ''];
  if (sub === 'pip') return pip(call, 'uv', positional.slice(1));
  if (sub === 'tool' && next === 'run') return execute(call, 'uv', positional.slice(2));
  if (sub === 'tool') return named({ ...call, args: positional.slice(1) }, 'uv', ['install', 'upgrade']);
  return project(call, 'uv', { sync: 'unknown', add: 'no' }, ['--frozen', '--locked']);
}

function conda(call: Call): readonly Found[] {
  const { positional, flags } = options(call.args, PROJECT_VALUED);
  const words = positional.map((word) => word.text);
  const [sub = '', next = ''] = words;
  const file = flags.has('-f') || flags.has('--file');
  if (sub === 'env' && ['create', 'update'].includes(next))
    return install('conda', 'project', 'unknown', { directory: call.directory });
  if (!['install', 'create', 'update', 'upgrade'].includes(sub)) return NOTHING;
  const names = namesOf(words.slice(1));
  if (names.length === 0)
    return file ? install('conda', 'project', 'unknown', { directory: call.directory }) : NOTHING;
  return install('conda', 'named', 'no', { names, global: true, directory: call.directory });
}

const EXACT = /@v?\d+\.\d+\.\d+/;

/** With a version, go takes exactly the module's own requirements, checked by the checksum database. */
function go(call: Call): readonly Found[] {
  const { positional } = options(
    call.args,
    new Set(['-C', '-o', '-ldflags', '-tags', '-mod', '-modfile', '-gcflags']),
  );
  const [sub = '', ...names] = namesOf(positional);
  const directory = call.directory;
  const remote = names.filter((name) => /^[\w-]+(?:\.[\w-]+)+\//.test(name) && !name.startsWith('.'));
  const locked: Answer = remote.every((name) => EXACT.test(name)) ? 'unknown' : 'no';
  if (sub === 'mod')
    return names[0] === 'download' ? install('go', 'project', 'yes', { directory }) : NOTHING;
  if (sub === 'install' && names[0] === 'tool') return install('go', 'project', 'yes', { directory });
  if (sub === 'run')
    return remote[0]?.includes('@') === true
      ? install('go', 'exec', locked, { names: remote.slice(0, 1), global: true, directory })
      : NOTHING;
  if ((sub !== 'install' && sub !== 'get') || remote.length === 0) return NOTHING;
  const global = sub === 'install' && remote.some((name) => name.includes('@'));
  return install('go', 'named', locked, { names: remote, global, directory });
}

const CARGO_VALUED = new Set(
  '--version --vers --path --git --branch --tag --rev --root --features -F --index --registry --target --profile -j --bin'.split(
    ' ',
  ),
);

function cargo(call: Call): readonly Found[] {
  const words = call.args.filter((word) => !word.text.startsWith('+'));
  const { positional, flags } = options(words, CARGO_VALUED);
  const [sub = '', ...names] = namesOf(positional);
  if (!['install', 'binstall', 'fetch', 'add'].includes(sub)) return NOTHING;
  const insists = flags.has('--locked') || flags.has('--frozen');
  const path = flags.get('--path');
  if (sub === 'fetch' || path !== undefined) {
    const locked: Answer = insists ? 'yes' : sub === 'fetch' ? 'unknown' : 'no';
    return install('cargo', 'project', locked, { directory: within(call.directory, path ?? '.') });
  }
  const git = flags.get('--git');
  const all = git === undefined ? names : [git, ...names];
  const exact =
    flags.has('--version') ||
    flags.has('--vers') ||
    flags.has('--rev') ||
    all.every((name) => EXACT.test(name));
  if (all.length === 0) return NOTHING;
  return install('cargo', 'named', insists && exact ? 'yes' : 'no', {
    names: all,
    global: sub !== 'add',
    directory: call.directory,
  });
}

function bundle(call: Call): readonly Found[] {
  const { positional, flags } = options(
    call.args,
    new Set(['--path', '--jobs', '-j', '--retry', '--without', '--with', '--gemfile']),
  );
  const sub = positional[0]?.text ?? 'install';
  if (flags.has('--version') || flags.has('-v')) return NOTHING;
  if (sub === 'add') return named(call, 'bundler', ['add'], false);
  if (sub !== 'install' && sub !== 'update') return NOTHING;
  const frozen = ['--frozen', '--deployment'].some((flag) => isOn(flags.get(flag)));
  const productionOnly = /development/.test(flags.get('--without') ?? call.env.get('BUNDLE_WITHOUT') ?? '');
  const locked: Answer = sub === 'update' ? 'no' : frozen ? 'yes' : 'unknown';
  return install('bundler', 'project', locked, { directory: call.directory, productionOnly });
}

function dotnet(call: Call): readonly Found[] {
  const { positional, flags } = options(
    call.args,
    new Set(['--version', '--tool-path', '--add-source', '--configfile', '-r']),
  );
  const [sub = '', next = '', ...names] = namesOf(positional);
  if (sub === 'restore')
    return install('dotnet', 'project', flags.has('--locked-mode') ? 'yes' : 'unknown', {
      directory: call.directory,
    });
  if (sub !== 'tool' || !['install', 'update'].includes(next) || names.length === 0) return NOTHING;
  return install('dotnet', 'named', 'no', {
    names,
    global: flags.has('-g') || flags.has('--global'),
    directory: call.directory,
  });
}
