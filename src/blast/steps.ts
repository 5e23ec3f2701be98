/** What to do, in the order of domain knowledge: only what applies, worded for what was found. */
import type {
  BlastHeld,
  BlastRan,
  BlastStep,
  Found,
  HeldCredential,
  StepGroup,
  Verdict,
  Words,
} from '../model/blast.ts';
import type { CredentialRecord } from '../model/credential.ts';
import type { Location } from '../model/diagnostic.ts';
import type { Inventory } from '../model/inventory.ts';
import { shellWord } from './shell.ts';
import type { Target } from './target.ts';

export interface StepFacts {
  readonly verdict: Verdict;
  readonly targets: readonly Target[];
  readonly found: readonly Found[];
  readonly ran: BlastRan;
  readonly held: BlastHeld;
  /** The tree in which it ran, and the one of today. */
  readonly inventories: readonly Inventory[];
  readonly records: readonly CredentialRecord[];
  /** The last versions that the locks held and that are not what was asked for. */
  readonly clean: readonly string[];
  /** What of the history is not here: all of it, or its older part. */
  readonly missing: 'history' | 'older' | null;
}

/** Text in parts: what is put in comes from files, or is to be typed. */
export function words(texts: TemplateStringsArray, ...codes: readonly (string | number)[]): Words {
  return texts.flatMap((text, i) => [
    ...(text === '' ? [] : [text]),
    ...(i < codes.length ? [{ code: String(codes[i]) }] : []),
  ]);
}

const step = (group: StepGroup, text: Words, at: Location | null = null, level = 0): BlastStep => ({
  group,
  level,
  text,
  at,
});

export function stepsOf(facts: StepFacts): BlastStep[] {
  if (facts.verdict === 'resolved-clean') return [];
  if (facts.verdict === 'cannot-exclude' && facts.ran.places.length === 0) return askAgain(facts);
  const runs = findRuns(facts);
  const first = facts.verdict === 'cannot-exclude' ? runs : [];
  return [
    ...first,
    ...freeze(facts),
    ...isolate(facts),
    ...(first.length > 0 ? [] : runs),
    ...revoke(facts),
    ...clearAway(facts),
    ...pin(facts),
    ...look(facts),
    ...warn(facts),
  ];
}

/** Nothing that was read runs it: what was not read comes first, before anything is stopped. */
function askAgain({ missing }: StepFacts): BlastStep[] {
  return [
    ...(missing === 'history'
      ? [step('find-runs', ['Ask again in a clone that has its history: the locks of that time decide.'])]
      : []),
    ...(missing === 'older'
      ? [
          step('find-runs', ['Fetch what is missing, then ask again:']),
          step('find-runs', [{ code: 'git fetch --unshallow --tags' }]),
        ]
      : []),
    step('find-runs', ['Look at the reasons above one by one, and in the logs of the runs of that time.']),
  ];
}

/** When nothing is known to have run it, first find out; what follows is for the case that it did. */
function findRuns({ ran, verdict }: StepFacts): BlastStep[] {
  const doubt = verdict === 'cannot-exclude';
  const intro: Words = doubt
    ? [
        'Find out whether it ran: look in the logs of these runs for the name and version that they installed.',
      ]
    : ['List the real runs and save their logs before they expire; the runs of re-run jobs too.'];
  if (ran.commands.length === 0) return doubt ? [step('find-runs', intro)] : [];
  return [step('find-runs', intro), ...ran.commands.map((command) => step('find-runs', [{ code: command }]))];
}

