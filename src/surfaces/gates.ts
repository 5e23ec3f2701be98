/** Age gates: whether a command waits before it takes a new release, by the setting that it reads. */
import type { Answer, Inventory } from '../model/inventory.ts';
import { type PlatformRule, type RuleState, ruleInForce } from '../model/platform.ts';
import type { Manifest, Setting, SettingKey } from '../model/settings.ts';
import type { Gate } from '../model/surface.ts';
import type { SurfaceContext } from './context.ts';
import type { Site } from './sites.ts';

/** The rules that say which version of a tool knows a gate, and what it does when no file says anything. */
const GATE_RULES: Readonly<Record<string, string>> = {
  npm: 'npm.min-release-age',
  pnpm: 'pnpm.minimum-release-age',
  yarn: 'yarn.npm-minimal-age-gate',
  'yarn-berry': 'yarn.npm-minimal-age-gate',
  bun: 'bun.minimum-release-age',
};

const NONE: Gate = { hours: 0, stands: 'yes', because: 'no age gate' };

/** The gate of `tool` at `version` in `directory`: the nearest setting above, else the tool's default. */
export function gateAt(
  tool: string,
  version: string | null,
  directory: string,
  inventory: Inventory,
  context: SurfaceContext,
): Gate {
  const rule = context.rules.find((one) => one.id === GATE_RULES[tool]);
  if (rule === undefined) return NONE;
  const setting = nearestSetting(inventory.settings, 'age-gate', tool, directory);
  if (setting === undefined) return byDefault(tool, version, context);
  const stands = understands(rule, context.asOf, version);
  const where = `${setting.raw} in ${setting.at.path}:${setting.at.line}`;
  if (stands === 'yes') return { hours: setting.value as number, stands, because: where };
  if (stands === 'no') return { ...NONE, because: `${where} is not known to ${tool} ${version ?? ''}` };
  return {
    hours: setting.value as number,
    stands,
    because: `${where}; the version of ${tool} that runs is not told`,
  };
}

/** Whether the tool at this version knows a setting for an age at all. */
export function knowsGate(tool: string, version: string | null, { asOf, rules }: SurfaceContext): Answer {
  const rule = rules.find((one) => one.id === GATE_RULES[tool]);
  return rule === undefined ? 'no' : understands(rule, asOf, version);
}

/** The setting of a tool that governs a folder: the one nearest above it. */
export function nearestSetting(
  settings: readonly Setting[],
  key: SettingKey,
  tool: string,
  directory: string,
): Setting | undefined {
  const tools = tool.startsWith('yarn') ? ['yarn', 'yarn-berry'] : [tool];
  return settings
    .filter((one) => one.key === key && tools.includes(one.tool))
    .filter(
      (one) =>
        one.directory === '.' || directory === one.directory || directory.startsWith(`${one.directory}/`),
    )
    .sort((one, other) => other.directory.length - one.directory.length)[0];
}

/** Whether the tool at this version knows the setting at all. */
function understands(rule: PlatformRule, asOf: string, version: string | null): Answer {
  const found = ruleInForce(rule, asOf, version);
  if (found.kind === 'unknown') return 'unknown';
  const states = found.kind === 'known' ? [found.state] : found.states;
  const known = states.map((state: RuleState) => state.value === 'understood');
  if (known.every((one) => one)) return 'yes';
  return known.some((one) => one) ? 'unknown' : 'no';
}

/** Defaults of the tools, where they have one. */
const DEFAULT_RULES: Readonly<Record<string, string>> = {
  npm: 'npm.min-release-age-default',
  pnpm: 'pnpm.minimum-release-age-default',
  yarn: 'yarn.npm-minimal-age-gate-default',
  'yarn-berry': 'yarn.npm-minimal-age-gate-default',
  bun: 'bun.minimum-release-age-default',
};

const HOURS_OF: Readonly<Record<string, number>> = { seconds: 1 / 3600, minutes: 1 / 60, hours: 1, days: 24 };

/** What the tool does when no file says anything: a dated default. Of several that may hold, the shortest. */
function byDefault(tool: string, version: string | null, context: SurfaceContext): Gate {
  const hours = defaultHours(DEFAULT_RULES[tool], version, context);
  if (hours === 0) return NONE;
  return { hours, stands: 'yes', because: `default of ${tool} ${version ?? 'whatever its version'}` };
}

/** The shortest age, in hours, among the states of a rule that may be in force. */
export function defaultHours(
  id: string | undefined,
  version: string | null,
  context: SurfaceContext,
): number {
  const rule = context.rules.find((one) => one.id === id);
  if (rule === undefined) return 0;
  const found = ruleInForce(rule, context.asOf, version);
  if (found.kind === 'unknown') return 0;
  const states = found.kind === 'known' ? [found.state] : found.states;
  const ages = states.map((state) =>
    typeof state.value === 'number' ? state.value * (HOURS_OF[state.unit ?? ''] ?? 0) : 0,
  );
  return Math.min(...ages);
}

/** The version of a tool that a manifest asks for; corepack and the setup actions read it. */
export function askedVersion(tool: string, directory: string, manifests: readonly Manifest[]): string | null {
  const wanted = tool === 'yarn-berry' ? 'yarn' : tool;
  const found = manifests
    .filter((one) => one.packageManager?.tool === wanted)
    .filter(
      (one) =>
        one.directory === '.' || one.directory === directory || directory.startsWith(`${one.directory}/`),
    )
    .sort((a, b) => b.directory.length - a.directory.length)[0];
  return found?.packageManager?.version ?? null;
}

/**
 * The gate that one command reads: by the version of the tool that runs there. A container or a job has the
 * npm that comes with its node, unless corepack takes the version that the manifest asks for.
 */
export function siteGate(site: Site, inventory: Inventory, context: SurfaceContext): Gate {
  const directory = site.tree?.directory ?? site.command.directory ?? '.';
  return gateAt(site.command.tool, siteVersion(site, inventory, context), directory, inventory, context);
}

/** The version of the tool that runs at a site, as a version or a range; null when nothing tells. */
export function siteVersion(site: Site, inventory: Inventory, context: SurfaceContext): string | null {
  const { command, versions } = site;
  const asked = askedVersion(
    command.tool,
    site.tree?.directory ?? command.directory ?? '.',
    inventory.manifests,
  );
  const bundled =
    command.tool === 'npm' || command.tool === 'npx' ? bundledNpm(versions.node, context) : null;
  return bundled ?? asked;
}

/** Versions of npm that come with a node, as a range; null when node's version is not told. */
function bundledNpm(node: string | undefined, { asOf, rules }: SurfaceContext): string | null {
  const rule = rules.find((one) => one.id === 'node.bundled-npm');
  if (rule === undefined || node === undefined) return null;
  const found = ruleInForce(rule, asOf, node.replace(/\.x$/, ''));
  return found.kind === 'known' ? String(found.state.value) : null;
}

/** Hours that a gate is sure to hold: one that may not stand counts as none. */
export const strength = (gate: Gate): number => (gate.stands === 'yes' ? gate.hours : 0);
