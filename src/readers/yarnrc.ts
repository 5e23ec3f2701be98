import { at, type Location } from '../model/diagnostic.ts';
import { type Inventory, inventory } from '../model/inventory.ts';
import type { Setting, SettingKey } from '../model/settings.ts';
import { baseName, folderOf, malformed, type Reader, type TextFile } from './reader.ts';
import {
  type AgeUnit,
  clip,
  holdsPassword,
  hostOf,
  hoursOf,
  placedTexts,
  type Remarks,
  remarkProblems,
  remarksOn,
  switchOf,
} from './syntax/setting.ts';
import { child, entriesOf, readYaml, textOf, type YamlEntry } from './syntax/yaml.ts';

/**
 * Reads `.yarnrc.yml` of Yarn 2 and later, and `.yarnrc` of Yarn 1.
 *
 * An age with a unit (`7d`) is given as Yarn 4.11 and later takes it; 4.10 dropped the unit
 * (`yarn.npm-minimal-age-gate-durations` in `data/platform/`), so `raw` keeps it.
 */
const yarnrc: Reader = {
  id: 'yarnrc',
  title: 'Yarn settings',
  spec: 'https://yarnpkg.com/configuration/yarnrc',
  matches: (path) => ['.yarnrc', '.yarnrc.yml'].includes(baseName(path)),
  read: (file) => (file.path.endsWith('.yml') ? readBerry(file) : readClassic(file)),
};
export default yarnrc;

interface Context {
  readonly file: TextFile;
  readonly tool: 'yarn' | 'yarn-berry';
  readonly settings: Setting[];
  readonly remarks: Remarks;
}

/** A key and its text, wherever they stand. */
interface Line {
  readonly name: string;
  readonly text: string;
  readonly at: Location;
}

async function readBerry(file: TextFile): Promise<Inventory> {
  const yaml = await readYaml(file.text);
  const remarks = remarksOn('yarnrc', file);
  remarkProblems(remarks, file, yaml.problems);
  if (yaml.root !== null && yaml.root.kind !== 'mapping') {
    return malformed(
      'yarnrc',
      file,
      'the file must hold `key: value` lines',
      'write `key: value` lines, or remove the file',
    );
  }
  const context: Context = { file, tool: 'yarn-berry', settings: [], remarks };
  const global = yaml.root?.entries.get('npmMinimalAgeGate');
  const gate = global === undefined ? null : readGate(lineOf(global, context), context);
  for (const entry of entriesOf(yaml.root)) readKey(entry, gate, context);
  return inventory({ settings: context.settings, diagnostics: remarks.list() });
}

function readKey(entry: YamlEntry, gate: number | null, context: Context): void {
  const line = lineOf(entry, context);
  const { key, value } = entry;
  if (key === 'npmPreapprovedPackages') {
    for (const item of placedTexts(value, context.file.path)) {
      emit('age-gate-exempt', clip(item.text), { ...item, name: key }, context);
    }
  } else if (key === 'enableScripts') {
    readSwitch(line, context, (on) => emit('scripts', on ? 'on' : 'off', line, context));
  } else if (key === 'enableImmutableInstalls')
    readSwitch(line, context, (on) => emit('frozen', on, line, context));
  else if (key === 'npmRegistryServer') readRegistry(line, context);
  else if (key === 'npmAuthToken' || key === 'npmAuthIdent') readToken(line, context);
  else if (key === 'npmScopes') for (const scope of entriesOf(value)) readScope(scope, gate, context);
  else if (key === 'npmRegistries') for (const registry of entriesOf(value)) readTokens(registry, context);
}

/** A scope may have its own registry, token and, from Yarn 4.17, age: a lower one exempts its packages. */
function readScope(scope: YamlEntry, gate: number | null, context: Context): void {
  readTokens(scope, context);
  if (scope.value.kind !== 'mapping') return;
  const registry = scope.value.entries.get('npmRegistryServer');
  if (registry !== undefined)
    readRegistry({ ...lineOf(registry, context), name: `npmScopes.${scope.key}` }, context);
  const own = scope.value.entries.get('npmMinimalAgeGate');
  if (own === undefined) return;
  const line = { ...lineOf(own, context), name: `npmScopes.${scope.key}.npmMinimalAgeGate` };
  const hours = gateHours(line.text);
  if (hours === null) badValue(line, 'a number of minutes, or one with a unit such as `3d`', context);
  else if (gate !== null && hours < gate) emit('age-gate-exempt', clip(`@${scope.key}/*`), line, context);
}

function readTokens(entry: YamlEntry, context: Context): void {
  for (const key of ['npmAuthToken', 'npmAuthIdent']) {
    const value = child(entry.value, key);
    if (value !== null)
      readToken(
        { name: key, text: textOf(value) ?? '', at: at(context.file.path, value.line, value.column) },
        context,
      );
  }
}

