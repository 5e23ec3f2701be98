/** Reads what npm locks: `package-lock.json` and `npm-shrinkwrap.json`. */
import type { Answer, Scope } from '../model/inventory.ts';
import { baseName, malformed, type Reader } from './reader.ts';
import {
  asRecord,
  asString,
  entriesOf,
  field,
  isObject,
  type JsonDocument,
  type JsonObject,
  parseJson,
} from './syntax/json.ts';
import type { Place } from './syntax/lines.ts';
import {
  duplicateKey,
  type Lock,
  type LockEntry,
  lockInventory,
  notUnderstood,
  type Origin,
  originKind,
  quote,
  type Remark,
} from './syntax/lockfile.ts';

const id = 'npm-lock';

/** npm lockfile, versions 1 to 3. Version 2 holds both shapes; npm since 7 reads `packages`, and so do we. */
const npmLock: Reader = {
  id,
  title: 'npm lockfile',
  spec: 'https://docs.npmjs.com/cli/v11/configuring-npm/package-lock-json',
  matches: (path) => ['package-lock.json', 'npm-shrinkwrap.json'].includes(baseName(path)),
  read(file) {
    const hint = 'restore the file from git, or write it anew with `npm install --package-lock-only`';
    const json = parseJson(file.text);
    if (!json.ok) return malformed(id, file, `not JSON: ${json.message}`, hint, json.line, json.column);
    const lock = asRecord(json.value);
    if (lock === undefined) return malformed(id, file, 'a lockfile is a JSON object, this is none', hint);
    const shape = shapeOf(lock);
    if (shape === undefined)
      return malformed(id, file, 'it has no readable `packages` or `dependencies`', hint);
    const read = shape === 'packages' ? readPackages(lock, json) : readTree(lock, file.text);
    return lockInventory(file, {
      reader: id,
      tool: 'npm',
      format: `${baseName(file.path).slice(0, -'.json'.length)} ${versionOf(lock)}`,
      ...read,
      remarks: [...remarksOnFile(lock, json), ...read.remarks],
    });
  },
};
export default npmLock;

type Read = Pick<Lock, 'entries' | 'workspaces' | 'remarks'>;

/** The same while it is being read. */
interface Growing {
  readonly entries: LockEntry[];
  readonly workspaces: string[];
  readonly remarks: Remark[];
}

/** Before npm 5.0.0-beta the version was not written. */
function versionOf(lock: JsonObject): string {
  const version = field(lock, 'lockfileVersion') ?? 1;
  return typeof version === 'number' ? `v${version}` : 'of no version';
}

/** A lock of version 1 without any dependency has no `dependencies`. */
function shapeOf(lock: JsonObject): 'packages' | 'tree' | undefined {
  const [packages, tree] = [field(lock, 'packages'), field(lock, 'dependencies')];
  if (packages !== undefined) return isObject(packages) ? 'packages' : undefined;
  if (tree !== undefined) return isObject(tree) ? 'tree' : undefined;
  return field(lock, 'lockfileVersion') === 1 ? 'tree' : undefined;
}

function remarksOnFile(lock: JsonObject, json: JsonDocument): readonly Remark[] {
  const known = ['v1', 'v2', 'v3'].includes(versionOf(lock));
  const place = json.placeOf(['lockfileVersion']);
  const unknown = notUnderstood(
    'this version of the format is not known; it was read as the nearest one',
    place,
  );
  return [
    ...(known ? [] : [unknown]),
    ...json.duplicates.map((key) => duplicateKey(key.path.at(-1) ?? '', key)),
  ];
}

// Versions 2 and 3: one flat object of paths.

const FOLDER = 'node_modules/';

/** The project's own packages stand outside of any `node_modules`; their links inside are no entries. */
const isInstalled = (key: string): boolean => key.startsWith(FOLDER) || key.includes(`/${FOLDER}`);

function readPackages(lock: JsonObject, json: JsonDocument): Read {
  const packages = field(lock, 'packages');
  const all = entriesOf(packages);
  const own = all.filter(([key]) => !isInstalled(key));
  const direct = directPaths(own, packages);
  const remarks: Remark[] = [...oddManifests(own, json)];
  const entries: LockEntry[] = [];
  for (const [key, value] of all) {
    const place = json.placeOf(['packages', key]);
    if (!isObject(value)) remarks.push(notUnderstood(`the entry ${quote(key)} is no object`, place));
    else if (isInstalled(key) && field(value, 'link') !== true) {
      const { name, version } = identityOf(key, value);
      if (version === undefined)
        remarks.push(notUnderstood(`the version of ${quote(key)} is no text`, place));
      const scopeAndOrigin = { scope: scopeOf(value), origin: originOf(value) };
      const installScript: Answer = field(value, 'hasInstallScript') === true ? 'yes' : 'no';
      const named: Answer = direct.has(key) ? 'yes' : 'no';
      entries.push({
        name,
        version: version ?? '',
        direct: named,
        installScript,
        ...scopeAndOrigin,
        ...place,
      });
    }
  }
  return { entries, workspaces: own.map(([key]) => key), remarks };
}

