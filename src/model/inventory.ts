/**
 * What readers found: facts of one file, or of a tree once merged. Facts only, no judgement: nothing
 * here says whether a thing is good. Unknown is a value of its own, never an absent field.
 */
import type { ComposeService } from './compose.ts';
import type { Diagnostic, Location } from './diagnostic.ts';
import type { Extension } from './extension.ts';
import type { Image, InstallCommand } from './install.ts';
import type { KubernetesFact } from './kubernetes.ts';
import type { Bot, Manifest, Platform, Setting } from './settings.ts';
import type { CompositeAction, Workflow } from './workflow.ts';

/** An answer that a file may fail to give. */
export type Answer = 'yes' | 'no' | 'unknown';

export type Scope = 'production' | 'development' | 'optional' | 'unknown';

/** The ecosystems that readers know. */
export type Ecosystem = 'npm';

/** One name@version of one source. A name installed at several places of a tree is one component. */
export interface Component {
  readonly ecosystem: Ecosystem;
  readonly name: string;
  /** The locked version; for a declared range without lockfile, the range. */
  readonly version: string;
  /** `locked`: a lockfile fixed it; `declared`: only a range is known, each install resolves afresh. */
  readonly resolution: 'locked' | 'declared';
  /** The lockfile or manifest, relative to the root. */
  readonly source: string;
  /** The union over its places: production wins over optional, optional over unknown, unknown over development. */
  readonly scope: Scope;
  /** Named by a manifest of the project itself. */
  readonly direct: Answer;
  /** Whether the package declares a script that runs at install. */
  readonly installScript: Answer;
  readonly at: Location;
}

/** One lockfile, or one manifest without a lockfile. */
export interface Source {
  readonly path: string;
  /** The reader's word for it, such as `package-lock v3`, `yarn v1`, `pnpm-lock v9.0`, `package.json`. */
  readonly format: string;
  readonly tool: PackageTool;
  /** Installed places, the project's own packages not counted. */
  readonly entries: number;
  /** Distinct name@version pairs. */
  readonly distinct: number;
  /** Entries by scope; they add up to `entries`. */
  readonly scopes: Readonly<Record<Scope, number>>;
  /** Folders of the project's own packages that this lockfile locks, relative to the root (`.` is its own folder). */
  readonly workspaces: readonly string[];
}

export type PackageTool = 'npm' | 'pnpm' | 'yarn' | 'yarn-berry' | 'bun';

/** What readers found in one file, or in a tree. */
export interface Inventory {
  readonly sources: readonly Source[];
  readonly components: readonly Component[];
  readonly manifests: readonly Manifest[];
  readonly settings: readonly Setting[];
  readonly bots: readonly Bot[];
  readonly workflows: readonly Workflow[];
  readonly actions: readonly CompositeAction[];
  readonly images: readonly Image[];
  readonly installs: readonly InstallCommand[];
  readonly platforms: readonly Platform[];
  readonly compose: readonly ComposeService[];
  readonly kubernetes: readonly KubernetesFact[];
  readonly extensions: readonly Extension[];
  readonly owners: readonly Owner[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Somebody who owns code, as CODEOWNERS names them. */
export interface Owner {
  /** `@name`, `@org/team` or a mail address. */
  readonly name: string;
  readonly kind: 'person' | 'team';
  readonly at: Location;
}

const EMPTY: Inventory = {
  sources: [],
  components: [],
  manifests: [],
  settings: [],
  bots: [],
  workflows: [],
  actions: [],
  images: [],
  installs: [],
  platforms: [],
  compose: [],
  kubernetes: [],
  extensions: [],
  owners: [],
  diagnostics: [],
};

/** An inventory with just these parts. */
export const inventory = (parts: Partial<Inventory>): Inventory => ({ ...EMPTY, ...parts });

/** All inventories as one, in order. */
export function merge(inventories: readonly Inventory[]): Inventory {
  const keys = Object.keys(EMPTY) as (keyof Inventory)[];
  const merged = Object.fromEntries(
    keys.map((key) => [key, inventories.flatMap((one): readonly unknown[] => one[key])]),
  );
  return merged as unknown as Inventory;
}
