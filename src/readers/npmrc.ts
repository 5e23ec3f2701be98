import { at, type Location } from '../model/diagnostic.ts';
import { type Inventory, inventory, type PackageTool } from '../model/inventory.ts';
import type { Setting, SettingKey } from '../model/settings.ts';
import { baseName, folderOf, malformed, type Reader, type TextFile } from './reader.ts';
import { type Ini, type IniEntry, parseIni } from './syntax/ini.ts';
import {
  type AgeUnit,
  clip,
  decimal,
  holdsPassword,
  hostOf,
  hoursOf,
  type Remarks,
  remarksOn,
} from './syntax/setting.ts';

/**
 * Reads `.npmrc`, where npm and, before its version 11, pnpm keep settings.
 *
 * A setting that both read is given once for each. Tokens are never repeated, not even in part.
 */
const npmrc: Reader = {
  id: 'npmrc',
  title: 'npm settings',
  spec: 'https://docs.npmjs.com/cli/v11/configuring-npm/npmrc',
  matches: (path) => baseName(path) === '.npmrc',
  read(file) {
    if (file.text.includes('\0')) {
      return malformed(
        'npmrc',
        file,
        'the file is not text',
        'write `key = value` lines, or remove the file',
      );
    }
    return settingsOf(file);
  },
};
export default npmrc;

type Emit = (key: SettingKey, value: Setting['value'], tool: PackageTool, raw: string) => void;

interface Context {
  readonly emit: Emit;
  readonly remarks: Remarks;
  readonly where: Location;
}

/** `min-release-age`: whose it is and what it counts. */
const AGES: Readonly<Record<string, readonly [PackageTool, AgeUnit]>> = {
  'min-release-age': ['npm', 'day'],
  'minimum-release-age': ['pnpm', 'minute'],
};

const LISTS: Readonly<Record<string, readonly [PackageTool, SettingKey]>> = {
  'min-release-age-exclude': ['npm', 'age-gate-exempt'],
  'minimum-release-age-exclude': ['pnpm', 'age-gate-exempt'],
  'allow-scripts': ['npm', 'script-allowed'],
  'only-built-dependencies': ['pnpm', 'script-allowed'],
};

const SWITCHES: Readonly<Record<string, readonly [PackageTool, SettingKey]>> = {
  'package-lock': ['npm', 'lockfile'],
  lockfile: ['pnpm', 'lockfile'],
  'frozen-lockfile': ['pnpm', 'frozen'],
};

/**
 * Switches that say whether install scripts run when they are true, the strongest first. Their `false`
 * says nothing: it leaves the tool's own default, which differs by version.
 */
const SCRIPTS: readonly (readonly [key: string, tools: readonly PackageTool[], value: string])[] = [
  ['ignore-scripts', ['npm', 'pnpm'], 'off'],
  ['dangerously-allow-all-scripts', ['npm'], 'on'],
  ['dangerously-allow-all-builds', ['pnpm'], 'on'],
  ['strict-allow-scripts', ['npm'], 'listed'],
  ['only-built-dependencies', ['pnpm'], 'listed'],
];

function settingsOf(file: TextFile): Inventory {
  const settings: Setting[] = [];
  const remarks = remarksOn('npmrc', file);
  const ini = parseIni(file.text);
  oddLines(file, ini, remarks);
  const entries = inForce(file, ini.entries, remarks);
  for (const entry of entries) {
    const where = at(file.path, entry.line, entry.column);
    const emit: Emit = (key, value, tool, raw) =>
      settings.push({ key, value, tool, directory: folderOf(file.path), raw: clip(raw), at: where });
    readEntry(entry, { emit, remarks, where });
  }
  settings.push(...scriptSettings(file, entries));
  return inventory({ settings, diagnostics: remarks.list() });
}

/** One entry a key: the last, as npm takes it. List items are all kept. */
function inForce(file: TextFile, entries: readonly IniEntry[], remarks: Remarks): readonly IniEntry[] {
  const last = new Map<string, IniEntry>();
  for (const entry of entries) {
    if (!entry.list) last.set(entry.key, entry);
  }
  return entries.filter((entry) => {
    if (entry.list || last.get(entry.key) === entry) return true;
    if (isKnown(entry.key)) {
      const message = `\`${clip(entry.key, 60)}\` is set again below, and only the last one counts`;
      remarks.add(
        'duplicate-key',
        message,
        at(file.path, entry.line, entry.column),
        'remove one of the two lines',
      );
    }
    return false;
  });
}

const isKnown = (key: string): boolean =>
  Object.hasOwn(AGES, key) ||
  Object.hasOwn(LISTS, key) ||
  Object.hasOwn(SWITCHES, key) ||
  SCRIPTS.some(([name]) => name === key) ||
  key === 'before' ||
  isRegistry(key);

