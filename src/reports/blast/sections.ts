/** The answer of blast in words, in the order in which it is needed at night; formats only lay it out and escape it. */
import type {
  Blast,
  BlastStep,
  Found,
  HeldCredential,
  HeldToken,
  RanPlace,
  Span,
  StepGroup,
  WhatVerdict,
  Words,
} from '../../model/blast.ts';
import { type Location, placeOf } from '../../model/diagnostic.ts';
import { percent, plural, significant } from '../figures.ts';

export interface Section {
  readonly title: string;
  readonly lines: readonly Line[];
}

export interface Line {
  readonly words: Words;
  /** Steps of indentation. */
  readonly depth: 0 | 1 | 2;
  readonly kind: 'text' | 'strong' | 'task' | 'command';
}

export interface Limits {
  /** Rows of a list. */
  readonly rows: number;
  /** Reasons of a verdict, spans of a finding. */
  readonly few: number;
}

const line = (depth: Line['depth'], words: Words, kind: Line['kind'] = 'text'): Line => ({
  depth,
  words,
  kind,
});

/** ` [path:line]`, with the commit where it is not the tree of today. */
function place(at: Location | null, commit: string | null = null): Words {
  if (at === null) return [];
  return [' [', { code: placeOf(at) }, commit === null ? ']' : `, ${short(commit)}]`];
}

const short = (hash: string): string => hash.slice(0, 8);

/** `2026-03-31 00:21Z` */
export const minute = (time: string): string => `${time.slice(0, 16).replace('T', ' ')}Z`;

export function sectionsOf(blast: Blast, limits: Limits): Section[] {
  return [
    { title: '1 Verdict', lines: verdictLines(blast, limits) },
    { title: '2 When', lines: whenLines(blast, limits) },
    { title: '3 Where it ran', lines: ranLines(blast, limits) },
    { title: '4 What it could hold', lines: heldLines(blast, limits) },
    { title: '5 Do, in this order', lines: stepLines(blast.steps) },
    { title: '6 Who else', lines: otherLines(blast, limits) },
    { title: '7 What this cannot see', lines: blast.cannotSee.map((text) => line(0, [text])) },
    ...(blast.diagnostics.length === 0
      ? []
      : [
          {
            title: 'Remarks on the request',
            lines: capped(blast.diagnostics, limits.rows, (one) => [
              line(0, [{ code: placeOf(one.at) }, ' ', { code: one.message }]),
              line(1, [{ code: one.hint }]),
            ]),
          },
        ]),
  ];
}

/** The first so many, and how many more. */
function capped<T>(
  all: readonly T[],
  most: number,
  lines: (one: T) => Line[],
  depth: Line['depth'] = 0,
): Line[] {
  const more = all.length - most;
  return [
    ...all.slice(0, most).flatMap(lines),
    ...(more > 0
      ? [
          line(depth, [
            `and ${plural(more, 'more')}: -v and --format json list them`.replace('mores', 'more'),
          ]),
        ]
      : []),
  ];
}

export function verdictLines({ verdicts }: Blast, limits: Limits): Line[] {
  const loud = verdicts.filter((one) => one.verdict !== 'resolved-clean');
  const clean = verdicts.filter((one) => one.verdict === 'resolved-clean');
  return [
    ...capped(loud, limits.rows, (one) => [
      line(0, [...verdictWords(one), '  ', { code: one.what }], 'strong'),
      ...capped(
        one.reasons,
        limits.few,
        (reason) => [line(1, [{ code: reason.text }, ...place(reason.at)])],
        1,
      ),
    ]),
    ...capped(clean, loud.length > 0 ? limits.few : limits.rows, (one) => [
      line(0, [...verdictWords(one), '  ', { code: one.what }], 'strong'),
    ]),
  ];
}

export function verdictWords({ verdict, clean, kind }: WhatVerdict): Words {
  const held = clean.slice(0, 4).join(', ') + (clean.length > 4 ? ' …' : '');
  const inBrackets: Words =
    held !== ''
      ? [kind === 'package' ? ' (lock held ' : ' (held fast: ', { code: held }, ')']
      : verdict === 'resolved-clean'
        ? [kind === 'package' ? ' (no lock that was read held it)' : ' (nothing that was read names it)']
        : [];
  if (verdict === 'exposed') return ['EXPOSED'];
  return [verdict === 'resolved-clean' ? 'RESOLVED CLEAN' : 'CANNOT EXCLUDE', ...inBrackets];
}

