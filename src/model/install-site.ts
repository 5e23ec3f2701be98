/** Install commands as they stand in their places: what each reads, so that nobody judges it twice. */
import type { Location } from './diagnostic.ts';
import type { SurfaceId } from './ids.ts';
import type { InstallKind } from './install.ts';
import type { Answer } from './inventory.ts';
import type { Gate } from './surface.ts';

/** One command in one place where it runs; what developers install by hand is a command too. */
export interface InstallSite {
  /** `<place> <command>`: stable under line moves, its own in the tree. */
  readonly id: string;
  /** `job/…`, `image/…`, `platform/…` or `machine`: the id of the place in which it runs. */
  readonly place: string;
  readonly kind: InstallKind;
  readonly tool: string;
  /** The command as written, one line. */
  readonly command: string;
  readonly names: readonly string[];
  readonly global: boolean;
  /** It runs on its own text: insists on the lockfile, whatever the tool does by default. */
  readonly insists: Answer;
  /** Of the tool that runs there, as a version or a range; null where nothing tells. */
  readonly version: string | null;
  readonly directory: string;
  /** The lockfile, or the manifest without one, that a `project` install installs; null when none is found. */
  readonly tree: string | null;
  /** `yes`: versions come from a lockfile; `no`: chosen anew at each run. */
  readonly locked: Answer;
  /** The age that a release must have here, by the setting that the command reads. */
  readonly gate: Gate;
  /** The tool at this version knows a setting for an age. */
  readonly knowsGate: Answer;
  readonly scripts: 'on' | 'off' | 'listed' | 'unknown';
  /** With scripts off, nothing is built on the quiet either. */
  readonly strict: boolean;
  /** Ids of the routes whose choices it installs. */
  readonly routes: readonly string[];
  /** What it fetches afresh outside npm. */
  readonly fetches: readonly SurfaceId[];
  readonly at: Location;
}
