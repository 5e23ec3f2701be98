/** Surfaces: the places where an attacker can act, and the routes by which a malicious release arrives. */
import type { Location } from './diagnostic.ts';
import type { RepositoryFacts } from './execution.ts';
import type { SurfaceId } from './ids.ts';
import type { InstallSite } from './install-site.ts';
import type { Answer } from './inventory.ts';
import type { Rate } from './rate.ts';
import type { Bot } from './settings.ts';

interface SurfaceOf<K extends string> {
  readonly id: SurfaceId;
  readonly kind: K;
  /** A few words for a person. */
  readonly title: string;
  /** Every place; the first one is the one to show. Empty where no file shows it. */
  readonly at: readonly Location[];
}

/** A package of the tree, or one that a command fetches. */
export interface PackageSurface extends SurfaceOf<'package'> {
  readonly ecosystem: 'npm';
  readonly name: string;
  readonly version: string;
  /** What one stolen credential can publish: the scope, else the package. */
  readonly group: string;
  readonly direct: boolean;
  /** Not only a development dependency. */
  readonly production: boolean;
  /** Ids of the routes by which a new version of it arrives. */
  readonly routes: readonly string[];
  /** How many publisher groups stand behind it: null is one; a rate where an install brings in more than files name. */
  readonly groups: Rate | null;
}

/** A third-party action, or reusable workflow, in one workflow. */
export interface ActionSurface extends SurfaceOf<'action'> {
  readonly owner: string;
  readonly reference: string;
  readonly pinned: boolean;
  /** How often a year a job that uses it runs. */
  readonly runs: Rate;
}

/** A base, container or service image. */
export interface ImageSurface extends SurfaceOf<'image'> {
  readonly reference: string;
  /** Registry and first part of the name: who publishes it. */
  readonly publisher: string;
  readonly official: boolean;
  readonly pinned: boolean;
}

/** Something that a command fetches afresh and runs, outside npm: a script, a package of another registry. */
export interface FetchSurface extends SurfaceOf<'fetch'> {
  readonly tool: string;
  readonly what: 'script' | 'package';
}

/** One job whose run an outsider can enter. */
export interface WorkflowSurface extends SurfaceOf<'workflow'> {
  readonly weaknesses: readonly Weakness[];
}

export interface Weakness {
  readonly kind: 'untrusted-checkout' | 'untrusted-expression' | 'agent' | 'artifact' | 'self-hosted';
  readonly at: Location;
  /** What stands there, in a few words. */
  readonly because: string;
  /** Somebody has to let it pass first: a label, an approval, an environment. */
  readonly gated: boolean;
  /** What the run holds that a stranger does not. */
  readonly privilege: 'secrets' | 'write-token' | 'default-token' | 'runner';
  /** For `default-token`: what the tree says of the default. */
  /** `seen`, `stated`, `unknown`: what the tree lets one infer; `read`, `write`: attested. */
  readonly defaultWrite: 'seen' | 'stated' | 'unknown' | 'read' | 'write';
  /** `busy`: the repository has many workflows, so it is likelier to be popular; the first two are attested. */
  readonly popularity: 'popular' | 'otherwise' | 'busy' | 'unknown';
  /** Whether the change's code is run; for other kinds `yes`. */
  readonly executes: Answer;
}

export type CredentialKind =
  | 'classic-pat'
  | 'fine-grained'
  | 'long-lived-key'
  | 'app-or-deploy-key'
  | 'identifier'
  | 'low-value'
  | 'unknown';

/** A stored secret in one workflow. */
export interface CredentialSurface extends SurfaceOf<'credential'> {
  readonly name: string;
  readonly credential: CredentialKind;
  /** What the kind was told by. */
  readonly because: string;
  /**
   * `repository`: a job without environment names it, so it is a secret of the repository or the organisation,
   * and no environment guards it; `unknown`: only jobs with an environment name it, and it may be either.
   */
  readonly level: 'repository' | 'unknown';
  /** A job puts it into the layers of an image that it pushes. */
  readonly inImage: boolean;
}

export interface AccountSurface extends SurfaceOf<'account'> {
  /** Persons or bots that files name: a lower bound. */
  readonly named: number;
  /** How many there are, where somebody attests it. */
  readonly attested: number | null;
}

/** An extension of the editors of those who work on the tree. */
export interface ExtensionSurface extends SurfaceOf<'extension'> {
  readonly publisher: string;
  readonly pinned: boolean;
  /** It is installed in a development container. */
  readonly contained: boolean;
}

export interface ProviderSurface extends SurfaceOf<'provider'> {
  readonly vendor: string;
}

export type Surface =
  | PackageSurface
  | ActionSurface
  | ImageSurface
  | FetchSurface
  | WorkflowSurface
  | CredentialSurface
  | AccountSurface
  | ExtensionSurface
  | ProviderSurface;

export type SurfaceKind = Surface['kind'];

/**
 * An install site, or all sites that take the same versions from one lockfile: where a version is
 * chosen anew.
 */
export interface Route {
  readonly id: string;
  readonly title: string;
  readonly at: Location;
  /** u₀: how often a year the whole tree is resolved at one moment. */
  readonly refresh: Rate;
  /** u_g: how often a year a direct, respectively transitive, dependency alone is chosen anew. */
  readonly direct: Rate;
  readonly transitive: Rate;
  readonly gate: Gate;
  /** Of a bot's route: whether what it proposes is merged by itself. */
  readonly merges?: Answer;
}

/** An update bot, and whether what it proposes is merged without a person. */
export interface PlacedBot {
  readonly bot: Bot;
  readonly merges: Answer;
  /** The workflow that merges for it; null where the bot's own file decides. */
  readonly by: Location | null;
}

/** The age a release must have before the command of the route takes it. */
export interface Gate {
  readonly hours: number;
  /** `unknown`: it stands only if the tool that runs there is recent enough, and its version is not told. */
  readonly stands: Answer;
  readonly because: string;
}

/** A fact that files do not show, and the key that attests it. */
export interface UnknownFact {
  readonly fact: string;
  readonly attest: string;
}

/** What the surfaces stage hands on. */
export interface Places {
  readonly surfaces: readonly Surface[];
  readonly routes: readonly Route[];
  /** Every command that installs or fetches, in the place where it runs. */
  readonly installs: readonly InstallSite[];
  readonly bots: readonly PlacedBot[];
  readonly unknown: readonly UnknownFact[];
  /** Whether something in the tree runs as a service, as far as files show or somebody attests. */
  readonly serves: Answer;
  /** Where code of others runs, and what it finds there. */
  readonly repository: RepositoryFacts;
}