function freeze({ ran, inventories }: StepFacts): BlastStep[] {
  const jobs = workflowsOf(inventories).flatMap((workflow) =>
    workflow.jobs.map((job) => ({ workflow, job })),
  );
  const publishing = new Map(
    jobs.filter(({ job }) => job.publishes.length > 0).map(({ workflow, job }) => [workflow.path, job.at]),
  );
  const bots = inventories.flatMap((one) => one.bots).filter((bot) => bot.enabled);
  const merging = new Map(bots.filter((bot) => bot.automerge !== 'no').map((bot) => [bot.tool, bot]));
  const vendors = new Map(
    jobs.flatMap(({ job }) => (job.runner.vendor === null ? [] : [[job.runner.vendor, job.at] as const])),
  );
  const platforms = new Map(inventories.flatMap((one) => one.platforms).map((one) => [one.path, one]));
  const others = new Set(ran.places.flatMap(({ kind, id }) => (kind === 'job' ? [pathOfJob(id)] : [])));
  for (const path of publishing.keys()) others.delete(path);
  return [
    ...[...publishing].map(([path, at]) =>
      step('freeze', words`Stop publishing and deploying: ${disable(path)}`, at),
    ),
    ...[...platforms.values()].map((one) =>
      step('freeze', words`Pause automatic deployments of ${one.vendor}.`, one.at),
    ),
    ...[...others].map((path) => step('freeze', words`Stop what ran it: ${disable(path)}`)),
    ...[...merging.values()].map((bot) =>
      step(
        'freeze',
        words`Stop the merges of ${bot.tool}: pause the bot and take auto-merge off its pull requests.`,
        bot.at,
      ),
    ),
    ...[...vendors].map(([vendor, at]) =>
      step(
        'freeze',
        words`Suspend the runners of ${vendor}: their caches and machines do not follow GitHub's rules.`,
        at,
      ),
    ),
  ];
}

const workflowsOf = (inventories: readonly Inventory[]): Inventory['workflows'] =>
  inventories.flatMap((one) => one.workflows.filter((workflow) => workflow.ref === null));

/** `job/<workflow>#<job>` */
const pathOfJob = (id: string): string => id.slice('job/'.length, id.lastIndexOf('#'));

/** The command of the platform's own client that switches a workflow off. */
const disable = (path: string): string =>
  `gh workflow disable ${shellWord(path.slice(path.lastIndexOf('/') + 1))}`;

function isolate({ ran }: StepFacts): BlastStep[] {
  const machines = ran.places.some(({ kind }) => kind === 'machine');
  const own = ran.places.filter(({ runner }) => runner === 'self-hosted');
  const service = ran.places.some(({ kind }) => kind === 'service' || kind === 'platform');
  if (!machines && own.length === 0 && !service) return [];
  return [
    step('isolate', [
      'Before anything is revoked: take machines that ran it off the network and image their disks. A worm of 2026-05 wipes the home directory when a token answers 401.',
    ]),
    ...(machines ? [step('isolate', ['Laptops: ', ...machineWords()])] : []),
    ...own.map((one) =>
      step(
        'isolate',
        words`Self-hosted runner of ${one.title}: off the network, image, then rebuild.`,
        one.at,
      ),
    ),
    ...(service
      ? [
          step('isolate', [
            'The running service: keep an image of its machines or containers, then replace them.',
          ]),
        ]
      : []),
  ];
}

const machineWords = (): Words => [
  'everybody who installed in that time, editors and agents that install by themselves included.',
];

/** Levels of revocation: what opens a level comes before it. */
const LEVEL_OF: Readonly<Record<string, number>> = {
  github: 1,
  npm: 2,
  pypi: 2,
  docker: 2,
  crates: 2,
  rubygems: 2,
  maven: 2,
  nuget: 2,
  vscode: 2,
  cloud: 3,
  deploy: 3,
  secrets: 1,
};
const LAST_LEVEL = 4;
function revoke({ held, ran, records, targets }: StepFacts): BlastStep[] {
  const sessions =
    ran.places.some(({ kind }) => kind === 'machine') ||
    targets.some((one) => one.kind === 'surface' && one.text.startsWith('account:'));
  const named = held.credentials.filter((one) => one.kind !== 'identifier');
  const steps = revokeSteps(named, records);
  const all = [
    ...(sessions ? [sessionStep(records)] : []),
    ...steps,
    ...oidcSteps(held, records),
    ...tokenSteps(held, records),
  ].sort((a, b) => a.level - b.level);
  if (all.length === 0) return [];
  return [
    step(
      'revoke',
      [
        'Revoke, do not only rotate, from a clean machine. Parents before children, all of a level at once: a rotation that is half done is a second breach.',
      ],
      null,
      -1,
    ),
    ...all,
  ];
}

