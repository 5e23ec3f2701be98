/** Reads `package.json`: what it asks for, what it runs, and whose install scripts it allows. */
import { at, type Diagnostic } from '../model/diagnostic.ts';
import type { InstallCommand } from '../model/install.ts';
import { type Inventory, inventory, type PackageTool } from '../model/inventory.ts';
import type { Dependency, DependencyKind, Manifest, Setting } from '../model/settings.ts';
import { baseName, folderOf, malformed, type Reader, type TextFile } from './reader.ts';
import { originOfRange, targetOfRange } from './syntax/dependency-range.ts';
import {
  asArray,
  asRecord,
  asString,
  entriesOf,
  field,
  isObject,
  type JsonDocument,
  parseJson,
  stringRecord,
  stringsOf,
} from './syntax/json.ts';
import { diagnosticsOf, holdsPassword, quote, type Remark, withoutPassword } from './syntax/lockfile.ts';
import { installCommands } from './syntax/shell.ts';

const id = 'package-json';

const packageJson: Reader = {
  id,
  title: 'npm package manifest',
  spec: 'https://docs.npmjs.com/cli/v11/configuring-npm/package-json',
  matches: (path) => baseName(path) === 'package.json',
  read(file) {
    const hint = 'restore the file from git: package managers refuse it as it is';
    const json = parseJson(file.text);
    if (!json.ok) return malformed(id, file, `not JSON: ${json.message}`, hint, json.line, json.column);
    if (asRecord(json.value) === undefined)
      return malformed(id, file, 'a manifest is a JSON object, this is none', hint);
    return manifestOf(file, json);
  },
};
export default packageJson;

function manifestOf(file: TextFile, json: JsonDocument): Inventory {
  const { value } = json;
  const scripts = stringRecord(field(value, 'scripts'));
  const manifest: Manifest = {
    path: file.path,
    directory: folderOf(file.path),
    name: asString(field(value, 'name')) ?? null,
    private: field(value, 'private') === true,
    version: asString(field(value, 'version')) ?? null,
    dependencies: dependenciesOf(file, json),
    packageManager: packageManagerOf(file, json),
    engines: stringRecord(field(value, 'engines')),
    workspaces: workspacesOf(value),
    scripts,
    installs: Object.keys(scripts).flatMap((name) => installsOf(file, json, name, scripts[name] ?? '')),
    at: at(file.path),
  };
  return inventory({
    manifests: [manifest],
    settings: settingsOf(file, json),
    diagnostics: remarksOn(file, json),
  });
}

/** npm lists them plainly, yarn 1 under `packages`. */
function workspacesOf(value: unknown): readonly string[] {
  const listed = field(value, 'workspaces');
  return stringsOf(isObject(listed) ? field(listed, 'packages') : listed);
}

function installsOf(
  file: TextFile,
  json: JsonDocument,
  name: string,
  script: string,
): readonly InstallCommand[] {
  const { line, column } = json.placeOf(['scripts', name]);
  const place = { kind: 'manifest', path: file.path, script: name } as const;
  return installCommands(script, { place, path: file.path, line, column, directory: folderOf(file.path) });
}

// Dependencies.

const FIELDS: readonly (readonly [string, DependencyKind])[] = [
  ['dependencies', 'production'],
  ['devDependencies', 'development'],
  ['optionalDependencies', 'optional'],
  ['peerDependencies', 'peer'],
];

/** A name that is optional too is only optional: so do all package managers read it. */
function dependenciesOf(file: TextFile, json: JsonDocument): readonly Dependency[] {
  const spare = asRecord(field(json.value, 'optionalDependencies')) ?? {};
  return FIELDS.flatMap(([key, kind]) =>
    Object.entries(stringRecord(field(json.value, key)))
      .filter(([name]) => kind !== 'production' || typeof field(spare, name) !== 'string')
      .map(([name, range]) => ({
        name,
        target: targetOfRange(name, range),
        range: withoutPassword(range),
        kind,
        from: originOfRange(range),
        at: { path: file.path, ...json.placeOf([key, name]) },
      })),
  );
}

/** `npm@11.11.0+sha512.…`: the tool's version, without the checksum. */
function packageManagerOf(file: TextFile, json: JsonDocument): Manifest['packageManager'] {
  const written = asString(field(json.value, 'packageManager')) ?? '';
  const split = written.indexOf('@');
  if (split < 1) return null;
  const place = { path: file.path, ...json.placeOf(['packageManager']) };
  return {
    tool: written.slice(0, split),
    version: written.slice(split + 1).split('+', 1)[0] ?? '',
    at: place,
  };
}

// Settings.

