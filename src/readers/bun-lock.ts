/** Reads `bun.lock`. */
import { at } from '../model/diagnostic.ts';
import { type Inventory, inventory, type Scope } from '../model/inventory.ts';
import { baseName, malformed, type Reader, type TextFile } from './reader.ts';
import {
  asArray,
  asRecord,
  asString,
  entriesOf,
  field,
  isObject,
  type JsonDocument,
  type JsonObject,
  parseJson,
  stringsOf,
} from './syntax/json.ts';
import {
  duplicateKey,
  type LockEntry,
  lockInventory,
  notUnderstood,
  type Origin,
  originKind,
  quote,
  type Remark,
} from './syntax/lockfile.ts';
import { type Needs, scopesByWalking, type Wanted } from './syntax/scopes.ts';

const id = 'bun-lock';

/** Bun lockfile: JSON with trailing commas. The older binary one, `bun.lockb`, is recognised and not read. */
const bunLock: Reader = {
  id,
  title: 'Bun lockfile',
  spec: 'https://bun.com/docs/pm/lockfile',
  matches: (path) => ['bun.lock', 'bun.lockb'].includes(baseName(path)),
  read(file) {
    if (baseName(file.path) === 'bun.lockb') return binary(file);
    const hint = 'restore the file from git, or write it anew with `bun install --lockfile-only`';
    const json = parseJson(file.text, { tolerant: true });
    if (!json.ok) return malformed(id, file, `not JSON: ${json.message}`, hint, json.line, json.column);
    const packages = asRecord(field(json.value, 'packages'));
    const workspaces = asRecord(field(json.value, 'workspaces'));
    if (packages === undefined || workspaces === undefined) {
      return malformed(id, file, 'it has no readable `packages` and `workspaces`', hint);
    }
    return readLock(file, json, packages, workspaces);
  },
};
export default bunLock;

const binary = (file: TextFile): Inventory =>
  inventory({
    diagnostics: [
      {
        code: `${id}/binary`,
        severity: 'error',
        message: 'a binary lockfile is not read, and nobody can review what it locks',
        at: at(file.path),
        hint: 'run `bun install --save-text-lockfile --frozen-lockfile --lockfile-only`, then keep bun.lock and delete bun.lockb',
      },
    ],
  });

function readLock(
  file: TextFile,
  json: JsonDocument,
  packages: JsonObject,
  workspaces: JsonObject,
): Inventory {
  const installed = new Map(entriesOf(packages));
  const wanted = entriesOf(workspaces).flatMap(([, workspace]) => wantedBy(workspace, installed));
  const direct = new Set(wanted.map(({ key }) => key));
  const scopeOf = scopesByWalking(wanted, (key) => needsOf(key, installed));
  const remarks: Remark[] = remarksOnFile(json, workspaces);
  const entries: (LockEntry & { readonly resolution: string })[] = [];
  for (const [key, value] of installed) {
    const place = json.placeOf(['packages', key]);
    const resolution = asString(asArray(value)[0]);
    if (resolution === undefined)
      remarks.push(notUnderstood(`the entry ${quote(key)} names no package`, place));
    else if (!OWN.test(splitResolution(resolution).version)) {
      const facts = { ...splitResolution(resolution), origin: originOf(asArray(value)), resolution };
      entries.push({
        ...facts,
        scope: scopeOf(key),
        direct: direct.has(key) ? 'yes' : 'no',
        installScript: 'unknown',
        ...place,
      });
    }
  }
  return lockInventory(file, {
    reader: id,
    tool: 'bun',
    format: `bun.lock v${versionOf(json)}`,
    entries,
    distinct: new Set(entries.map(({ resolution }) => resolution)).size,
    workspaces: Object.keys(workspaces),
    remarks,
  });
}

/** Folders of the project: workspaces, links to folders, and the root. */
const OWN = /^(?:workspace|link|root):/;

const versionOf = (json: JsonDocument): string => {
  const version = field(json.value, 'lockfileVersion');
  return typeof version === 'number' ? String(version) : '?';
};

