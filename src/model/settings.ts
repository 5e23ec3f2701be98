/** Manifests, package-manager settings, update bots, and platforms that build the tree. */
import type { Location } from './diagnostic.ts';
import type { InstallCommand } from './install.ts';
import type { PackageTool } from './inventory.ts';

export type DependencyKind = 'production' | 'development' | 'optional' | 'peer';

export interface Dependency {
  /** The key in package.json; an alias (`npm:real@1`) has its real name in `target`. */
  readonly name: string;
  readonly target: string;
  /** As written. */
  readonly range: string;
  readonly kind: DependencyKind;
  /** `registry`: a semver range or tag; `workspace`: the project's own; `git`, `url`, `file`: elsewhere. */
  readonly from: 'registry' | 'workspace' | 'git' | 'url' | 'file';
  readonly at: Location;
}

/** One package.json. */
export interface Manifest {
  readonly path: string;
  /** Folder of the file, `.` for the root. */
  readonly directory: string;
  readonly name: string | null;
  readonly private: boolean;
  readonly version: string | null;
  readonly dependencies: readonly Dependency[];
  /** `packageManager`, such as `npm@11.11.0` (hash cut off). */
  readonly packageManager: { readonly tool: string; readonly version: string; readonly at: Location } | null;
  /** `engines`, as written: only warns. */
  readonly engines: Readonly<Record<string, string>>;
  /** Workspace globs as written. */
  readonly workspaces: readonly string[];
  /** Scripts by name, as written. */
  readonly scripts: Readonly<Record<string, string>>;
  /** Install commands found in scripts; `place.kind` is `manifest`. */
  readonly installs: readonly InstallCommand[];
  readonly at: Location;
}

/**
 * One setting that matters for installs, in one file.
 *
 * `key` is our word, `value` is normalised; `raw` keeps the file's own key and value.
 */
export interface Setting {
  readonly key: SettingKey;
  /** `age-gate`: hours; `before`: an ISO date; `scripts`: `off`, `on` or `listed`; others: `true` or `false`; lists: one setting an item. */
  readonly value: number | string | boolean;
  /** Which tool reads it. */
  readonly tool: PackageTool | 'renovate' | 'dependabot';
  /** The folder that it governs, `.` for the root. */
  readonly directory: string;
  /** `key = value` as written. */
  readonly raw: string;
  readonly at: Location;
}

/**
 * - `age-gate`: a release must be this old, in hours, before it is chosen.
 * - `before`: no release after this day (ISO date) is chosen: a fixed gate, whose age grows.
 * - `age-gate-exempt`: a package name or pattern that the gate does not hold for.
 * - `scripts`: whether packages' install scripts run: `on`, `off`, `listed` (only those allowed).
 * - `script-allowed`: a package whose scripts may run.
 * - `lockfile`: `false` when the tool is told to keep none.
 * - `frozen`: installs refuse to change the lockfile.
 * - `registry`: a registry other than the default, for a scope or for all (host only).
 */
export type SettingKey =
  | 'age-gate'
  | 'before'
  | 'age-gate-exempt'
  | 'scripts'
  | 'script-allowed'
  | 'lockfile'
  | 'frozen'
  | 'registry';

/** One update bot, for one ecosystem. */
export interface Bot {
  readonly tool: 'renovate' | 'dependabot';
  /** `npm`, `github-actions`, `docker`, … or `*` for all that no other entry of the same file names. */
  readonly ecosystem: string;
  /** Proposes version updates (`open-pull-requests-limit: 0` or `enabled: false`: no). */
  readonly enabled: boolean;
  /** Times a year that it looks; null when not said. */
  readonly runsPerYear: number | null;
  /** Cooldown in hours; null when not said (a default may hold). */
  readonly cooldownHours: number | null;
  /** Merges by itself: `yes`, `no`, or `unknown` (a preset that cannot be read here). */
  readonly automerge: 'yes' | 'no' | 'unknown';
  readonly directory: string;
  readonly at: Location;
}

/** A PaaS or hosting file that builds the tree: `render.yaml`, `vercel.json`, `netlify.toml`, `fly.toml`, `app.json`, … */
export interface Platform {
  readonly path: string;
  /** `render`, `vercel`, `netlify`, `fly`, `heroku`, … */
  readonly vendor: string;
  /** Services by name; one named `default` when the file has no names. */
  readonly services: readonly string[];
  readonly installs: readonly InstallCommand[];
  /** Names of variables that the service holds and that look like secrets. */
  readonly secrets: readonly string[];
  /** Version of node or of a package manager that the file asks for, such as `{ node: '22.13.0' }`. */
  readonly versions: Readonly<Record<string, string>>;
  readonly at: Location;
}
