import { at, type Location } from '../model/diagnostic.ts';
import { type Inventory, inventory } from '../model/inventory.ts';
import type { Setting, SettingKey } from '../model/settings.ts';
import { baseName, folderOf, malformed, type Reader, type TextFile } from './reader.ts';
import { clip, holdsPassword, hostOf, hoursOf, type Remarks, remarksOn, textList } from './syntax/setting.ts';

type Table = Readonly<Record<string, unknown>>;

/** Reads `bunfig.toml`: the table `[install]`, all of it for bun. */
const bunfig: Reader = {
  id: 'bunfig',
  title: 'Bun settings',
  spec: 'https://bun.com/docs/runtime/bunfig',
  matches: (path) => baseName(path) === 'bunfig.toml',
  async read(file) {
    const { parse, TomlError } = await import('smol-toml');
    try {
      return settingsOf(file, parse(file.text.replace(/^\uFEFF/, '')));
    } catch (error) {
      const place = error instanceof TomlError ? error : { line: 1, column: 1 };
      const message = 'the file is no TOML';
      return malformed(
        'bunfig',
        file,
        message,
        'compare the line with https://toml.io',
        place.line,
        place.column,
      );
    }
  },
};
export default bunfig;

interface Context {
  readonly settings: Setting[];
  readonly remarks: Remarks;
  readonly file: TextFile;
  placeOf(key: string): Location;
}

function settingsOf(file: TextFile, root: Table): Inventory {
  const remarks = remarksOn('bunfig', file);
  const context: Context = { settings: [], remarks, file, placeOf: placesIn(file) };
  const install = root.install;
  if (isTable(install)) readInstall(install, context);
  else if (install !== undefined) bad('install', 'a table', context);
  return inventory({ settings: context.settings, diagnostics: remarks.list() });
}

function readInstall(install: Table, context: Context): void {
  readAge(install, context);
  readNames(install.minimumReleaseAgeExcludes, context);
  const production = readSwitch(install, 'production', context);
  const frozen = readSwitch(install, 'frozenLockfile', context);
  // Production mode freezes the lockfile too.
  if (frozen !== null) emit('frozen', frozen || production === true, 'frozenLockfile', frozen, context);
  else if (production === true) emit('frozen', true, 'production', true, context);
  if (readSwitch(install, 'ignoreScripts', context) === true)
    emit('scripts', 'off', 'ignoreScripts', true, context);
  if (isTable(install.lockfile)) {
    const save = readSwitch(install.lockfile, 'save', context);
    if (save !== null) emit('lockfile', save, 'save', save, context);
  }
  readRegistry('registry', install.registry, context);
  if (!isTable(install.scopes)) return;
  for (const [scope, registry] of Object.entries(install.scopes)) readRegistry(scope, registry, context);
}

function readAge(install: Table, context: Context): void {
  const key = 'minimumReleaseAge';
  if (install[key] === undefined) return;
  const hours = hoursOf(install[key], 'second');
  if (hours === null) bad(key, 'a number of seconds', context);
  else emit('age-gate', hours, key, install[key], context);
}

function readNames(value: unknown, context: Context): void {
  const key = 'minimumReleaseAgeExcludes';
  if (value === undefined) return;
  const names = Array.isArray(value) ? textList(value) : null;
  if (names === null) bad(key, 'a list of names', context);
  for (const name of names ?? []) emit('age-gate-exempt', clip(name), key, name, context);
}

function readSwitch(table: Table, key: string, context: Context): boolean | null {
  const value = table[key];
  if (value === undefined) return null;
  if (typeof value === 'boolean') return value;
  bad(key, '`true` or `false`', context);
  return null;
}

/** An address, or a table with `url` and a token; names of variables start with `$`. */
function readRegistry(key: string, value: unknown, context: Context): void {
  if (value === undefined) return;
  const url = isTable(value) ? value.url : value;
  const secrets = isTable(value) ? [value.token, value.password] : [];
  if (
    holdsPassword(url) ||
    secrets.some((one) => typeof one === 'string' && one !== '' && !one.startsWith('$'))
  ) {
    const hint = 'revoke the token, and take it from an environment variable instead';
    const message = 'a registry token or password is written in this file';
    context.remarks.add('literal-token', message, context.placeOf(key), hint);
  }
  const host = hostOf(url);
  if (host === null) bad(key, 'an address', context);
  else emit('registry', host, key, host, context);
}

function emit(
  key: SettingKey,
  value: Setting['value'],
  name: string,
  written: unknown,
  context: Context,
): void {
  const { file, settings } = context;
  const raw = clip(`${name} = ${String(written)}`);
  settings.push({ key, value, tool: 'bun', directory: folderOf(file.path), raw, at: context.placeOf(name) });
}

function bad(key: string, wanted: string, { remarks, placeOf }: Context): void {
  const name = clip(key, 60);
  const message = `\`${name}\` must be ${wanted}: the setting is not counted`;
  remarks.add('bad-value', message, placeOf(key), `write \`${name} = …\` with ${wanted}, or remove the line`);
}

/** Where a key stands: the parser does not tell, so the first line that starts with it. */
function placesIn(file: TextFile): (key: string) => Location {
  const places = new Map<string, Location>();
  for (const [index, line] of file.text.split(/\r\n|\r|\n/).entries()) {
    const match = /^(\s*)(?:\[?[\w.]*\.)?["']?([\w@/-]+)["']?\s*[=\]]/.exec(line.slice(0, 400));
    const key = match?.[2];
    if (key !== undefined && !places.has(key))
      places.set(key, at(file.path, index + 1, (match?.[1]?.length ?? 0) + 1));
  }
  return (key) => places.get(key) ?? at(file.path);
}

const isTable = (value: unknown): value is Table =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