/** Lists of packages whose install scripts may run, by tool. In a mapping those with `true` may. */
const ALLOWED: readonly (readonly [PackageTool, readonly string[]])[] = [
  ['pnpm', ['pnpm', 'onlyBuiltDependencies']],
  ['bun', ['trustedDependencies']],
  ['npm', ['allowScripts']],
];

function settingsOf(file: TextFile, json: JsonDocument): readonly Setting[] {
  const setting = (
    tool: PackageTool,
    key: Setting['key'],
    value: string,
    raw: string,
    path: readonly string[],
  ): Setting => {
    return {
      key,
      value,
      tool,
      directory: folderOf(file.path),
      raw: raw.slice(0, 200),
      at: { path: file.path, ...json.placeOf(path) },
    };
  };
  // To pnpm the list means that no other package may; npm and bun decide that elsewhere.
  const only = ['pnpm', 'onlyBuiltDependencies'];
  const isListed = Array.isArray(field(json.value, ...only));
  const listed = isListed ? [setting('pnpm', 'scripts', 'listed', `${only.join('.')} = …`, only)] : [];
  const allowed = ALLOWED.flatMap(([tool, path]) =>
    namesIn(field(json.value, ...path)).map(({ name, key, value }) =>
      setting(tool, 'script-allowed', name, `${[...path, key].join('.')} = ${value}`, [...path, key]),
    ),
  );
  // Yarn 2 and later allow package by package.
  const built = entriesOf(field(json.value, 'dependenciesMeta'))
    .filter(([, meta]) => field(meta, 'built') === true)
    .map(([name]) =>
      setting('yarn-berry', 'script-allowed', name, `dependenciesMeta.${name}.built = true`, [
        'dependenciesMeta',
        name,
      ]),
    );
  return [...listed, ...allowed, ...built];
}

interface Allowed {
  readonly name: string;
  /** Its key or index in the file, and what stands there. */
  readonly key: string;
  readonly value: string;
}

/** Names of a list, or of a mapping those with `true`. */
function namesIn(list: unknown): readonly Allowed[] {
  const inList = [...asArray(list).entries()].flatMap(([index, name]) =>
    typeof name === 'string' ? [{ name, key: String(index), value: name }] : [],
  );
  const inMapping = entriesOf(list).filter(([, value]) => value === true);
  return [...inList, ...inMapping.map(([name]) => ({ name, key: name, value: 'true' }))];
}

// Remarks.

const isTextRecord = (value: unknown): boolean =>
  isObject(value) && Object.values(value).every((item) => typeof item === 'string');
const isTextList = (value: unknown): boolean =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');
const isText = (value: unknown): boolean => typeof value === 'string';

/** What each field must be; of a field of another kind only what fits is read. */
const SHAPES: readonly (readonly [string, (value: unknown) => boolean, string])[] = [
  ...FIELDS.map(([key]) => [key, isTextRecord, 'names with ranges'] as const),
  ['scripts', isTextRecord, 'names with commands'],
  ['name', isText, 'text'],
  ['version', isText, 'text'],
  [
    'packageManager',
    (value) => isText(value) && /^[a-z]{1,20}@./.test(String(value)),
    'a tool and its version',
  ],
  [
    'workspaces',
    (value) => isTextList(isObject(value) ? (field(value, 'packages') ?? []) : value),
    'a list of folders',
  ],
  ['trustedDependencies', isTextList, 'a list of names'],
];

function remarksOn(file: TextFile, json: JsonDocument): readonly Diagnostic[] {
  const remarks = [...wrongTypes(json), ...passwords(json), ...twice(json)];
  return diagnosticsOf(id, file.path, remarks);
}

const wrongTypes = (json: JsonDocument): readonly Remark[] =>
  SHAPES.filter(([key, fits]) => {
    const value = field(json.value, key);
    return value !== undefined && !fits(value);
  }).map(([key, , wanted]) => ({
    what: 'wrong-type',
    severity: 'error',
    message: `\`${key}\` must be ${wanted}: what is not is left out`,
    hint: `write ${wanted}, or remove the key`,
    ...json.placeOf([key]),
  }));

const passwords = (json: JsonDocument): readonly Remark[] =>
  FIELDS.flatMap(([key]) =>
    Object.entries(stringRecord(field(json.value, key)))
      .filter(([, range]) => holdsPassword(range))
      .map(([name]) => ({
        what: 'literal-token',
        severity: 'warning',
        message: `the address of ${quote(name)} has a password in it`,
        hint: 'revoke the password, and let the package manager take it from its own settings',
        ...json.placeOf([key, name]),
      })),
  );

const twice = (json: JsonDocument): readonly Remark[] =>
  json.duplicates.map(({ path, line, column }) => ({
    what: 'duplicate-key',
    severity: 'warning',
    message: `the key ${quote(path.at(-1) ?? '')} comes a second time; the last one counts`,
    hint: 'remove one of the two',
    line,
    column,
  }));
