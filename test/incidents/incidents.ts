/** Documented incidents, replayed: what fell, what was reached, and the smallest projects with and without the way. */
import type { Given } from '../support/woven.ts';

export interface Replay {
  /** The folder of its two projects, in `fixtures`. */
  readonly id: string;
  readonly incident: string;
  /** The day before, or of, the incident: defaults are looked up by it. */
  readonly asOf: string;
  readonly given: Given;
  /** In words, for the table. */
  readonly fell: string;
  readonly goal: RegExp;
  readonly reached: string;
  /** How sure the source is of what was reached and of the window. */
  readonly marks: string;
  /** P(reached) without the way may be at most so many times that with it. */
  readonly bound: number;
  /** Why the replay does not hold, when it does not; null when it does. */
  readonly fails: string | null;
}

const CI = '.github/workflows/ci\\.yml#build';
const BY_INSTALL = new RegExp(`^code/(machine|job/${CI})$`);

export const replays: readonly Replay[] = [
  {
    id: 'event-stream-2018',
    incident: 'event-stream and flatmap-stream',
    asOf: '2018-10-05',
    given: { release: 'flatmap-stream', hours: 1250 },
    fell: 'a malicious release, there for 52 days',
    goal: /^lost\/users\/web$/,
    reached: 'users of the bundled app',
    marks: 'reached: sourced; window: sourced, its exact length recalled',
    bound: 0.1,
    fails:
      'in 52 days a lockfile is refreshed in about four of ten cases, so a lock alone does not stop a sleeper; of two projects that locked it in 2018 one was spared and one was not',
  },
  {
    id: 'solarwinds-2020',
    incident: 'SolarWinds Orion (SUNSPOT)',
    asOf: '2020-10-01',
    given: { state: 'code/job/.github/workflows/test.yml#test' },
    fell: 'code in another job of the build host',
    goal: /^lost\/users\/github-release$/,
    reached: 'users of the signed release',
    marks: 'reached: sourced; window: recalled, not verified',
    bound: 0.1,
    fails: null,
  },
  {
    id: 'ua-parser-js-2021',
    incident: 'ua-parser-js',
    asOf: '2021-10-22',
    given: { release: 'ua-parser-js', hours: 4.1 },
    fell: 'a malicious release, there for 4.1 hours',
    goal: BY_INSTALL,
    reached: 'the machine or job that installs',
    marks: 'reached, window: sourced at second hand',
    bound: 0.1,
    fails: null,
  },
  {
    id: 'colors-faker-2022',
    incident: 'colors and faker, sabotaged by their owner',
    asOf: '2022-01-08',
    given: { release: 'colors', hours: 48 },
    fell: 'a broken release, there for 48 hours',
    goal: /^code\/service$/,
    reached: 'the service (it hung: availability alone)',
    marks: 'reached: sourced; window: recalled, not verified',
    bound: 0.1,
    fails: null,
  },
  {
    id: 'ctx-2022',
    incident: 'ctx on PyPI, by an expired mail domain',
    asOf: '2022-05-14',
    given: { surface: /^(pip|uv):/ },
    fell: 'what `pip install -r` fetches afresh',
    goal: /^holds\/secret\/AWS_SECRET_ACCESS_KEY$/,
    reached: 'the cloud key in the environment of the job',
    marks: 'reached: recalled, not verified; window: sourced',
    bound: 0.1,
    fails: null,
  },
  {
    id: 'torchtriton-2022',
    incident: 'torchtriton: a name of a private index, free on the public one',
    asOf: '2022-12-25',
    given: { surface: /^index:/ },
    fell: 'a name of one of two package indexes',
    goal: /^code\/image\/Dockerfile$/,
    reached: 'the build of the image',
    marks: 'reached, window: recalled, not verified',
    bound: 0.1,
    fails: null,
  },
  {
    id: 'xz-2024',
    incident: 'xz-utils in rolling distributions',
    asOf: '2024-03-28',
    given: { surface: /^image:debian/ },
    fell: 'the base image',
    goal: /^code\/service$/,
    reached: 'the running container',
    marks: 'reached: sourced; window: recalled in part',
    bound: 0.1,
    fails: null,
  },
  {
    id: 'tj-actions-2025',
    incident: 'tj-actions/changed-files',
    asOf: '2025-03-14',
    given: { surface: /^action:tj-actions/ },
    fell: 'the tags of the action',
    goal: /^(holds\/secret\/NPM_TOKEN|can\/push)$/,
    reached: 'the secrets of the job and its token',
    marks: 'reached: sourced; window: sourced at second hand',
    bound: 0.2,
    fails: null,
  },
  {
    id: 'nx-s1ngularity-2025-publisher',
    incident: 'nx: injection of a pull request title, publish workflow dispatched',
    asOf: '2025-08-26',
    given: { surface: /^workflow:.*pr-validation/ },
    fell: 'the check of pull request titles',
    goal: /^holds\/secret\/NPM_TOKEN$/,
    reached: 'the publish token of another workflow',
    marks: 'reached: sourced; path: sourced at second hand',
    bound: 0.1,
    fails: null,
  },
  {
    id: 'nx-s1ngularity-2025-consumer',
    incident: 'nx: those who installed it',
    asOf: '2025-08-26',
    given: { release: 'nx', hours: 5.33 },
    fell: 'a malicious release, there for 5.3 hours',
    goal: BY_INSTALL,
    reached: 'the machine or job that installs',
    marks: 'reached: sourced; window: sourced at second hand',
    bound: 0.1,
    fails: null,
  },
  {
    id: 'chalk-debug-2025',
    incident: 'chalk and debug',
    asOf: '2025-09-08',
    given: { release: 'chalk', hours: 2 },
    fell: 'a malicious release, there for 2 hours',
    goal: /^lost\/users\/web$/,
    reached: 'wallets of users of the page',
    marks: 'reached: sourced at second hand; window: sourced',
    bound: 0.1,
    fails: null,
  },
  {
    id: 'shai-hulud2-triggerdev-2025',
    incident: 'Shai-Hulud 2.0 on an engineer’s laptop (Trigger.dev)',
    asOf: '2025-11-25',
    given: { release: 'left-made', hours: 12 },
    fell: 'a malicious release, taken to be there for 12 hours',
    goal: /^holds\/session$/,
    reached: 'the sessions of the engineer',
    marks: 'reached: sourced at second hand; window: not published, assumed',
    bound: 0.1,
    fails: null,
  },
  {
    id: 'trivy-2026-publisher',
    incident: 'trivy: pull request code in a privileged run',
    asOf: '2026-02-26',
    given: { surface: /^workflow:.*apidiff/ },
    fell: 'the job that checks out pull requests',
    goal: /^holds\/secret\/ORG_REPO_TOKEN$/,
    reached: 'the token of the organisation',
    marks: 'reached: sourced at second hand; window: sourced',
    bound: 0.1,
    fails: null,
  },
  {
    id: 'trivy-2026-consumer',
    incident: 'trivy-action: those who ran it',
    asOf: '2026-03-19',
    given: { surface: /^action:aquasecurity/ },
    fell: 'the tags of the action',
    goal: /^holds\/secret\/DOCKERHUB_TOKEN$/,
    reached: 'the registry token of the job',
    marks: 'reached: sourced at second hand; window: sourced',
    bound: 0.1,
    fails: null,
  },
  {
    id: 'litellm-2026-publisher',
    incident: 'LiteLLM: an unpinned scanner beside the publish token',
    asOf: '2026-03-23',
    given: { surface: /^script:/ },
    fell: 'the script that installs the scanner',
    goal: /^(holds\/secret\/PYPI_PASSWORD|can\/publish\/pypi)$/,
    reached: 'the right to publish',
    marks:
      'reached, path: sourced; on another CI host, for which there is no reader: written as a workflow here',
    bound: 0.1,
    fails: null,
  },
  {
    id: 'litellm-2026-consumer',
    incident: 'LiteLLM: those who installed it',
    asOf: '2026-03-24',
    given: { surface: /^(pip|uv):/ },
    fell: 'what `pip install -r` fetches afresh',
    goal: /^holds\/secret\/OPENAI_API_KEY$/,
    reached: 'the keys in the environment',
    marks: 'reached, window: sourced',
    bound: 0.1,
    fails: null,
  },
  {
    id: 'axios-2026',
    incident: 'axios',
    asOf: '2026-03-31',
    given: { release: 'axios', hours: 2.9 },
    fell: 'a malicious release, there for 2.9 hours',
    goal: BY_INSTALL,
    reached: 'the machine or job that installs',
    marks: 'reached, window: sourced',
    bound: 0.1,
    fails: null,
  },
  {
    id: 'sap-cap-2026',
    incident: '@cap-js',
    asOf: '2026-04-29',
    given: { release: '@cap-js/sqlite', hours: 2.3 },
    fell: 'a malicious release, taken to be there for 2.3 hours (the burst)',
    goal: BY_INSTALL,
    reached: 'the machine or job that installs',
    marks: 'reached: sourced at second hand; window: removal not found, the burst stands for it',
    bound: 0.1,
    fails: null,
  },
  {
    id: 'nx-console-github-2026',
    incident: 'Nx Console: an extension published without a second pair of eyes',
    asOf: '2026-05-17',
    given: { state: 'can/edit-workflows' },
    fell: 'a token that may push branches and workflow files',
    goal: /^can\/publish\/vscode$/,
    reached: 'the right to publish the extension',
    marks: 'reached: sourced at second hand; window: sourced at second hand',
    bound: 0.1,
    fails:
      'the counter-project names an environment, but no file shows that it has reviewers: it counts as one that may well have none',
  },
  {
    id: 'phantom-gyp-2026',
    incident: 'Phantom Gyp: binding.gyp without a declared script',
    asOf: '2026-06-03',
    given: { release: 'ai-sdk-ollama', hours: 2 },
    fell: 'a malicious release, taken to be there for 2 hours (the burst)',
    goal: BY_INSTALL,
    reached: 'the machine or job that installs',
    marks: 'reached: sourced; window: removal not found, the burst stands for it',
    bound: 0.1,
    fails: null,
  },
  {
    id: 'mastra-2026',
    incident: 'Mastra: a whole scope republished with a new dependency',
    asOf: '2026-06-17',
    given: { release: '@mastra/core', hours: 1.5 },
    fell: 'a malicious release, taken to be there for 1.5 hours (the burst)',
    goal: BY_INSTALL,
    reached: 'the machine or job that installs',
    marks: 'reached: sourced; window: removal not found, the burst stands for it',
    bound: 0.1,
    fails: null,
  },
];

/** Incidents without projects here, and why. */
export const notBuilt: readonly { readonly incident: string; readonly because: string }[] = [
  {
    incident: 'Log4Shell 2021 (CVE-2021-44228)',
    because:
      'nothing reads pom.xml or a NetworkPolicy, so that neither the flawed library nor the wall would be seen; its step, an exploited flaw that runs in the service, is in the graph for npm (`reach-production`)',
  },
  {
    incident: 'GlassWorm 2025',
    because:
      'editor extensions and devcontainers have no reader: `.vscode/extensions.json` would name the extension, and the way would enter at the developer’s machine',
  },
];
