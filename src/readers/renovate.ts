import { at } from '../model/diagnostic.ts';
import { type Inventory, inventory } from '../model/inventory.ts';
import type { Bot, Setting } from '../model/settings.ts';
import { malformed, type Reader, type TextFile } from './reader.ts';
import { type PresetFacts, presetFacts } from './renovate/presets.ts';
import { ageHours, scheduleDays } from './renovate/schedule.ts';
import {
  asArray,
  asRecord,
  isObject,
  type JsonDocument,
  type JsonObject,
  parseJson,
  stringsOf,
} from './syntax/json.ts';
import { clip, hoursOf, type Remarks, remarksOn, textList } from './syntax/setting.ts';

const PLACES = new Set([
  ...['renovate.json', 'renovate.json5'].flatMap((name) => [name, `.github/${name}`, `.gitlab/${name}`]),
  '.renovaterc',
  '.renovaterc.json',
  '.renovaterc.json5',
]);

/**
 * Reads Renovate's configuration: one bot for npm when anything is said for npm alone, one for the rest.
 *
 * Its own presets are known; others lie elsewhere, so what they could say is unknown. The release age
 * does not hold for lock file maintenance, where the package manager chooses.
 */
const renovate: Reader = {
  id: 'renovate',
  title: 'Renovate configuration',
  spec: 'https://docs.renovatebot.com/configuration-options/',
  matches: (path) => PLACES.has(path),
  read(file) {
    if (file.text.trim() === '') return inventory({});
    const json = parseJson(file.text, { tolerant: true });
    const hint = 'compare the file with https://docs.renovatebot.com/configuration-options/';
    if (!json.ok) return malformed('renovate', file, json.message, hint, json.line, json.column);
    if (!isObject(json.value)) return malformed('renovate', file, 'the file must hold an object', hint);
    const remarks = remarksOn('renovate', file);
    for (const { path, line, column } of json.duplicates) {
      const message = `\`${clip(path.join('.'), 80)}\` is given twice, and only the last one counts`;
      remarks.add('duplicate-key', message, at(file.path, line, column), 'remove one of the two keys');
    }
    const context = { file, json, remarks };
    oddTypes(json.value, context);
    return botsOf(json.value, context);
  },
};
export default renovate;

interface Context {
  readonly file: TextFile;
  readonly json: JsonDocument;
  readonly remarks: Remarks;
}

type Path = readonly (string | number)[];

/** A rule of `packageRules`, or the block of a manager or update type, as far as it matters here. */
interface Rule {
  readonly body: JsonObject;
  readonly path: Path;
  /** `all`: every ecosystem; `npm`: npm packages among others; `other`: no npm package. */
  readonly reach: 'all' | 'npm' | 'other';
  /** Limited to some names, versions or kinds of update. */
  readonly narrow: boolean;
}

type Facts = Omit<Bot, 'directory' | 'at' | 'ecosystem' | 'tool'>;

function botsOf(root: JsonObject, context: Context): Inventory {
  const presets = presetsOf(root, context);
  const rules = rulesOf(root);
  const all = factsOf(root, presets, rules, false, context);
  const npm = factsOf(root, presets, rules, true, context);
  const bot = (ecosystem: string, facts: Facts): Bot => ({
    tool: 'renovate',
    ecosystem,
    ...facts,
    directory: '.',
    at: at(context.file.path),
  });
  const same = JSON.stringify(npm) === JSON.stringify(all);
  const managers = root.enabledManagers === undefined ? null : textList(root.enabledManagers);
  const named = (managers ?? []).map(ecosystemOf);
  const bots =
    managers === null
      ? [...(same ? [] : [bot('npm', npm)]), bot('*', all)]
      : [...new Set(named)].map((name) => bot(name, name === 'npm' ? npm : all));
  return inventory({ bots, settings: exemptions(rules, context), diagnostics: context.remarks.list() });
}

