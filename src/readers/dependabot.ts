import { at } from '../model/diagnostic.ts';
import { type Inventory, inventory } from '../model/inventory.ts';
import type { Bot, Setting } from '../model/settings.ts';
import { malformed, type Reader, type TextFile } from './reader.ts';
import { cronRate } from './syntax/cron.ts';
import {
  clip,
  decimal,
  hoursOf,
  placedTexts,
  type Remarks,
  remarkProblems,
  remarksOn,
} from './syntax/setting.ts';
import { child, itemsOf, readYaml, textOf, textsOf, type YamlMapping, type YamlNode } from './syntax/yaml.ts';

/**
 * Reads Dependabot's configuration: one bot for each ecosystem and folder.
 *
 * Whether its changes are merged by themselves is not in the file: a workflow may do it.
 */
const dependabot: Reader = {
  id: 'dependabot',
  title: 'Dependabot configuration',
  spec: 'https://docs.github.com/en/code-security/dependabot/working-with-dependabot/dependabot-options-reference',
  matches: (path) => path === '.github/dependabot.yml' || path === '.github/dependabot.yaml',
  async read(file) {
    const yaml = await readYaml(file.text);
    const remarks = remarksOn('dependabot', file);
    remarkProblems(remarks, file, yaml.problems);
    if (yaml.root === null) return inventory({ diagnostics: remarks.list() });
    return botsOf(yaml.root, { file, remarks, root: yaml.root });
  },
};
export default dependabot;

interface Context {
  readonly file: TextFile;
  readonly remarks: Remarks;
  readonly root: YamlNode;
}

function botsOf(root: YamlNode, context: Context): Inventory {
  const { file, remarks } = context;
  const updates = child(root, 'updates');
  if (textOf(child(root, 'version')) !== '2' || updates?.kind !== 'sequence') {
    const message = 'Dependabot reads only files with `version: 2` and a list of `updates`';
    return malformed(
      'dependabot',
      file,
      message,
      'write `version: 2` and `updates:` with a list',
      root.line,
      root.column,
    );
  }
  const bots: Bot[] = [];
  const settings: Setting[] = [];
  for (const update of updates.items) {
    const ecosystem = textOf(child(update, 'package-ecosystem'));
    if (update.kind !== 'mapping' || ecosystem === null) {
      bad(update, 'an update must name its `package-ecosystem`', 'add the key, or remove the entry', context);
      continue;
    }
    const found = botOf(update, ecosystem, context);
    const folders = foldersOf(update);
    bots.push(...folders.map((directory) => ({ ...found, directory })));
    settings.push(...exemptions(update, folders, context));
  }
  return inventory({ bots, settings, diagnostics: remarks.list() });
}

function botOf(update: YamlMapping, ecosystem: string, context: Context): Omit<Bot, 'directory'> {
  return {
    tool: 'dependabot',
    ecosystem: clip(ecosystem.toLowerCase(), 60),
    enabled: !isOff(update, context),
    runsPerYear: runsPerYear(update, context),
    cooldownHours: cooldown(update, context),
    automerge: 'unknown',
    at: at(context.file.path, update.line, update.column),
  };
}

/** No version updates: a limit of 0, or all names ignored in all versions. */
function isOff(update: YamlMapping, context: Context): boolean {
  const limit = child(update, 'open-pull-requests-limit');
  const number = limit === null ? null : decimal(textOf(limit) ?? '');
  if (limit !== null && number === null) {
    bad(limit, '`open-pull-requests-limit` must be a number', 'write a number, or remove the key', context);
  }
  const ignoresAll = itemsOf(child(update, 'ignore')).some(
    (rule) =>
      textOf(child(rule, 'dependency-name')) === '*' &&
      child(rule, 'versions') === null &&
      child(rule, 'update-types') === null,
  );
  return number === 0 || ignoresAll;
}

/** `daily` means Monday to Friday. */
const INTERVALS: Readonly<Record<string, number>> = {
  daily: 260,
  weekly: 52,
  monthly: 12,
  quarterly: 4,
  semiannually: 2,
  yearly: 1,
};

