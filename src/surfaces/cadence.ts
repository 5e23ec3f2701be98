/** How often a job runs, as far as its triggers tell. */

import { type Rate, type Term, term } from '../model/rate.ts';
import type { Job, Trigger, Workflow } from '../model/workflow.ts';

/** Which number stands for an event that has no schedule of its own. */
const PARAMETER_OF: Readonly<Record<string, string>> = {
  push: 'cadence.push',
  merge_group: 'cadence.push',
  workflow_run: 'cadence.push',
  check_run: 'cadence.push',
  check_suite: 'cadence.push',
  status: 'cadence.push',
  deployment_status: 'cadence.push',
  pull_request_target: 'cadence.pull-request',
  pull_request_review: 'cadence.pull-request',
  release: 'cadence.release',
  create: 'cadence.release',
  issues: 'cadence.issue',
  issue_comment: 'cadence.issue',
  pull_request_review_comment: 'cadence.issue',
  discussion: 'cadence.issue',
  discussion_comment: 'cadence.issue',
};

/** What starts a run, in words: triggers with one cause start together. */
const CAUSE_OF: Readonly<Record<string, string>> = {
  'cadence.push': 'pushes',
  'cadence.pull-request': 'pull requests',
  'cadence.release': 'releases',
  'cadence.issue': 'issues and comments',
  'cadence.manual': 'runs by hand',
};

/** Runs a year of each workflow's jobs, calls between workflows followed. */
export function cadences(workflows: readonly Workflow[]): (workflow: Workflow) => Rate {
  const known = new Map<string, Rate>();
  return (workflow) => {
    const rate = known.get(workflow.path) ?? union(triggersOf(workflow, workflows, new Set()));
    known.set(workflow.path, rate);
    return rate;
  };
}

/**
 * All terms, each cause once: two jobs that start at the same push resolve at the same moment. Of two terms
 * with one cause the one with fewer conditions counts.
 */
export function union(terms: readonly Term[]): Rate {
  const seen = new Map<string, Term>();
  for (const one of terms) {
    const known = seen.get(one.because);
    if (known === undefined || one.factors.length < known.factors.length) seen.set(one.because, one);
  }
  return [...seen.values()];
}

function triggersOf(workflow: Workflow, all: readonly Workflow[], visited: Set<string>): Term[] {
  if (visited.has(workflow.path)) return [];
  visited.add(workflow.path);
  return workflow.triggers.flatMap((trigger) =>
    trigger.event === 'workflow_call'
      ? all
          .filter((other) => other.jobs.some((job) => calls(job, workflow.path)))
          .flatMap((other) => triggersOf(other, all, visited))
      : termsOf(trigger, workflow.path),
  );
}

const calls = (job: Job, path: string): boolean =>
  job.uses.some((use) => use.step === null && use.reference.replace(/^\.\//, '').split('@')[0] === path);

function termsOf(trigger: Trigger, path: string): Term[] {
  if (trigger.event === 'schedule') {
    return trigger.crons.map((cron) => term(`schedule ${cron} of ${path}`, cronRunsPerYear(cron)));
  }
  const releaseOnly = trigger.event === 'push' && trigger.tags.length > 0 && trigger.branches.length === 0;
  const id = releaseOnly ? 'cadence.release' : (PARAMETER_OF[trigger.event] ?? 'cadence.manual');
  // A fork's pull request runs without the repository's rights: only those of its own branches count.
  if (trigger.event === 'pull_request')
    return [term(trigger.event, 1, 'cadence.pull-request', 'cadence.own-branches')];
  return [term(CAUSE_OF[id] ?? trigger.event, 1, id)];
}

/**
 * Runs a year of a five-field cron line: minutes × hours × days.
 * A line that cannot be read counts as once a day.
 */
export function cronRunsPerYear(cron: string): number {
  const fields = cron.trim().split(/\s+/);
  if (fields.length !== 5) return 365.25;
  const [minute, hour, day, month, weekday] = fields as [string, string, string, string, string];
  const perDay = matches(minute, 0, 59) * matches(hour, 0, 23);
  const byDay = matches(day, 1, 31) / 31;
  const byWeekday = Math.min(1, matches(weekday, 0, 6) / 7);
  // Cron joins the two day fields by OR when both are restricted.
  const days = day !== '*' && weekday !== '*' ? byDay + byWeekday - byDay * byWeekday : byDay * byWeekday;
  return perDay * days * (matches(month, 1, 12) / 12) * 365.25;
}

const NAMES = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const MONTHS = ['', 'jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** A number, or the name of a day or month; NaN for anything else. */
function numberOf(word: string): number {
  const name = word.toLowerCase();
  if (NAMES.includes(name)) return NAMES.indexOf(name);
  if (MONTHS.indexOf(name) > 0) return MONTHS.indexOf(name);
  return /^\d+$/.test(word) ? Number(word) : Number.NaN;
}

/** How many values of [low, high] a cron field names; the whole range when it cannot be read. */
function matches(field: string, low: number, high: number): number {
  const total = high - low + 1;
  const count = field.split(',').reduce((sum, part) => sum + valuesOf(part, total, high), 0);
  return count >= 1 && count <= total ? count : total;
}

/** `*`, `3`, `1-5`, `3/10`: a start without end runs to the top when it has a step. */
function valuesOf(part: string, total: number, high: number): number {
  const [range = '*', step = '1'] = part.split('/');
  const [from = '', to] = range.split('-');
  const last = to !== undefined ? numberOf(to) : part.includes('/') ? high : numberOf(from);
  const span = range === '*' ? total : last - numberOf(from) + 1;
  return Math.ceil(span / Math.max(1, numberOf(step)));
}
