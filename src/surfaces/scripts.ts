/** Whether packages' install scripts run at a command: its own flag, then the setting it reads, then the tool's dated default. */
import type { Inventory } from '../model/inventory.ts';
import { ruleInForce } from '../model/platform.ts';
import type { SurfaceContext } from './context.ts';
import { nearestSetting, siteVersion } from './gates.ts';
import type { Site } from './sites.ts';

export type InstallScripts = 'on' | 'off' | 'listed' | 'unknown';

const RULES: Readonly<Record<string, string>> = {
  npm: 'npm.install-scripts',
  npx: 'npm.install-scripts',
  pnpm: 'pnpm.install-scripts',
  yarn: 'yarn.install-scripts',
  bun: 'bun.install-scripts',
  bunx: 'bun.install-scripts',
};

export function installScripts(site: Site, inventory: Inventory, context: SurfaceContext): InstallScripts {
  const { command } = site;
  if (command.scriptsOff) return 'off';
  const directory = site.tree?.directory ?? command.directory ?? '.';
  // A global install does not read the project's settings.
  const setting = command.global
    ? undefined
    : nearestSetting(inventory.settings, 'scripts', command.tool, directory);
  if (setting !== undefined) return asWord(setting.value);
  const rule = context.rules.find((one) => one.id === RULES[command.tool]);
  if (rule === undefined) return 'unknown';
  const found = ruleInForce(rule, context.asOf, siteVersion(site, inventory, context));
  return found.kind === 'known' ? asWord(found.state.value) : 'unknown';
}

/** Whether scripts that are off leave no implicit build: before its version 12, npm builds what has a `binding.gyp`. */
export function buildsNothing(site: Site, inventory: Inventory, context: SurfaceContext): boolean {
  const { tool } = site.command;
  if (tool !== 'npm' && tool !== 'npx') return true;
  const rule = context.rules.find((one) => one.id === 'npm.implicit-builds');
  if (rule === undefined) return false;
  const found = ruleInForce(rule, context.asOf, siteVersion(site, inventory, context));
  return found.kind === 'known' && found.state.value === 'listed';
}

const asWord = (value: string | number | boolean): InstallScripts =>
  value === 'on' || value === 'off' || value === 'listed' ? value : 'unknown';
