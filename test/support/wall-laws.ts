/** What holds of every wall: its states, the laws of standing, and that its patches make it stand. */

import { describe, expect, test } from 'vitest';
import { stand } from '../../src/graph/stand.ts';
import { NO_SNAPSHOT } from '../../src/model/advisory.ts';
import type { Attestation } from '../../src/model/attestation.ts';
import { NO_HISTORY } from '../../src/model/files.ts';
import type { Rate } from '../../src/model/rate.ts';
import { FROZEN } from '../../src/model/scenario.ts';
import type { WallChoice } from '../../src/model/wall.ts';
import { type AssessmentRequest, type AssessmentRun, assess } from '../../src/pipeline.ts';
import { applied } from '../../src/walls/edits.ts';
import { type Surveyed, survey } from '../../src/walls/survey.ts';
import type { PatchFiles, Wall, WallFacts } from '../../src/walls/wall.ts';
import { factsOf, walledFor } from '../../src/worth.ts';
import { type Files, fileTree } from './made-tree.ts';

export interface SurveyedTree {
  readonly run: AssessmentRun;
  readonly facts: WallFacts;
  readonly of: Surveyed;
}

/** One wall in a tree made in a test. */
export const surveyed = async (
  wall: Wall,
  files: Files,
  attestations: readonly Attestation[] = [],
  asOf = '2026-11-22',
): Promise<SurveyedTree> => surveyedAs(wall, files, { attestations, asOf });

/** The same, where somebody states what losses cost. */
export async function surveyedAs(
  wall: Wall,
  files: Files,
  {
    attestations = [],
    asOf = '2026-11-22',
    stated = [],
  }: Partial<Pick<AssessmentRequest, 'attestations' | 'asOf' | 'stated'>>,
): Promise<SurveyedTree> {
  const run = await assess({
    root: '.',
    tree: fileTree(files),
    history: NO_HISTORY,
    asOf,
    seed: 1,
    horizonYears: 1,
    draws: 32,
    segment: 'any-size',
    stated,
    attestations,
    waivers: [],
    scenario: FROZEN,
    snapshot: NO_SNAPSHOT,
  });
  const facts = factsOf(run.basis.facts);
  return { run, facts, of: survey(facts, [wall])[0] as Surveyed };
}

export interface WallCases {
  /** Trees in which it could stand and does not; each offers a choice that changes the odds. */
  readonly absent: Readonly<Record<string, Files>>;
  /** Trees in which it stands at every site. */
  readonly standing: Readonly<Record<string, Files>>;
  /** A tree without a site; null for a wall that every tree has a site for. */
  readonly inapplicable: Files | null;
  /** Layouts that its patch is tried on, at least three; null for a wall that has none. */
  readonly patched: Readonly<Record<string, Files>> | null;
  /** What tells commits of tags. */
  readonly commitOf?: PatchFiles['commitOf'];
  /** Assets whose loss is stated, for walls behind a first loss: they change what it costs, not whether anything is lost. */
  readonly stated?: readonly string[];
}

export function wallLaws(wall: Wall, cases: WallCases): void {
  describe(wall.id, () => {
    test.each(Object.entries(cases.standing))('stands in %s', async (_name, files) => {
      const { of } = await surveyed(wall, files);
      expect(of.sites.filter((site) => site.state !== 'standing')).toEqual([]);
      expect(of.state).toBe('standing');
      expect(of.choices, 'nothing is left to build').toEqual([]);
    });

    test('has no site where nothing is to be guarded', async () => {
      if (cases.inapplicable !== null)
        expect((await surveyed(wall, cases.inapplicable)).of.sites).toEqual([]);
    });

    test.each(Object.entries(cases.absent))('could stand in %s, and keeps the laws', async (_name, files) => {
      const stated = (cases.stated ?? []).map((asset) => ({ asset, p5: 1e6, p95: 1e6 }));
      const tree = await surveyedAs(wall, files, { stated });
      expect(['absent', 'partial', 'unknown']).toContain(tree.of.state);
      expect(tree.of.choices.length).toBeGreaterThan(0);
      holdLaws(wall, tree);
    });

    if (cases.patched !== null) {
      test.each(Object.entries(cases.patched))('its patch makes it stand in %s', async (_name, files) => {
        await holdPatch(wall, files, cases.commitOf ?? (() => null));
      });
      test('is patched in three layouts or more', () => {
        expect(Object.keys(cases.patched ?? {}).length).toBeGreaterThanOrEqual(3);
      });
    }
  });
}

function holdLaws(wall: Wall, { run, facts, of }: SurveyedTree): void {
  const { choices, sites } = of;
  const ids = new Set(sites.map((site) => site.id));
  expect(ids.size, 'ids of sites are their own').toBe(sites.length);
  const steps = new Set(facts.graph.steps.map((step) => step.id));
  for (const choice of choices) {
    expect(choice.sites.length).toBeGreaterThan(0);
    for (const id of choice.sites) expect(ids).toContain(id);
    for (const act of choice.acts)
      for (const step of act.kind === 'steps'
        ? act.steps
        : act.kind === 'apart'
          ? [...act.entering, ...act.keeps]
          : [])
        expect(steps).toContain(step);
    namesItsNumbers(wall, choice);
    const before = deepFreeze(facts.graph);
    const once = stand(before, [choice]);
    expect(stand(once, [choice]), 'twice is as once').toEqual(once);
    expect(stand(before, [])).toBe(before);
  }
  const walled = walledFor(run.basis, choices, 16).walled;
  const none = walled.residual([]);
  const worth = choices.map((_, c) => (none.usd - walled.least([c]).usd) / none.usd);
  for (const gain of worth)
    expect(gain, 'standing never raises what a loss costs').toBeGreaterThanOrEqual(-1e-12);
  expect(Math.max(...worth), 'some choice changes the odds').toBeGreaterThan(0);
}

/** Parameters of a choice are those that the wall lists: so they are found in its page. */
function namesItsNumbers(wall: Wall, { fails, acts, hours }: WallChoice): void {
  const named = [...fails, ...acts.flatMap((act) => (act.kind === 'rate' ? act.by : []))].map((one) =>
    String(one.id),
  );
  for (const id of named) expect(wall.failure).toContain(id);
  for (const id of (hours as Rate).flatMap((one) => one.factors.map((factor) => String(factor.id))))
    expect(wall.effort).toContain(id);
}

async function holdPatch(wall: Wall, files: Files, commitOf: PatchFiles['commitOf']): Promise<void> {
  const { facts, of } = await surveyed(wall, files);
  expect(of.choices.length).toBeGreaterThan(0);
  const patch = wall.patch;
  if (patch === undefined) throw new Error(`${wall.id} has no patch`);
  let now: Files = files;
  for (const choice of of.choices) {
    const texts = now;
    const patched = patch(choice, { text: (path) => texts[path] ?? null, commitOf }, facts);
    if (patched.kind === 'lacks') throw new Error(`${choice.id} lacks ${patched.what}`);
    expect(patched.edits.length).toBeGreaterThan(0);
    now = applied(now, patched.edits);
  }
  const after = await surveyed(wall, now);
  const built = new Set(of.choices.flatMap((choice) => choice.sites));
  const still = after.of.sites.filter((site) => built.has(site.id) && site.state !== 'standing');
  expect(still, 'what was built stands').toEqual([]);
  expect(after.facts.inventory.diagnostics.filter((one) => one.severity === 'error')).toEqual([]);
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const one of Object.values(value)) deepFreeze(one);
  }
  return value;
}
