/** Commands that fetch code, and images: the sites where a malicious release can enter. */
import type { Location } from './diagnostic.ts';
import type { Answer } from './inventory.ts';

/**
 * What a command does to versions.
 *
 * - `project`: installs what a manifest of the tree asks for (`npm ci`, `yarn`, `pnpm install`).
 * - `named`: fetches packages that the command names (`npm install -g turbo`, `yarn add x`, `pip install x`).
 * - `exec`: fetches and runs a named package, unless the tree has it (`npx x`, `pnpm dlx x`, `bunx x`).
 * - `script`: runs a script from the network (`curl … | sh`).
 * - `image`: pulls an image (`docker pull x`).
 */
export type InstallKind = 'project' | 'named' | 'exec' | 'script' | 'image';

/** One command that fetches code, as written. */
export interface InstallCommand {
  readonly kind: InstallKind;
  /** The command as written, one line, at most 200 characters. */
  readonly command: string;
  /** `npm`, `pnpm`, `yarn`, `bun`, `pip`, `uv`, `poetry`, `go`, `cargo`, `gem`, `corepack`, `curl`, `docker`, … */
  readonly tool: string;
  /** Packages, images or addresses that the command names, as written; empty for `project`. */
  readonly names: readonly string[];
  /**
   * Whether the command itself insists on the lockfile (`npm ci`, `--frozen-lockfile`, `--immutable`):
   * `yes`; `no`: it resolves afresh by its nature (`named` without exact version, `--no-lockfile`, `script`);
   * `unknown`: it keeps a lockfile that is there and satisfied (`npm install`), so the tree decides.
   */
  readonly locked: Answer;
  /** `npm install -g`, `yarn global add`: the project's own settings are not read. */
  readonly global: boolean;
  /** `--ignore-scripts` on the command line (or `npm_config_ignore_scripts`). */
  readonly scriptsOff: boolean;
  /** `--omit=dev`, `--production`, `--prod`: development dependencies are left out. */
  readonly productionOnly: boolean;
  /** Folder that the command runs in, relative to the root as far as the text tells (`.` unless told, null when it cannot be told). */
  readonly directory: string | null;
  /** Where the command runs: set by the reader of the file around it. */
  readonly place: InstallPlace;
  readonly at: Location;
}

export type InstallPlace =
  | { readonly kind: 'job'; readonly workflow: string; readonly job: string }
  | { readonly kind: 'action'; readonly path: string }
  | { readonly kind: 'image'; readonly path: string; readonly stage: string }
  | { readonly kind: 'platform'; readonly path: string; readonly service: string }
  /** A script of package.json: runs where something calls `npm run <name>`, or at install by its name. */
  | { readonly kind: 'manifest'; readonly path: string; readonly script: string };

/** How a reference to an action or image is held. `expression`: computed at run time, cannot be told. */
export type Pin = 'sha' | 'tag' | 'branch' | 'local' | 'docker-digest' | 'docker-tag';

/** A base image of a Dockerfile, or a container or service image of a job. Stages and `scratch` are not images. */
export interface Image {
  /** As written, with build arguments of the same file filled in where they have defaults. */
  readonly reference: string;
  /** `digest`: by `@sha256:`; `tag`: by a tag; `none`: no tag, so `latest`; `unknown`: an argument without default. */
  readonly pin: 'digest' | 'tag' | 'none' | 'unknown';
  readonly role: 'base' | 'container' | 'service';
  /** The Dockerfile or workflow. */
  readonly source: string;
  /** The stage, or the job. */
  readonly stage: string;
  /** The stage is the one that ships: the last one. */
  readonly final: boolean;
  /** The user that the stage ends with: a name or id, `root`, a variable (`$UID`) that is given elsewhere, or `unknown` when the base image decides. */
  readonly user: string;
  /** Names of `ARG`/`ENV` that look like secrets and land in a layer. */
  readonly secretArguments: readonly string[];
  /** Names of arguments that look like secrets, come from outside the file, and stay in what ships. */
  readonly layerSecrets: readonly string[];
  /**
   * Whether something keeps running from it. `yes`: it declares a port, a health check or a command; `unknown`: an
   * entry point alone, or a command that is a shell or asks for help, as tools have it; `no`: none of these.
   */
  readonly serves: Answer;
  readonly at: Location;
}