/** An alias has its real name in `name`. The version is undefined when it is of a wrong type. */
function identityOf(key: string, value: JsonObject): { name: string; version: string | undefined } {
  const installedAs = key.slice(key.lastIndexOf(FOLDER) + FOLDER.length);
  const version = field(value, 'version');
  return {
    name: asString(field(value, 'name')) ?? installedAs,
    version: version === undefined ? '' : asString(version),
  };
}

function scopeOf(value: JsonObject): Scope {
  if (field(value, 'dev') === true) return 'development';
  return field(value, 'optional') === true || field(value, 'devOptional') === true
    ? 'optional'
    : 'production';
}

/** In version 1 the version of what comes from elsewhere is its address. */
function originOf(value: JsonObject, version = ''): Origin {
  // Bundled packages come inside of their parent's tarball, under its checksum.
  if (field(value, 'inBundle') === true || field(value, 'bundled') === true) {
    return { kind: 'local', address: null, integrity: 'exempt' };
  }
  const elsewhere = version.includes(':') && !version.startsWith(ALIAS) ? version : null;
  const address = elsewhere ?? asString(field(value, 'resolved')) ?? null;
  const kind = address === null ? 'registry' : originKind(address);
  if (kind === 'git' || kind === 'local') return { kind, address, integrity: 'exempt' };
  const checksum = asString(field(value, 'integrity')) ?? '';
  return { kind, address, integrity: checksum === '' ? 'missing' : 'present' };
}

const DEPENDENCY_FIELDS = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'];
/** Deeper folders are not looked through: a path of a million steps would cost its square. */
const FOLDER_STEPS = 50;

/** Entries that a manifest of the project names: found from its folder upwards, as node does. */
function directPaths(own: readonly (readonly [string, unknown])[], packages: unknown): ReadonlySet<string> {
  const found = new Set<string>();
  for (const [folder, manifest] of own) {
    const homes = foldersUpwards(folder);
    for (const [name] of DEPENDENCY_FIELDS.flatMap((key) => entriesOf(field(manifest, key)))) {
      const home = homes.find((one) => Object.hasOwn(packages as object, `${one}${FOLDER}${name}`));
      if (home !== undefined) found.add(`${home}${FOLDER}${name}`);
    }
  }
  return found;
}

/** Own packages whose dependencies cannot be read: what they name is then not known as direct. */
const oddManifests = (own: readonly (readonly [string, unknown])[], json: JsonDocument): readonly Remark[] =>
  own.flatMap(([folder, manifest]) =>
    DEPENDENCY_FIELDS.filter((key) => !isObject(field(manifest, key) ?? {})).map((key) =>
      notUnderstood(
        `${quote(key)} of ${quote(folder)} is no object`,
        json.placeOf(['packages', folder, key]),
      ),
    ),
  );

/** `a/b` → `a/b/`, `a/`, and the root. */
function foldersUpwards(folder: string): readonly string[] {
  const parts = folder === '' ? [] : folder.split('/', FOLDER_STEPS);
  return [...parts.map((_, index) => `${parts.slice(0, parts.length - index).join('/')}/`), ''];
}

// Version 1: a tree of dependencies.

function readTree(lock: JsonObject, text: string): Read {
  // Only here do the entries stand deeper than places are kept by default.
  const deep = parseJson(text, { keyDepth: Number.POSITIVE_INFINITY });
  const placeOf = deep.ok ? deep.placeOf : () => ({ line: 1, column: 1 });
  const read: Growing = { entries: [], workspaces: [''], remarks: [] };
  // The scanner refuses deep nesting, so the walk may recurse.
  const walk = (tree: unknown, path: readonly string[]): void => {
    for (const [name, node] of entriesOf(tree)) {
      const here = [...path, 'dependencies', name];
      readNode(name, node, placeOf(here), read);
      const below = field(node, 'dependencies');
      if (below !== undefined && !isObject(below)) {
        read.remarks.push(notUnderstood(`the dependencies of ${quote(name)} are no object`, placeOf(here)));
      }
      walk(below, here);
    }
  };
  walk(field(lock, 'dependencies'), []);
  return read;
}

function readNode(key: string, node: unknown, place: Place, read: Growing): void {
  const version = asString(field(node, 'version'));
  if (version === undefined)
    read.remarks.push(notUnderstood(`the entry ${quote(key)} has no version`, place));
  if (!isObject(node)) return;
  // A local folder is linked and has no checksum; a local tarball has one.
  if (version?.startsWith('file:') && field(node, 'integrity') === undefined) {
    read.workspaces.push(version.slice('file:'.length));
    return;
  }
  read.entries.push({
    ...splitAlias(key, version ?? ''),
    scope: scopeOf(node),
    direct: 'unknown',
    installScript: 'unknown',
    origin: originOf(node, version),
    ...place,
  });
}

/** `npm:real@1.0.0` counts under its real name. */
function splitAlias(key: string, version: string): { name: string; version: string } {
  if (!version.startsWith(ALIAS)) return { name: key, version };
  const target = version.slice(ALIAS.length);
  const split = target.indexOf('@', 1);
  return split === -1
    ? { name: target, version: '' }
    : { name: target.slice(0, split), version: target.slice(split + 1) };
}

const ALIAS = 'npm:';
