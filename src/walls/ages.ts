/** Where each tool keeps the age that releases must have, in its own unit. */
import type { InstallSite } from '../model/install-site.ts';
import type { Inventory, PackageTool } from '../model/inventory.ts';
import type { Route } from '../model/surface.ts';
import { broken, inFolder, type SettingLine } from './settings.ts';
import type { Patched, PatchFiles } from './wall.ts';

/**
 * Three days: what Dependabot waits by default. Most malicious releases are gone within hours; each day more keeps
 * fixes away as well.
 */
export const AGE_HOURS = 72;
const DAYS = AGE_HOURS / 24;

/** The first version of each tool that knows an age. */
export const NEEDED: Readonly<Record<PackageTool, string>> = {
  npm: 'npm 11.10',
  pnpm: 'pnpm 10.16',
  yarn: 'Yarn 4.10',
  'yarn-berry': 'Yarn 4.10',
  bun: 'Bun 1.3',
};

/** npm counts days, pnpm and Yarn minutes, Bun seconds. */
export function ageLine(tool: PackageTool, { directory }: InstallSite, inventory: Inventory): SettingLine {
  const minutes = String(AGE_HOURS * 60);
  const path = (name: string): string => inFolder(directory, name);
  if (tool === 'npm')
    return { path: path('.npmrc'), form: 'ini', key: 'min-release-age', value: String(DAYS) };
  if (tool === 'bun') {
    const value = String(AGE_HOURS * 3600);
    return { path: path('bunfig.toml'), form: 'toml', key: 'minimumReleaseAge', value, table: 'install' };
  }
  if (tool !== 'pnpm')
    return { path: path('.yarnrc.yml'), form: 'yaml', key: 'npmMinimalAgeGate', value: minutes };
  const own = path('.npmrc');
  const there = inventory.settings.some(
    (one) => one.key === 'age-gate' && one.tool === 'pnpm' && one.at.path === own,
  );
  return there
    ? { path: own, form: 'ini', key: 'minimum-release-age', value: minutes }
    : { path: path('pnpm-workspace.yaml'), form: 'yaml', key: 'minimumReleaseAge', value: minutes };
}

/** The age in a bot's own file. */
export function botPatch({ id, at }: Route, { text }: PatchFiles, inventory: Inventory): Patched {
  const before = text(at.path);
  if (before === null) return { kind: 'lacks', what: `the text of ${at.path}` };
  if (broken(inventory, at.path))
    return { kind: 'lacks', what: `${at.path} does not parse: nothing is written into it` };
  return id.startsWith('bot:dependabot:')
    ? dependabot(at.path, before, at.line, at.column)
    : renovate(at.path, before);
}

/** A `cooldown` right below the first key of the entry. */
function dependabot(path: string, text: string, line: number, column: number): Patched {
  const lines = text.split(/(?<=\n)/);
  const start = lines.slice(0, line - 1).join('').length;
  const indent = ' '.repeat(column - 1);
  const rest = lines.slice(line);
  const length = rest.findIndex((one) => /\S/.test(one) && !one.startsWith(indent) && !/^\s*#/.test(one));
  const entry = [lines[line - 1] ?? '', ...rest.slice(0, length < 0 ? rest.length : length)].join('');
  const days = /^([ ]+cooldown:[ \t]*(?:#.*)?\r?\n(?:[ ]*#.*\r?\n)*[ ]+default-days:[ \t]*)(\d+)/m.exec(
    entry,
  );
  if (days !== null) {
    const from = start + days.index + (days[1] as string).length;
    return {
      kind: 'edits',
      edits: [{ path, from, to: from + (days[2] as string).length, with: String(DAYS) }],
    };
  }
  const first = /^[\w-]+:[ \t]+[^\s{[|>&*!][^\r\n]*(\r?\n|$)/.exec(entry.slice(column - 1));
  if (first === null || /^[ ]*cooldown:/m.test(entry))
    return {
      kind: 'lacks',
      what: `${path}:${line} is not written as it is expected: add \`cooldown: default-days: ${DAYS}\` by hand`,
    };
  const at = start + column - 1 + first[0].length;
  const ending = first[1] === '' ? '\n' : (first[1] as string);
  const more = `${indent}cooldown:${ending}${indent}  default-days: ${DAYS}${ending}`;
  return {
    kind: 'edits',
    edits: [{ path, from: at, to: at, with: first[1] === '' ? `${ending}${more}` : more }],
  };
}

/** The first key of the object. */
function renovate(path: string, text: string): Patched {
  const open = /^\uFEFF?(?:\s|\/\/[^\n]*\n|\/\*(?:[^*]|\*(?!\/))*\*\/)*\{/.exec(text);
  const by = `"minimumReleaseAge": "${DAYS} days"`;
  const known = [...text.matchAll(/(["']?)(?:minimumReleaseAge|stabilityDays)\1\s*:/g)].length;
  if (open === null || known > 0)
    return { kind: 'lacks', what: `${path} sets an age of its own: write ${by} where it holds for all` };
  const at = open[0].length;
  const indent = /^[ \t]*(\r?\n[ \t]*)["'\w/]/.exec(text.slice(at))?.[1] ?? ' ';
  const comma = /^\s*\}/.test(text.slice(at)) ? '' : ',';
  return { kind: 'edits', edits: [{ path, from: at, to: at, with: `${indent}${by}${comma}` }] };
}