/** Renovate stops at a wrong type, so nothing can be built on what the key would have said. */
function oddTypes(root: JsonObject, { file, json, remarks }: Context): void {
  const isSwitch = (value: unknown): boolean => typeof value === 'boolean';
  const isList = (value: unknown): boolean => textList(value) !== null;
  const wanted: readonly (readonly [key: string, holds: (value: unknown) => boolean, kind: string])[] = [
    ['enabled', isSwitch, '`true` or `false`'],
    ['automerge', isSwitch, '`true` or `false`'],
    ['extends', isList, 'a list of presets'],
    ['schedule', isList, 'a list of times'],
    ['enabledManagers', isList, 'a list of managers'],
    ['packageRules', Array.isArray, 'a list of rules'],
  ];
  for (const [key, holds, kind] of wanted) {
    if (root[key] === undefined || root[key] === null || holds(root[key])) continue;
    const { line, column } = json.placeOf([key]);
    const message = `\`${key}\` must be ${kind}: the setting is not counted`;
    remarks.add('bad-value', message, at(file.path, line, column), `write ${kind}, or remove the key`);
  }
}

const ecosystemOf = (manager: string): string =>
  manager === 'dockerfile' || manager === 'docker-compose' ? 'docker' : clip(manager.toLowerCase(), 60);

interface Presets {
  readonly facts: readonly PresetFacts[];
  /** At least one preset that is not Renovate's own. */
  readonly unread: boolean;
}

function presetsOf(root: JsonObject, { file, json, remarks }: Context): Presets {
  const ignored = new Set(stringsOf(root.ignorePresets));
  const facts: PresetFacts[] = [];
  let unread = false;
  for (const [index, name] of (textList(root.extends) ?? []).entries()) {
    if (ignored.has(name)) continue;
    const found = presetFacts(name);
    if (found !== null) facts.push(found);
    else {
      unread = true;
      const { line, column } = json.placeOf(['extends', index]);
      const message = `the preset \`${clip(name, 80)}\` lies elsewhere: what it sets is not known`;
      remarks.add(
        'unread-preset',
        message,
        at(file.path, line, column),
        'attest whether the bot merges by itself',
        'info',
      );
    }
  }
  return { facts, unread };
}

/** Blocks first, then `packageRules` in order: the later wins. */
function rulesOf(root: JsonObject): readonly Rule[] {
  const npm = asRecord(root.npm);
  const blocks = UPDATE_TYPES.flatMap((type): Rule[] => {
    const body = asRecord(root[type]);
    return body === undefined ? [] : [{ body, path: [type], reach: 'all', narrow: true }];
  });
  const listed = asArray(root.packageRules).flatMap((body, index): Rule[] =>
    isObject(body)
      ? [{ body, path: ['packageRules', index], reach: reachOf(body), narrow: isNarrow(body) }]
      : [],
  );
  return [
    ...(npm === undefined ? [] : [{ body: npm, path: ['npm'], reach: 'npm', narrow: false } as const]),
    ...blocks,
    ...listed,
  ];
}

/** Kinds of update that bring new code. `pin` writes down what is there already. */
const UPDATE_TYPES = ['major', 'minor', 'patch', 'digest', 'lockFileMaintenance'];

function reachOf(body: JsonObject): Rule['reach'] {
  const managers = textList(body.matchManagers);
  const sources = textList(body.matchDatasources);
  const categories = textList(body.matchCategories);
  if (managers === null && sources === null && categories === null) return 'all';
  const holds = (list: readonly string[] | null, names: readonly string[]): boolean =>
    list === null || list.some((name) => names.includes(name));
  return holds(managers, ['npm']) && holds(sources, ['npm']) && holds(categories, ['js', 'node'])
    ? 'npm'
    : 'other';
}

const BROAD = new Set(['matchManagers', 'matchDatasources', 'matchCategories']);

function isNarrow(body: JsonObject): boolean {
  return Object.keys(body).some((key) => {
    if (!/^(?:match|exclude)/.test(key) || BROAD.has(key)) return false;
    const values = textList(body[key]) ?? [];
    if (/^match(?:PackageNames|DepNames|PackagePatterns)$/.test(key))
      return !values.some((name) => /^(?:\*\*?|\.\*)$/.test(name));
    return key !== 'matchUpdateTypes' || !(values.includes('minor') && values.includes('patch'));
  });
}

