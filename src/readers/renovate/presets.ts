/**
 * What Renovate's own presets change of the facts that a bot has. Only presets that matter here are
 * listed; the other ones in Renovate's namespaces change names, groups and texts.
 *
 * @see https://docs.renovatebot.com/presets-config/
 */

export interface PresetFacts {
  readonly enabled?: boolean;
  readonly runsPerYear?: number;
  /** For npm packages alone. */
  readonly npmAgeHours?: number;
  /** `true`: merges some updates by itself; `false`: sets that it does not. */
  readonly automerge?: boolean;
}

/** Days of a schedule: within one it looks many times, but a day finds the same releases. */
const PRESETS: Readonly<Record<string, PresetFacts>> = {
  'schedule:daily': { runsPerYear: 365 },
  'schedule:nonOfficeHours': { runsPerYear: 365 },
  'schedule:officeHours': { runsPerYear: 260 },
  'schedule:weekdays': { runsPerYear: 260 },
  'schedule:weekends': { runsPerYear: 104 },
  'schedule:weekly': { runsPerYear: 52 },
  'schedule:earlyMondays': { runsPerYear: 52 },
  'schedule:monthly': { runsPerYear: 12 },
  'schedule:quarterly': { runsPerYear: 4 },
  'schedule:yearly': { runsPerYear: 1 },
  'config:semverAllWeekly': { runsPerYear: 52 },
  'config:semverAllMonthly': { runsPerYear: 12 },
  'config:best-practices': { npmAgeHours: 72 },
  'security:minimumReleaseAgeNpm': { npmAgeHours: 72 },
  'npm:unpublishSafe': { npmAgeHours: 72 },
  'security:only-security-updates': { enabled: false },
  ':disableRenovate': { enabled: false },
  ':enableRenovate': { enabled: true },
  ':automergeAll': { automerge: true },
  ':automergeMajor': { automerge: true },
  ':automergeMinor': { automerge: true },
  ':automergePatch': { automerge: true },
  ':automergeDigest': { automerge: true },
  ':automergeStableNonMajor': { automerge: true },
  ':automergeLinters': { automerge: true },
  ':automergeTesters': { automerge: true },
  ':automergeTypes': { automerge: true },
  ':automergeDisabled': { automerge: false },
};

/** Namespaces of Renovate itself; any other preset lies elsewhere and cannot be read here. */
const OWN = new Set(
  (
    'abandonments compatibility config customManagers default docker global group helpers mergeConfidence ' +
    'monorepo npm packages preview regexManagers replacements schedule security workarounds'
  ).split(' '),
);

/** What a preset says; null when it is not one of Renovate's own. */
export function presetFacts(name: string): PresetFacts | null {
  const bare = name.replace(/\(.*$/s, '').replace(/^default:/, ':');
  if (Object.hasOwn(PRESETS, bare)) return PRESETS[bare] ?? {};
  const colon = bare.indexOf(':');
  return colon === 0 || OWN.has(bare.slice(0, Math.max(0, colon))) ? {} : null;
}