function whenLines({ when, window }: Blast, limits: Limits): Line[] {
  const { found, fresh, read } = when;
  const hits = found.filter((one) => one.kind !== 'declared');
  const ranges = found.filter((one) => one.kind === 'declared');
  return [
    ...(window === null
      ? [line(0, ['No window: all of the history counts. --window FROM/TO narrows it.'])]
      : [line(0, [`Window ${minute(window.from)} to ${minute(window.to)}.`])]),
    ...(hits.length === 0 ? [line(0, ['No commit that was read, and not the tree of today, held it.'])] : []),
    ...capped(hits, limits.rows, (one) => foundLines(one, limits.few, read.unread === null)),
    ...(ranges.length > 0 ? [line(0, ['Ranges of manifests that admit it:'])] : []),
    ...capped(ranges, limits.few, (one) => [line(1, [{ code: one.text }, ...place(one.at, one.commit)])], 1),
    ...(fresh.length > 0 ? [line(0, ['Sites that choose versions anew, whatever the lock says:'])] : []),
    ...capped(
      fresh,
      limits.rows,
      (site) => [
        line(1, [
          { code: site.command },
          ...place(site.at, site.commit),
          ': ',
          { code: site.because },
          ...(site.place === '' ? [] : [' (', { code: site.place }, ')']),
        ]),
      ],
      1,
    ),
    line(0, [
      read.unread !== null
        ? `History: not read (${read.unread}).`
        : `History: ${plural(read.commits, 'commit')} of ${plural(read.refs, 'ref')}${read.from === null || read.to === null ? '' : `, ${minute(read.from)} to ${minute(read.to)}`}${read.shallow ? ', a shallow clone' : ''}; ${plural(read.contents, 'old file')} looked through.`,
    ]),
  ];
}

const VERB: Readonly<Record<Found['kind'], string>> = {
  locked: 'locked',
  declared: 'declared',
  used: 'used',
  image: 'image',
  fetched: 'fetched',
  named: 'named',
  'runs-on': 'runs on',
};

function foundLines(one: Found, few: number, committed: boolean): Line[] {
  return [
    line(0, [`${VERB[one.kind]} `, { code: one.text }, ...place(one.at, one.commit)]),
    ...one.spans.slice(0, few).map((span) => line(1, spanWords(span, committed))),
    ...(one.spans.length + one.more > few
      ? [line(1, [`and ${one.spans.length + one.more - few} more times on other branches`])]
      : []),
  ];
}

function spanWords({ kind, branch, from, to, firstCommit, lastCommit }: Span, committed: boolean): Words {
  if (kind === 'working-tree') return [`in the tree of today${committed ? ', not committed' : ''}`];
  const commits = firstCommit === lastCommit ? '' : `..${short(lastCommit ?? '')}`;
  const who = kind === 'bot' ? ' (bot)' : kind === 'main' ? '' : ` (${kind})`;
  return [
    { code: branch },
    `${who} ${minute(from)} to ${to === null ? 'now' : minute(to)}, ${short(firstCommit ?? '')}${commits}`,
  ];
}

function ranLines({ ran, verdict, window }: Blast, limits: Limits): Line[] {
  if (verdict === 'resolved-clean') return [line(0, ['Nowhere that was read.'])];
  return [
    ...(verdict === 'exposed' || ran.places.length === 0
      ? []
      : [line(0, ['If one of the sites above chose it:'])]),
    ...(ran.places.length === 0 ? [line(0, ['No job, build or machine that files show runs it.'])] : []),
    ...capped(ran.places, limits.rows, (one) => [
      line(0, [{ code: titleAt(one.title, one.at) }, ...place(one.at, one.commit), ...triggerWords(one)]),
      line(1, [...runsWords(one, window !== null), ...byWords(one)]),
    ]),
    ...(ran.commands.length > 0 ? [line(0, ['The real runs:'])] : []),
    ...ran.commands.map((command) => line(1, [{ code: command }], 'command')),
    ...(ran.recall.length > 0 ? [line(0, ['Built there, to be recalled:'])] : []),
    ...capped(
      ran.recall,
      limits.rows,
      (one) => [line(1, [`${one.registry}: `, { code: one.what }, ...place(one.at)])],
      1,
    ),
    ...ran.laptops.map((text) => line(0, ['Laptops: ', text])),
  ];
}

/** The file stands behind the title anyway. */
const titleAt = (title: string, at: Location | null): string =>
  at !== null && title.endsWith(` of ${at.path}`) ? title.slice(0, -` of ${at.path}`.length) : title;

const triggerWords = ({ triggers, crons }: RanPlace): Words =>
  triggers.length === 0
    ? []
    : [
        ': ',
        { code: triggers.join(', ') },
        ...(crons.length > 0 ? [' (cron ', { code: crons.join('; ') }, ')'] : []),
      ];

const byWords = ({ by }: RanPlace): Words => (by === '' ? [] : [', by ', { code: by }]);

function runsWords({ kind, expectedRuns, perYear, probability, runner }: RanPlace, windowed: boolean): Words {
  const chance = `${percent(probability)} that its code runs there`;
  const where = runner === null || runner === 'hosted' ? '' : `, ${runner} runner`;
  if (perYear === 0 || kind === 'machine') return [chance];
  const runs =
    expectedRuns === null
      ? `about ${significant(perYear)} runs a year`
      : `about ${significant(expectedRuns)} runs ${windowed ? 'in the window' : 'while it was there'}`;
  return [`${chance}; ${runs}${where}`];
}