const isRegistry = (key: string): boolean => key === 'registry' || /^@[^:/]+:registry$/.test(key);

const isAuth = (key: string): boolean => /(?:^|:)_(?:authToken|auth|password)$/i.test(key);

function readEntry(entry: IniEntry, context: Context): void {
  if (isAuth(entry.key)) readToken(entry.value, context);
  else if (!isKnown(entry.key)) return;
  else if (entry.value.includes('${')) variable(entry, context);
  else if (isRegistry(entry.key)) readRegistry(entry, context);
  else readValue(entry, context);
}

function readValue(entry: IniEntry, context: Context): void {
  const { key, value } = entry;
  const raw = `${key}${entry.list ? '[]' : ''} = ${value}`;
  const list = own(LISTS, key);
  const age = own(AGES, key);
  if (list !== undefined) {
    for (const item of value.split(',').map((part) => part.trim())) {
      if (item !== '') context.emit(list[1], clip(item), list[0], raw);
    }
  } else if (age !== undefined) {
    const hours = hoursOf(decimal(value), age[1]);
    if (hours === null) badValue(entry, `a number of ${age[1]}s, at most a hundred years`, context);
    else context.emit('age-gate', hours, age[0], raw);
  } else if (key === 'before') {
    if (/^\d{4}-\d{2}-\d{2}(?:T[\d:.]{1,20}Z)?$/.test(value))
      context.emit('before', value.slice(0, 10), 'npm', raw);
    else badValue(entry, 'a date such as 2026-01-31', context);
  } else readSwitch(entry, raw, context);
}

function readSwitch(entry: IniEntry, raw: string, context: Context): void {
  const on = bool(entry.value);
  const flag = own(SWITCHES, entry.key);
  if (on === null) badValue(entry, '`true` or `false`', context);
  else if (flag !== undefined) context.emit(flag[1], on, flag[0], raw);
}

/** A key of a table, never one that all objects have. */
const own = <T>(table: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;

/** One `scripts` setting for each tool, by its strongest switch that is on. */
function scriptSettings(file: TextFile, entries: readonly IniEntry[]): readonly Setting[] {
  return (['npm', 'pnpm'] as const).flatMap((tool) => {
    for (const [key, tools, value] of SCRIPTS) {
      const entry = tools.includes(tool) ? entries.find((one) => one.key === key) : undefined;
      if (entry === undefined || (!Object.hasOwn(LISTS, key) && bool(entry.value) !== true)) continue;
      const raw = clip(`${key}${entry.list ? '[]' : ''} = ${entry.value}`);
      const where = at(file.path, entry.line, entry.column);
      return [{ key: 'scripts' as const, value, tool, directory: folderOf(file.path), raw, at: where }];
    }
    return [];
  });
}

const bool = (value: string): boolean | null =>
  value === 'true' || value === '1' ? true : value === 'false' || value === '0' ? false : null;

function readRegistry(entry: IniEntry, context: Context): void {
  if (holdsPassword(entry.value)) literalToken(context);
  const host = hostOf(entry.value);
  if (host === null) badValue(entry, 'an address', context, false);
  // Only the host: the rest may hold a password.
  else context.emit('registry', host, 'npm', `${entry.key} = ${host}`);
}

/** A variable in place of the token is the usual and harmless form. */
function readToken(value: string, context: Context): void {
  if (value !== '' && !/^\$\{[^}]*\}$/.test(value)) literalToken(context);
}

function literalToken({ remarks, where }: Context): void {
  const hint = 'revoke the token, and take it from an environment variable instead';
  remarks.add('literal-token', 'a registry token or password is written in this file', where, hint);
}

function variable({ key }: IniEntry, { remarks, where }: Context): void {
  const message = `\`${clip(key, 60)}\` comes from a variable, so its value is not known and is not counted`;
  remarks.add('variable', message, where, 'write the value itself');
}

function badValue({ key, value }: IniEntry, wanted: string, { remarks, where }: Context, quote = true): void {
  const got = quote ? `, not \`${clip(value, 60)}\`` : '';
  const message = `\`${clip(key, 60)}\` must be ${wanted}${got}: the setting is not counted`;
  remarks.add(
    'bad-value',
    message,
    where,
    `write \`${clip(key, 60)} = …\` with ${wanted}, or remove the line`,
  );
}

function oddLines(file: TextFile, ini: Ini, remarks: Remarks): void {
  const [section] = ini.sections;
  if (section !== undefined) {
    const message = 'npm does not look for settings in a section: the lines below this one are not counted';
    remarks.add('section', message, at(file.path, section), 'remove the `[…]` line');
  }
  for (const line of ini.bad) {
    remarks.add(
      'bad-line',
      'a line without a key',
      at(file.path, line),
      'write `key = value`, or remove the line',
    );
  }
}