/** Credentials of one kind and level are one step: they are revoked in one place, together. */
function revokeSteps(held: readonly HeldCredential[], records: readonly CredentialRecord[]): BlastStep[] {
  const groups = new Map<string, { names: string[]; record: CredentialRecord | undefined; level: number }>();
  for (const { name, kind, opens } of held) {
    const record = recordOf(name, kind, records);
    const level = Math.min(...opens.map((one) => LEVEL_OF[one] ?? LAST_LEVEL), LAST_LEVEL);
    const key = `${level} ${record?.id ?? ''}`;
    const known = groups.get(key) ?? { names: [], record, level };
    known.names.push(name);
    groups.set(key, known);
  }
  return [...groups.values()].map(({ names, record, level }) =>
    step('revoke', revokeWords(names, record), null, level),
  );
}

const recordOf = (
  name: string,
  kind: string,
  records: readonly CredentialRecord[],
): CredentialRecord | undefined =>
  (kind === 'classic-pat' ? records.find((one) => one.id === 'github-token') : undefined) ??
  records.find((one) => new RegExp(one.names, 'i').test(name));

function revokeWords(names: readonly string[], record: CredentialRecord | undefined): Words {
  const named = words`${names.join(', ')}`;
  if (record === undefined)
    return [
      ...named,
      ': nothing tells what it opens. Ask its owner; revoke it where it was made, then replace it.',
    ];
  const { title, revoke: how, dies, left, date } = record;
  return [...named, ` (${title}): ${how}. Dies with it: ${dies}. Left behind: ${left}. (looked up ${date})`];
}

function sessionStep(records: readonly CredentialRecord[]): BlastStep {
  const record = records.find((one) => one.id === 'account-session');
  const how =
    record === undefined ? '' : ` ${record.revoke}. Dies with it: ${record.dies}. (looked up ${record.date})`;
  return step(
    'revoke',
    [`Sessions of the people whose machines ran it, before their tokens.${how}`],
    null,
    0,
  );
}

/** What has no secret to revoke: identities, and the token of a job. */
const unstored = (id: string, records: readonly CredentialRecord[]): string => {
  const record = records.find((one) => one.id === id);
  return record === undefined
    ? ''
    : `${record.revoke}. Left behind: ${record.left}. (looked up ${record.date})`;
};

const oidcSteps = ({ tokens }: BlastHeld, records: readonly CredentialRecord[]): BlastStep[] =>
  tokens
    .filter((one) => one.kind === 'oidc')
    .map(({ job, at, identityFor }) => {
      const purpose = identityFor.length > 0 ? `, used for ${identityFor.join(', ')}` : '';
      const level = identityFor.includes('cloud') ? 3 : 2;
      return step(
        'revoke',
        [...words`Identity (OIDC) of ${job}`, `${purpose}: ${unstored('oidc-identity', records)}`],
        at,
        level,
      );
    });

const tokenSteps = ({ tokens }: BlastHeld, records: readonly CredentialRecord[]): BlastStep[] =>
  tokens.some((one) => one.kind === 'github-token')
    ? [
        step(
          'revoke',
          [`GITHUB_TOKEN of those runs: ${unstored('github-job-token', records)}`],
          null,
          LAST_LEVEL,
        ),
      ]
    : [];

