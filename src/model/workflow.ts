/** GitHub workflows, as written. Defaults that depend on a date or on a repository's settings are not filled in here. */
import type { Location } from './diagnostic.ts';
import type { Image, InstallCommand, Pin } from './install.ts';

export interface Workflow {
  /** Relative to the root. */
  readonly path: string;
  /** The git ref it was read from; null for the working tree. */
  readonly ref: string | null;
  readonly name: string;
  readonly triggers: readonly Trigger[];
  /** The `permissions` of the top level. */
  readonly permissions: Permissions;
  readonly jobs: readonly Job[];
  readonly at: Location;
}

export interface Trigger {
  /** `push`, `pull_request`, `pull_request_target`, `schedule`, `workflow_call`, … */
  readonly event: string;
  /** `types`, such as `labeled`; empty when not given. */
  readonly types: readonly string[];
  /** `branches` and `tags` filters, as written; empty when not given. */
  readonly branches: readonly string[];
  readonly tags: readonly string[];
  /** `cron` lines of `schedule`. */
  readonly crons: readonly string[];
  /** `workflows` of `workflow_run`. */
  readonly workflows: readonly string[];
  readonly at: Location;
}

/** `none given`, one word for all (`read-all`, `write-all`), or named scopes; scopes not named are then `none`. */
export type Permissions =
  | { readonly kind: 'absent' }
  | { readonly kind: 'all'; readonly level: 'read' | 'write'; readonly at: Location }
  | {
      readonly kind: 'scopes';
      readonly scopes: Readonly<Record<string, 'read' | 'write' | 'none'>>;
      readonly at: Location;
    };

export interface Job {
  readonly id: string;
  readonly name: string;
  readonly at: Location;
  /** Labels of `runs-on`, expressions over `matrix` resolved where possible, all values listed. */
  readonly runner: Runner;
  readonly permissions: Permissions;
  /** Secrets that the job's text names, the workflow's `env` included. `GITHUB_TOKEN` is not listed. */
  readonly secrets: readonly SecretUse[];
  /** All secrets reach the runner: `toJSON(secrets)`, `secrets[…]`, or `secrets: inherit` to a called workflow. */
  readonly allSecrets: 'no' | 'dynamic' | 'inherit';
  /** `github.token` or `secrets.GITHUB_TOKEN` is named. */
  readonly namesGithubToken: boolean;
  readonly environment: string | null;
  /** `if:` as written, null when absent. */
  readonly condition: string | null;
  readonly needs: readonly string[];
  /** Steps that use an action, and the reusable workflow that the job calls. */
  readonly uses: readonly Use[];
  readonly installs: readonly InstallCommand[];
  /** npm, yarn, pnpm or bun scripts that the job runs (`npm run build` → `build`), with their folder. */
  readonly scripts: readonly ScriptCall[];
  /** `container:` and `services:`. */
  readonly images: readonly Image[];
  /** Checkouts of code that the change's author chooses (whatever the trigger; hazards judge that). */
  readonly untrustedCheckouts: readonly UntrustedCheckout[];
  /** Text that an outsider writes, put into `run` or a script by `${{ … }}`. */
  readonly injections: readonly Injection[];
  /** Steps in which an AI agent works. */
  readonly agents: readonly AgentStep[];
  /** Downloads of artifacts made by another run (`workflow_run`). */
  readonly artifacts: readonly ArtifactUse[];
  /** Cache use: `actions/cache`, `cache:` of a setup action. */
  readonly caches: readonly Location[];
  /** `cache-mode` of the job, else of its workflow, as written: `none`, `read`, `write`, `write-only`. */
  readonly cacheMode?: string;
  /** Commands that publish: `npm publish`, `docker push`, release actions … */
  readonly publishes: readonly Publish[];
  /** The job writes with its `GITHUB_TOKEN` as far as the text shows (push, release, comment, label …) without `permissions` of its own. */
  readonly writesWithToken: boolean;
}

export interface Runner {
  readonly kind: 'hosted' | 'hosted-larger' | 'vendor' | 'self-hosted' | 'unknown' | 'called-workflow';
  /** `warp`, `blacksmith`, `namespace`, `depot`, `buildjet`, `ubicloud`, `runs-on`, …; null unless a vendor. */
  readonly vendor: string | null;
  readonly labels: readonly string[];
}

export interface SecretUse {
  readonly name: string;
  /** Where its name stands; the step's index in the job, null at job or workflow level. */
  readonly at: Location;
  readonly step: number | null;
  /** The variable or input that receives it (`NODE_AUTH_TOKEN`, `token`), `''` when none. */
  readonly as: string;
  /** The comment on the line or on the lines right above it, `''` when none: says at times what kind of token it is. */
  readonly comment: string;
  /** Of a variable of job or workflow: the steps of the job whose text names the variable. */
  readonly namedBy?: readonly number[];
}

export interface Use {
  /** As written after `uses:`. */
  readonly reference: string;
  readonly pin: Pin;
  /** `owner` of the action, lower case; '' for local and docker. */
  readonly owner: string;
  /** Step index; null for a called workflow. */
  readonly step: number | null;
  /** `with:` as text, long values cut at 2,000 characters. */
  readonly inputs: Readonly<Record<string, string>>;
  /** Comment behind a SHA pin (`v4.1.1`), '' when none. */
  readonly comment: string;
  readonly at: Location;
}

export interface ScriptCall {
  readonly tool: string;
  readonly script: string;
  readonly directory: string | null;
  readonly at: Location;
}

export interface UntrustedCheckout {
  readonly how: 'actions/checkout' | 'git' | 'gh';
  /** `ref`, `repository` or the command, as written. */
  readonly what: string;
  /** The reference of `actions/checkout` (with its pin), null for a command. */
  readonly action: string | null;
  /** The comment behind its pin: often the version. */
  readonly comment: string;
  /** `allow-unsafe-pr-checkout: true`. */
  readonly allowed: boolean;
  /** A later step runs something of the checked-out tree: a build, a script, an install, a local action. */
  readonly executes: 'yes' | 'no' | 'unknown';
  readonly at: Location;
}

export interface Injection {
  /** The expression as written, without `${{ }}`. */
  readonly expression: string;
  readonly into: 'run' | 'github-script';
  readonly at: Location;
}

export interface AgentStep {
  readonly action: string;
  readonly at: Location;
}

export interface ArtifactUse {
  readonly how: string;
  /** A later step executes, sources, or writes it to `GITHUB_ENV`, `GITHUB_OUTPUT` or `GITHUB_PATH`. */
  readonly consumed: 'yes' | 'no' | 'unknown';
  readonly at: Location;
}

export interface Publish {
  /** `npm`, `pypi`, `docker`, `github-release`, `crates`, `pages`, `deploy`, … */
  readonly registry: string;
  readonly command: string;
  readonly at: Location;
}

/** An `action.yml`: composite, JavaScript or Docker. */
export interface CompositeAction {
  /** Folder of the file relative to the root: `uses: ./<directory>`; `.` for the root. */
  readonly directory: string;
  readonly path: string;
  readonly name: string;
  readonly runs: 'composite' | 'node' | 'docker' | 'unknown';
  readonly uses: readonly Use[];
  readonly installs: readonly InstallCommand[];
  readonly scripts: readonly ScriptCall[];
  readonly injections: readonly Injection[];
  readonly caches: readonly Location[];
  readonly at: Location;
}