function heldLines({ held, verdict }: Blast, limits: Limits): Line[] {
  if (verdict === 'resolved-clean') return [line(0, ['Nothing that was read.'])];
  const { credentials, tokens, caches } = held;
  return [
    ...(credentials.length + tokens.length === 0 ? [line(0, ['No credential that files show.'])] : []),
    ...(credentials.length > 0
      ? [
          line(0, [
            verdict === 'exposed'
              ? 'P(taken), once it is there:'
              : 'P(taken), if every site above had chosen it:',
          ]),
        ]
      : []),
    ...capped(credentials, limits.rows, (one) => credentialLines(one, limits.few), 1),
    ...capped(tokens, limits.rows, (one) => [line(1, tokenWords(one))], 1),
    ...(tokens.some((one) => one.kind === 'github-token')
      ? [line(1, ['GITHUB_TOKEN dies with its job: look at what it wrote'])]
      : []),
    ...capped(
      caches,
      limits.few,
      (one) => [
        line(1, [
          'cache of ',
          { code: titleAt(one.job, one.at) },
          ...place(one.at),
          one.writes ? ': may be poisoned for later runs' : ': read there',
        ]),
      ],
      1,
    ),
  ];
}

function credentialLines(
  { name, kind, opens, level, probability, places }: HeldCredential,
  few: number,
): Line[] {
  const scope = level === 'repository' ? 'repository or organisation secret' : 'an environment may guard it';
  return [
    line(1, [
      `${percent(probability)} `,
      { code: name },
      `: ${KIND[kind] ?? kind}, opens ${opens.join(', ')}; ${scope}`,
      ...(places.length === 0 ? ['; in no job that ran it, by further steps'] : []),
    ]),
    ...capped(
      places,
      few,
      (one) => [
        line(2, [`${percent(one.probability)} in `, { code: titleAt(one.place, one.at) }, ...place(one.at)]),
      ],
      2,
    ),
  ];
}

const KIND: Readonly<Record<string, string>> = {
  'classic-pat': 'GitHub token, taken as classic',
  'fine-grained': 'fine-grained token',
  'long-lived-key': 'long-lived key',
  'app-or-deploy-key': 'App or deploy key',
  identifier: 'named like an identifier',
  'low-value': 'of low value by its name',
  unknown: 'of unknown kind',
};

const tokenWords = ({ kind, job, at, rights, identityFor, probability }: HeldToken): Words =>
  kind === 'github-token'
    ? [`${percent(probability)} GITHUB_TOKEN of `, { code: titleAt(job, at) }, ...place(at), `: ${rights}`]
    : [
        `${percent(probability)} identity (OIDC) of `,
        { code: titleAt(job, at) },
        ...place(at),
        identityFor.length > 0 ? `: for ${identityFor.join(', ')}` : ': for what is not shown',
      ];

const GROUP: Readonly<Record<StepGroup, string>> = {
  freeze: 'Freeze',
  isolate: 'Isolate, before revoking',
  'find-runs': 'Find the runs',
  revoke: 'Revoke',
  delete: 'Delete',
  pin: 'Pin',
  look: 'Look for what was left',
  warn: 'Warn',
};
const LEVELS = [
  'sessions of accounts',
  'GitHub tokens and keys',
  'registry tokens and identities',
  'cloud and deployment keys',
  'what those open, and the rest',
];

function stepLines(steps: readonly BlastStep[]): Line[] {
  if (steps.length === 0) return [line(0, ['Nothing follows from what was read.'])];
  let group: string = '';
  return steps.flatMap((one) => {
    const level = one.group === 'revoke' && one.level >= 0 ? `, together: ${LEVELS[one.level] ?? ''}` : '';
    const head = `${GROUP[one.group]}${level}`;
    const lines = head === group ? [] : [line(0, [head], 'strong')];
    group = head;
    return [...lines, stepLine(one)];
  });
}

export function stepLine(one: BlastStep): Line {
  const [only, ...rest] = one.text;
  const command = typeof only === 'object' && rest.length === 0;
  return line(1, [...one.text, ...place(one.at)], command ? 'command' : 'task');
}

function otherLines({ others, verdict }: Blast, limits: Limits): Line[] {
  if (verdict === 'resolved-clean') return [line(0, ['Nobody that was read.'])];
  const { published, releases, shared } = others;
  return [
    ...capped(published, limits.rows, (one) => [
      line(0, [`users of ${one.registry}: `, { code: one.what }, ...place(one.at)]),
    ]),
    ...(releases.length > 0 ? [line(0, ['Tags made since:'])] : []),
    ...capped(releases, limits.few, (one) => [line(1, [{ code: one.tag }, ` ${minute(one.created)}`])], 1),
    ...(shared.length > 0
      ? [
          line(0, [
            'Other repositories that share these secrets, if they are the organisation’s: unknown, look there. ',
            { code: shared.slice(0, 20).join(', ') },
          ]),
        ]
      : []),
    ...(published.length + releases.length + shared.length === 0
      ? [line(0, ['Nobody that files show.'])]
      : []),
  ];
}