/** The global gate, in hours; null when it cannot be told. */
function readGate(line: Line, context: Context): number | null {
  if (line.text.includes('${')) {
    variable(line, context);
    return null;
  }
  const hours = gateHours(line.text);
  if (hours === null) badValue(line, 'a number of minutes, or one with a unit such as `3d`', context);
  else emit('age-gate', hours, line, context);
  return hours;
}

const UNITS: Readonly<Record<string, AgeUnit>> = { s: 'second', m: 'minute', h: 'hour', d: 'day', w: 'week' };

function gateHours(text: string): number | null {
  const match = /^(\d{0,15}\.?\d{1,15})(ms|s|m|h|d|w)?$/.exec(text);
  if (match === null) return null;
  const [, number, unit = 'm'] = match;
  return unit === 'ms'
    ? hoursOf(Number(number) / 1000, 'second')
    : hoursOf(Number(number), UNITS[unit] ?? 'minute');
}

/** `key value` lines; what starts with `--` is added to the command line. */
function readClassic(file: TextFile): Inventory {
  if (file.text.includes('\0')) {
    return malformed('yarnrc', file, 'the file is not text', 'write `key value` lines, or remove the file');
  }
  const context: Context = { file, tool: 'yarn', settings: [], remarks: remarksOn('yarnrc', file) };
  for (const [index, text] of file.text.split(/\r\n|\r|\n/).entries()) {
    const match = /^(?:\uFEFF)?(\s*)(?![#\s])("[^"]*"|[^\s"]+)(?:\s+(\S.*))?$/.exec(text.trimEnd());
    if (match === null) continue;
    const place = at(file.path, index + 1, (match[1]?.length ?? 0) + 1);
    readFlag({ name: unquoted(match[2] ?? ''), text: unquoted(match[3] ?? ''), at: place }, context);
  }
  return inventory({ settings: context.settings, diagnostics: context.remarks.list() });
}

const unquoted = (text: string): string => (/^"[^"]*"$/.test(text) ? text.slice(1, -1) : text);

/** `--frozen-lockfile`, `--install.frozen-lockfile`: an argument of all commands, or of `install`. */
function readFlag(line: Line, context: Context): void {
  const flag = /^--(?:(?:install|\*)\.)?([a-z-]+)$/.exec(line.name)?.[1];
  if (flag === 'frozen-lockfile') readSwitch(line, context, (on) => emit('frozen', on, line, context));
  else if (flag === 'no-lockfile') readSwitch(line, context, (on) => emit('lockfile', !on, line, context));
  else if (flag === 'ignore-scripts' || line.name === 'ignore-scripts') {
    // Its `false` says nothing: it leaves the default.
    readSwitch(line, context, (on) => {
      if (on) emit('scripts', 'off', line, context);
    });
  } else if (line.name === 'registry' || /^@[^:/]+:registry$/.test(line.name)) readRegistry(line, context);
  else if (/(?:^|:)_(?:authToken|auth|password)$/i.test(line.name)) readToken(line, context);
}

function readSwitch(line: Line, context: Context, use: (on: boolean) => void): void {
  const on = switchOf(line.text);
  if (line.text.includes('${')) variable(line, context);
  else if (on === null) badValue(line, '`true` or `false`', context);
  else use(on);
}

function readRegistry(line: Line, context: Context): void {
  const host = hostOf(line.text);
  if (holdsPassword(line.text)) literalToken(line, context);
  if (line.text.includes('${')) variable(line, context);
  else if (host === null) badValue(line, 'an address', context);
  // Only the host: the rest may hold a password.
  else emit('registry', host, { ...line, text: host }, context);
}

function readToken(line: Line, context: Context): void {
  if (line.text !== '' && !line.text.includes('${')) literalToken(line, context);
}

function literalToken(line: Line, { remarks }: Context): void {
  const hint = 'revoke the token, and take it from an environment variable instead';
  remarks.add('literal-token', 'a registry token or password is written in this file', line.at, hint);
}

function variable(line: Line, { remarks }: Context): void {
  const message = `\`${clip(line.name, 60)}\` comes from a variable, so its value is not known and is not counted`;
  remarks.add('variable', message, line.at, 'write the value itself');
}

function badValue(line: Line, wanted: string, { remarks }: Context): void {
  const name = clip(line.name, 60);
  const message = `\`${name}\` must be ${wanted}: the setting is not counted`;
  remarks.add('bad-value', message, line.at, `write ${wanted}, or remove the line`);
}

function emit(key: SettingKey, value: Setting['value'], line: Line, { file, tool, settings }: Context): void {
  const raw = clip(tool === 'yarn' ? `${line.name} ${line.text}` : `${line.name}: ${line.text}`);
  settings.push({ key, value, tool, directory: folderOf(file.path), raw, at: line.at });
}

const lineOf = (entry: YamlEntry, { file }: Context): Line => ({
  name: entry.key,
  text: textOf(entry.value) ?? '',
  at: at(file.path, entry.keyLine, entry.keyColumn),
});
