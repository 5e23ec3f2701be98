import { at } from '../model/diagnostic.ts';
import { inventory } from '../model/inventory.ts';
import type { Setting, SettingKey } from '../model/settings.ts';
import { baseName, folderOf, malformed, type Reader, type TextFile } from './reader.ts';
import {
  clip,
  decimal,
  holdsPassword,
  hostOf,
  hoursOf,
  placedTexts,
  type Remarks,
  remarkProblems,
  remarksOn,
  switchOf,
} from './syntax/setting.ts';
import {
  entriesOf,
  readYaml,
  textOf,
  type YamlEntry,
  type YamlMapping,
  type YamlNode,
} from './syntax/yaml.ts';

/** Reads the settings in `pnpm-workspace.yaml`. Packages and catalogs are left to others. */
const pnpmWorkspace: Reader = {
  id: 'pnpm-workspace',
  title: 'pnpm workspace settings',
  spec: 'https://pnpm.io/settings',
  matches: (path) => ['pnpm-workspace.yaml', 'pnpm-workspace.yml'].includes(baseName(path)),
  async read(file) {
    const yaml = await readYaml(file.text);
    const remarks = remarksOn('pnpm-workspace', file);
    remarkProblems(remarks, file, yaml.problems);
    const { root } = yaml;
    if (root === null) return inventory({ diagnostics: remarks.list() });
    if (root.kind !== 'mapping') {
      const hint = 'write `key: value` lines, or remove the file';
      return malformed(
        'pnpm-workspace',
        file,
        'the file must hold `key: value` lines',
        hint,
        root.line,
        root.column,
      );
    }
    const context: Context = { file, settings: [], remarks };
    readSettings(root, context);
    return inventory({ settings: context.settings, diagnostics: remarks.list() });
  },
};
export default pnpmWorkspace;

interface Context {
  readonly file: TextFile;
  readonly settings: Setting[];
  readonly remarks: Remarks;
}

function readSettings(root: YamlMapping, context: Context): void {
  const { entries } = root;
  const age = entries.get('minimumReleaseAge');
  if (age !== undefined) readAge(age, context);
  const exempt = entries.get('minimumReleaseAgeExclude');
  if (exempt !== undefined) emitNames('age-gate-exempt', exempt, context);
  readScripts(root, context);
  for (const [key, setting] of SWITCHES) {
    const entry = entries.get(key);
    const on = entry === undefined ? null : readSwitch(entry, context);
    if (on !== null) emit(setting, on, entry, context);
  }
  const registry = entries.get('registry');
  if (registry !== undefined) readRegistry(registry, context);
  for (const entry of entriesOf(entries.get('registries')?.value ?? null)) readRegistry(entry, context);
}

const SWITCHES: readonly (readonly [key: string, setting: SettingKey])[] = [
  ['lockfile', 'lockfile'],
  ['frozenLockfile', 'frozen'],
];

/** Minutes, as a plain number: pnpm does not read units. */
function readAge(entry: YamlEntry, context: Context): void {
  const plain = entry.value.kind === 'scalar' && entry.value.style === 'plain';
  const hours = plain ? hoursOf(decimal(textOf(entry.value) ?? ''), 'minute') : null;
  if (hours === null) badValue(entry, 'a number of minutes', context);
  else emit('age-gate', hours, entry, context);
}

/**
 * Who may run install scripts. One `scripts` setting, of the key that wins: `ignoreScripts`, then
 * `dangerouslyAllowAllBuilds`, then a list. `neverBuiltDependencies` alone allows all others, which
 * pnpm 10 forbids without it.
 */
function readScripts({ entries }: YamlMapping, context: Context): void {
  const isOn = (key: string): YamlEntry | undefined => {
    const entry = entries.get(key);
    return entry !== undefined && readSwitch(entry, context) === true ? entry : undefined;
  };
  const ofKind = (key: string, kind: YamlNode['kind']): YamlEntry | undefined => {
    const entry = entries.get(key);
    if (entry === undefined || entry.value.kind === kind) return entry;
    if (!isEmpty(entry.value))
      badValue(entry, kind === 'mapping' ? 'names with `true` or `false`' : 'a list of names', context);
    return undefined;
  };
  const only = ofKind('onlyBuiltDependencies', 'sequence');
  const allow = ofKind('allowBuilds', 'mapping');
  const never = ofKind('neverBuiltDependencies', 'sequence');
  const off = isOn('ignoreScripts');
  const all = isOn('dangerouslyAllowAllBuilds');
  const listed = allow ?? only;
  if (off !== undefined) emit('scripts', 'off', off, context);
  else if (all !== undefined) emit('scripts', 'on', all, context);
  else if (listed !== undefined) emit('scripts', 'listed', listed, context);
  else if (never !== undefined) emit('scripts', 'on', never, context);
  if (only !== undefined) emitNames('script-allowed', only, context);
  // Only `true` allows: pnpm itself writes a sentence as a place to fill in.
  for (const entry of entriesOf(allow?.value ?? null)) {
    if (switchOf(textOf(entry.value)) === true) emit('script-allowed', clip(entry.key), entry, context);
  }
}

function emitNames(key: SettingKey, entry: YamlEntry, context: Context): void {
  const { file, settings } = context;
  if (entry.value.kind !== 'sequence' && !isEmpty(entry.value)) badValue(entry, 'a list of names', context);
  for (const item of entry.value.kind === 'sequence' ? placedTexts(entry.value, file.path) : []) {
    const value = clip(item.text);
    settings.push({
      key,
      value,
      tool: 'pnpm',
      directory: folderOf(file.path),
      raw: clip(`${entry.key}: ${value}`),
      at: item.at,
    });
  }
}

const isEmpty = (node: YamlNode): boolean => node.kind === 'scalar' && node.isNull;

function readSwitch(entry: YamlEntry, context: Context): boolean | null {
  const on = switchOf(textOf(entry.value));
  if (on === null) badValue(entry, '`true` or `false`', context);
  return on;
}

function readRegistry(entry: YamlEntry, context: Context): void {
  const address = textOf(entry.value);
  if (holdsPassword(address)) {
    const hint = 'revoke the password, and take it from an environment variable instead';
    context.remarks.add(
      'literal-token',
      'a registry password is written in this file',
      placeOf(entry, context),
      hint,
    );
  }
  const host = hostOf(address);
  if (host === null) badValue(entry, 'an address', context);
  else emit('registry', host, entry, context);
}

function badValue(entry: YamlEntry, wanted: string, context: Context): void {
  const key = clip(entry.key, 60);
  const message = `\`${key}\` must be ${wanted}: the setting is not counted`;
  context.remarks.add('bad-value', message, placeOf(entry, context), `write ${wanted}, or remove the key`);
}

function emit(
  key: SettingKey,
  value: Setting['value'],
  entry: YamlEntry | undefined,
  context: Context,
): void {
  if (entry === undefined) return;
  const { file, settings } = context;
  // Of an address only the host: the rest may hold a password.
  const written = key === 'registry' ? value : entry.value.kind === 'scalar' ? entry.value.text : value;
  const raw = clip(`${entry.key}: ${written}`);
  settings.push({
    key,
    value,
    tool: 'pnpm',
    directory: folderOf(file.path),
    raw,
    at: placeOf(entry, context),
  });
}

const placeOf = (entry: YamlEntry, { file }: Context) => at(file.path, entry.keyLine, entry.keyColumn);