function remarksOnFile(json: JsonDocument, workspaces: JsonObject): Remark[] {
  const remarks = json.duplicates.map((key) => duplicateKey(key.path.at(-1) ?? '', key));
  if (!['0', '1'].includes(versionOf(json))) {
    const message = 'this version of the format is not known; it was read as version 1';
    remarks.push(notUnderstood(message, json.placeOf(['lockfileVersion'])));
  }
  for (const [folder, workspace] of entriesOf(workspaces)) {
    const odd = !isObject(workspace) || WANTED_BY.some(([key]) => !isObject(field(workspace, key) ?? {}));
    if (odd)
      remarks.push(
        notUnderstood(`the workspace ${quote(folder)} cannot be read`, json.placeOf(['workspaces', folder])),
      );
  }
  return remarks;
}

function splitResolution(resolution: string): { name: string; version: string } {
  const split = resolution.indexOf('@', 1);
  if (split === -1) return { name: resolution, version: '' };
  return { name: resolution.slice(0, split), version: resolution.slice(split + 1) };
}

/** From the registry: resolution, address ('' for the default), facts, checksum. From elsewhere: resolution, facts, … */
function originOf(value: readonly unknown[]): Origin {
  const version = splitResolution(asString(value[0]) ?? '').version;
  const facts = value.find((part) => isObject(part));
  if (field(facts, 'bundled') === true) return { kind: 'local', address: null, integrity: 'exempt' };
  const isFromRegistry = !version.includes(':');
  const address = isFromRegistry ? (asString(value[1]) ?? '') : version;
  const kind = isFromRegistry ? 'registry' : originKind(version);
  const hasChecksum = value.slice(1).some((part) => typeof part === 'string' && /^sha\d/.test(part));
  const isExempt = kind === 'git' || kind === 'local';
  return {
    kind,
    address: address === '' ? null : address,
    integrity: isExempt ? 'exempt' : hasChecksum ? 'present' : 'missing',
  };
}

// The graph. Keys are paths of names, as folders would nest: `a/b` is the b that a gets.

const WANTED_BY: readonly (readonly [string, Scope])[] = [
  ['dependencies', 'production'],
  ['peerDependencies', 'production'],
  ['optionalDependencies', 'optional'],
  ['devDependencies', 'development'],
];

type Installed = ReadonlyMap<string, unknown>;

/** A workspace's own versions stand under its name. */
function wantedBy(workspace: unknown, installed: Installed): readonly Wanted[] {
  const name = asString(field(workspace, 'name'));
  const homes = name === undefined ? [''] : [`${name}/`, ''];
  return WANTED_BY.flatMap(([from, scope]) =>
    keysFor(Object.keys(asRecord(field(workspace, from)) ?? {}), homes, installed).map((key) => ({
      scope,
      key,
    })),
  );
}

function needsOf(key: string, installed: Installed): Needs {
  const facts = asArray(installed.get(key)).find((part) => isObject(part));
  const names = (from: string): readonly string[] => Object.keys(asRecord(field(facts, from)) ?? {});
  const homes = homesOf(key);
  const sparePeers = new Set(stringsOf(field(facts, 'optionalPeers')));
  const peers = names('peerDependencies').filter((name) => !sparePeers.has(name));
  return {
    required: keysFor([...names('dependencies'), ...peers], homes, installed),
    optional: keysFor(names('optionalDependencies'), homes, installed),
  };
}

/** For each name the entry in the nearest home that has it. */
const keysFor = (
  names: readonly string[],
  homes: readonly string[],
  installed: Installed,
): readonly string[] =>
  names
    .map((name) => homes.map((home) => home + name).find((key) => installed.has(key)))
    .filter((key) => key !== undefined);

/** Deeper paths are not walked: one of a million steps would cost its square. */
const STEPS = 50;

/** `a/@s/b` → `a/@s/b/`, `a/`, and the top. */
function homesOf(key: string): readonly string[] {
  const homes = [''];
  let start = 0;
  while (start < key.length && homes.length <= STEPS) {
    const slash = key.indexOf('/', key[start] === '@' ? key.indexOf('/', start) + 1 : start);
    start = slash <= start ? key.length : slash + 1;
    homes.unshift(slash <= 0 ? `${key}/` : `${key.slice(0, start - 1)}/`);
  }
  return homes;
}