function clearAway({ held, ran, targets }: StepFacts): BlastStep[] {
  const images = ran.recall.filter((one) => one.registry === 'docker');
  const own = ran.places.filter(({ runner }) => runner === 'self-hosted');
  const jobs = ran.places.some(({ kind }) => kind === 'job');
  const caches = held.caches.length > 0 || targets.some((one) => one.kind === 'vendor');
  return [
    ...(caches
      ? [
          step('delete', [
            ...words`Delete all caches: ${'gh cache delete --all'}`,
            '; those of runner vendors and build caches too.',
          ]),
        ]
      : []),
    ...(jobs
      ? [step('delete', ['Delete artifacts that those runs uploaded, once they are saved as evidence.'])]
      : []),
    ...images.map((one) => step('delete', words`Take down images built there: ${one.what}`, one.at)),
    ...own.map((one) =>
      step('delete', words`Rebuild the self-hosted runner of ${one.title} from nothing.`, one.at),
    ),
    ...(ran.places.some(({ kind }) => kind === 'machine')
      ? [
          step('delete', [
            'Delete node_modules and the package caches of laptops and runners before the next install.',
          ]),
        ]
      : []),
  ];
}

function pin({ targets, clean, found }: StepFacts): BlastStep[] {
  const good: Words = clean.length > 0 ? words`, such as ${clean.slice(0, 3).join(', ')}` : [];
  const steps: BlastStep[] = [];
  const packages = targets.filter((one) => one.kind === 'package');
  if (packages.length > 0)
    steps.push(
      step('pin', [
        'Pin to the last good version by an override in the manifest',
        ...good,
        '; install with the lockfile frozen and scripts off until it is over.',
      ]),
    );
  for (const one of found.filter(({ kind, answer }) => kind === 'used' && answer === 'yes').slice(0, 20))
    steps.push(
      step('pin', words`Pin ${one.text} to the commit of the last good release, or take it out.`, one.at),
    );
  for (const one of found.filter(({ kind }) => kind === 'image').slice(0, 20))
    steps.push(step('pin', words`Pin ${one.text} by the digest of the last good image.`, one.at));
  for (const one of found.filter(({ kind }) => kind === 'fetched').slice(0, 20))
    steps.push(step('pin', words`Give ${one.text} an exact version.`, one.at));
  return steps;
}

function look({ held, ran }: StepFacts): BlastStep[] {
  const wrote =
    held.tokens.some((one) => one.kind === 'github-token') ||
    held.credentials.some((one) => one.opens.includes('github'));
  const jobs = ran.places.some(({ kind }) => kind === 'job') || held.credentials.length > 0;
  const left = jobs || wrote;
  return [
    ...(left
      ? [
          step('look', [
            'Look for what was left in the repository: workflows, branches, tags and releases, deploy keys, webhooks, collaborators, Apps, secrets, runners; commits that no branch has.',
          ]),
          step(
            'look',
            words`Branches and tags by date: ${"git for-each-ref --sort=-committerdate --format='%(committerdate:iso) %(refname) %(authorname)' | head -50"}`,
          ),
          step('look', [
            'Look for new public repositories of every member and of the organisation, and for repositories made public: stolen secrets are posted there.',
          ]),
        ]
      : []),
    ...(held.credentials.some((one) => one.opens.includes('npm'))
      ? [step('look', ['Look at the registry: versions and tags since then, new maintainers, new tokens.'])]
      : []),
    step('look', [
      'Look at settings of editors and agents that run by themselves: .vscode/tasks.json, .claude, .cursor, .github/copilot, git hooks, shell profiles.',
    ]),
    ...(held.credentials.some((one) => one.opens.includes('cloud'))
      ? [
          step('look', [
            'Look at the cloud: users, roles, keys, functions and machines made since then; reads of secret stores.',
          ]),
        ]
      : []),
  ];
}

function warn({ ran }: StepFacts): BlastStep[] {
  if (ran.recall.length === 0) return [];
  const what = [...new Set(ran.recall.map((one) => one.what))].slice(0, 10).join(', ');
  return [step('warn', words`Recall what was built there and tell its users: ${what}`)];
}