/** By the entry's own schedule, or that of the group of ecosystems it belongs to. */
function runsPerYear(update: YamlMapping, context: Context): number | null {
  const group = textOf(child(update, 'multi-ecosystem-group'));
  const groups = child(context.root, 'multi-ecosystem-groups');
  const schedule =
    child(update, 'schedule') ?? child(group === null ? null : child(groups, group), 'schedule');
  const interval = textOf(child(schedule, 'interval'));
  const cronjob = child(schedule, 'cronjob');
  if (interval === 'cron') {
    const rate = cronRate(textOf(cronjob) ?? '');
    if (rate === null)
      bad(cronjob ?? update, 'the cron line is not understood', 'write five fields', context);
    return rate?.runsPerYear ?? null;
  }
  const runs = interval !== null && Object.hasOwn(INTERVALS, interval) ? INTERVALS[interval] : undefined;
  if (runs === undefined) {
    const hint = 'write `interval:` with daily, weekly, monthly, quarterly, semiannually, yearly or cron';
    bad(schedule ?? update, 'the schedule is not understood', hint, context);
  }
  return runs ?? null;
}

/**
 * Hours that hold for every name and version; null when the file says nothing and the default holds.
 * 0 for a cooldown that cannot be read or covers only some names: nobody should count on it.
 */
function cooldown(update: YamlMapping, context: Context): number | null {
  const block = child(update, 'cooldown');
  if (block === null) return null;
  const include = child(block, 'include');
  if (include !== null && !textsOf(include).includes('*')) return 0;
  if (block.kind !== 'mapping') {
    bad(
      block,
      '`cooldown` must hold keys such as `default-days`',
      'write `default-days: 7` below it',
      context,
    );
    return 0;
  }
  const general = daysOf(block, 'default-days', context);
  const steps = ['semver-major-days', 'semver-minor-days', 'semver-patch-days'].map(
    (key) => daysOf(block, key, context) ?? general ?? 0,
  );
  return hoursOf(Math.min(...steps), 'day');
}

/** Days from 0 to 90, as Dependabot takes them; undefined when the key is not there, 0 when it is wrong. */
function daysOf(block: YamlNode, key: string, context: Context): number | undefined {
  const node = child(block, key);
  if (node === null) return undefined;
  const days = node.kind === 'scalar' && node.style === 'plain' ? decimal(node.text) : null;
  if (days !== null && days <= 90 && Number.isInteger(days)) return days;
  bad(
    node,
    `\`${key}\` must be a number of days up to 90: no cooldown is counted`,
    'write a whole number',
    context,
  );
  return 0;
}

/** Dependabot takes no more names; the product with the folders must stay small too. */
const MOST_NAMES = 150;
const MOST_FOLDERS = 100;

function exemptions(update: YamlMapping, folders: readonly string[], context: Context): readonly Setting[] {
  const exclude = child(child(update, 'cooldown'), 'exclude');
  if (exclude === null) return [];
  const names = placedTexts(exclude, context.file.path);
  if (names.length > MOST_NAMES || folders.length > MOST_FOLDERS) {
    bad(exclude, `only ${MOST_NAMES} names in ${MOST_FOLDERS} folders are read`, 'use a pattern', context);
  }
  return names.slice(0, MOST_NAMES).flatMap(({ text, at: where }) =>
    folders.slice(0, MOST_FOLDERS).map((directory): Setting => {
      const raw = clip(`exclude: ${text}`);
      return { key: 'age-gate-exempt', value: clip(text), tool: 'dependabot', directory, raw, at: where };
    }),
  );
}

/** Folders relative to the root, globs as written; the root when none is named. */
function foldersOf(update: YamlMapping): readonly string[] {
  const named = textsOf(child(update, 'directories') ?? child(update, 'directory'));
  const folders = named.map((name) => clip(name.replace(/^(?:\.?\/)+|\/+$/g, '')) || '.');
  return folders.length === 0 ? ['.'] : [...new Set(folders)];
}

function bad(node: YamlNode, message: string, hint: string, { file, remarks }: Context): void {
  remarks.add('bad-value', message, at(file.path, node.line, node.column), hint);
}
