/** From what was found to a verdict for each thing asked. Never "safe": only what was read is spoken of. */
import type { Found, FreshSite, Reason, Verdict, WhatVerdict } from '../model/blast.ts';
import type { Target } from './target.ts';

export interface Facts {
  readonly targets: readonly Target[];
  readonly found: readonly (Found & { readonly target: number })[];
  readonly fresh: ReadonlyMap<number, readonly FreshSite[]>;
  readonly clean: ReadonlyMap<number, ReadonlySet<string>>;
  /** Why something may have been missed, whatever is asked. */
  readonly cut: readonly Reason[];
  /** The same for packages of npm, of other ecosystems, for what workflows name, and for images. */
  readonly unread: (target: Target) => readonly Reason[];
  readonly windowGiven: boolean;
  /** Own packages by name: what is asked may be published here. */
  readonly own: ReadonlyMap<string, Reason>;
  /** Surfaces that the tree has. */
  readonly has: (surface: string) => Reason | null;
}

const RANK: readonly Verdict[] = ['exposed', 'cannot-exclude', 'resolved-clean'];

/** Worst first; the order of asking otherwise. */
export const verdictsOf = (facts: Facts): WhatVerdict[] =>
  facts.targets
    .map((target, index) => verdictOf(target, index, facts))
    .sort((a, b) => RANK.indexOf(a.verdict) - RANK.indexOf(b.verdict));

export const worst = (verdicts: readonly WhatVerdict[]): Verdict =>
  RANK.find((one) => verdicts.some(({ verdict }) => verdict === one)) ?? 'resolved-clean';

function verdictOf(target: Target, index: number, facts: Facts): WhatVerdict {
  const clean = [...(facts.clean.get(index) ?? [])].sort();
  const made = (verdict: Verdict, reasons: readonly Reason[]): WhatVerdict => ({
    what: target.text,
    kind: target.kind,
    verdict,
    clean,
    reasons,
  });
  const own = facts.found.filter((one) => one.target === index);
  const hits = own.filter((one) => one.answer === 'yes' && counts(one));
  if (hits.length > 0) return made('exposed', hits.map(hitReason));
  const there = target.kind === 'surface' ? facts.has(target.text) : null;
  if (there !== null) return made('exposed', [there]);
  const doubts = doubtsOf(target, index, own, facts);
  return doubts.length > 0 ? made('cannot-exclude', doubts) : made('resolved-clean', []);
}

/** A manifest's exact version is what installs take only where nothing locks another; the fresh sites tell. */
const counts = (one: Found): boolean => one.kind !== 'declared';

const hitReason = (one: Found): Reason => ({ text: `${HIT[one.kind]} ${one.text}`, at: one.at });

const HIT: Readonly<Record<Found['kind'], string>> = {
  locked: 'a lockfile held',
  declared: 'a manifest asked for',
  used: 'a job used',
  image: 'a build or job took',
  fetched: 'a command fetched',
  named: 'a job or service held',
  'runs-on': 'jobs or bots ran on',
};

function doubtsOf(target: Target, index: number, own: Facts['found'], facts: Facts): Reason[] {
  const sites = facts.fresh.get(index) ?? [];
  const maybe = own.filter((one) => one.answer === 'maybe' && one.kind !== 'declared');
  const shown = new Set(sites.map((site) => `${site.at.path}:${site.at.line}`));
  const published = target.kind === 'package' ? facts.own.get(target.name) : undefined;
  return [
    ...sites.map((site) => ({ text: `unlocked: \`${site.command}\` ${site.because}`, at: site.at })),
    ...maybe
      .filter((one) => !shown.has(`${one.at.path}:${one.at.line}`))
      .map((one) => ({ text: MAYBE[one.kind](one.text), at: one.at })),
    ...(published === undefined ? [] : [published]),
    ...(sites.length > 0 && !facts.windowGiven
      ? [{ text: 'no --window was given: any run ever may have chosen it', at: null }]
      : []),
    ...facts.unread(target),
    ...facts.cut,
  ];
}

const MAYBE: Readonly<Record<Found['kind'], (text: string) => string>> = {
  locked: (text) => `a lockfile holds ${text}, whose version cannot be told`,
  declared: (text) => `a manifest asks for ${text}`,
  used: (text) => `${text} was used: where it pointed then, no file tells`,
  image: (text) => `${text} was taken: what it held then, no file tells`,
  fetched: (text) => `unlocked: \`${text}\` chooses its version at each run`,
  named: (text) => `in a job ${text}`,
  'runs-on': (text) => `something ran on ${text}`,
};