/** The facts for npm packages, or for everything else together. */
function factsOf(
  root: JsonObject,
  presets: Presets,
  rules: readonly Rule[],
  npm: boolean,
  context: Context,
): Facts {
  const reaching = rules.filter(({ reach }) => reach === 'all' || (npm ? reach === 'npm' : false));
  const broad = reaching.filter(({ narrow }) => !narrow);
  const switched = [
    ...presets.facts.map(({ enabled }) => enabled),
    root.enabled,
    ...broad.map(({ body }) => body.enabled),
  ].findLast((value) => typeof value === 'boolean');
  const merging = npm ? reaching : rules;
  return {
    enabled: switched !== false,
    runsPerYear: runsPerYear(root, presets),
    cooldownHours: cooldown(root, presets, broad, npm, context),
    automerge: automerge(root, presets, merging),
  };
}

function runsPerYear(root: JsonObject, presets: Presets): number | null {
  const own = root.schedule === undefined || root.schedule === null ? null : textList(root.schedule);
  if (own !== null) return scheduleDays(own);
  return presets.facts.findLast(({ runsPerYear: days }) => days !== undefined)?.runsPerYear ?? null;
}

/** Presets set the age by rules, so they win over the top level; later rules win over them. */
function cooldown(
  root: JsonObject,
  presets: Presets,
  broad: readonly Rule[],
  npm: boolean,
  context: Context,
): number | null {
  const ages = [
    ageOf(root, [], context),
    ...(npm ? presets.facts.map(({ npmAgeHours }) => npmAgeHours) : []),
    ...broad.map(({ body, path }) => ageOf(body, path, context)),
  ];
  return ages.findLast((age) => age !== undefined) ?? null;
}

/** Undefined when nothing is said; 0 when it is taken back or cannot be read. */
function ageOf(body: JsonObject, path: Path, { file, json, remarks }: Context): number | undefined {
  const { minimumReleaseAge: age, stabilityDays: days } = body;
  if (age === undefined && days === undefined) return undefined;
  const hours = age === undefined ? hoursOf(days, 'day') : age === null ? 0 : ageHours(age);
  if (hours !== null) return hours;
  const key = age === undefined ? 'stabilityDays' : 'minimumReleaseAge';
  const { line, column } = json.placeOf([...path, key]);
  const message = `\`${key}\` must be an age such as \`3 days\`: no release age is counted`;
  // Facts are taken twice, for npm and for the rest: one remark is enough.
  if (!remarks.list().some((one) => one.at.line === line && one.at.column === column)) {
    remarks.add(
      'bad-value',
      message,
      at(file.path, line, column),
      'write a number and a unit, or remove the key',
    );
  }
  return 0;
}

function automerge(root: JsonObject, presets: Presets, rules: readonly Rule[]): Bot['automerge'] {
  const top = [...presets.facts.map((facts) => facts.automerge), root.automerge].findLast(
    (value) => typeof value === 'boolean',
  );
  if (top === true || rules.some(mergesItself) || presets.facts.some((facts) => facts.automerge === true))
    return 'yes';
  const unreadable = root.automerge !== undefined && typeof root.automerge !== 'boolean';
  return presets.unread || unreadable ? 'unknown' : 'no';
}

/** A rule that merges more than pins, which bring no new code. */
function mergesItself({ body }: Rule): boolean {
  const types = textList(body.matchUpdateTypes);
  const onlyPins = types?.every((type) => type === 'pin' || type === 'pinDigest') ?? false;
  const extended = stringsOf(body.extends).some((name) => presetFacts(name)?.automerge === true);
  return (body.automerge === true || extended) && !(onlyPins && types?.length !== 0);
}

/** Names that a rule takes out of the release age. */
function exemptions(rules: readonly Rule[], { file, json }: Context): readonly Setting[] {
  return rules.flatMap(({ body, path, narrow }) => {
    const { minimumReleaseAge: age } = body;
    if (!narrow || (age !== null && ageHours(age) !== 0)) return [];
    const { line, column } = json.placeOf([...path, 'minimumReleaseAge']);
    const names = ['matchPackageNames', 'matchDepNames', 'matchPackagePrefixes', 'matchPackagePatterns'];
    return names
      .flatMap((key) => textList(body[key]) ?? [])
      .map((name) => ({
        key: 'age-gate-exempt' as const,
        value: clip(name),
        tool: 'renovate' as const,
        directory: '.',
        raw: clip(`minimumReleaseAge: ${age === null ? 'null' : String(age)} (${name})`),
        at: at(file.path, line, column),
      }));
  });
}
