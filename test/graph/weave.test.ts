/** Laws of the woven graph, on small trees and on a real one cut down. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { reachedGiven } from '../../src/graph/reached.ts';
import { techniques } from '../../src/graph/techniques/index.generated.ts';
import { weave } from '../../src/graph/weave.ts';
import { Draws } from '../../src/hazards/draws.ts';
import type { AttackGraph } from '../../src/model/attack-graph.ts';
import type { Factor } from '../../src/model/rate.ts';
import { parameterRecords } from '../../src/parameters.generated.ts';
import { assessed, type Files, madePlaces, npmTree, workflow } from '../support/made-tree.ts';
import fc from '../support/property.ts';
import { filesOf } from '../support/woven.ts';

/** Ids of interface.md, "Walls", and of domain.md 7. */
const WALLS = new Set(
  `lockfile-frozen min-release-age ignore-scripts pin-actions-sha token-permissions no-untrusted-checkout
  job-secret-isolation trusted-publishing publish-approval cache-isolation ci-egress runtime-egress ephemeral-runner
  image-digest non-root network-policy secret-scope index-pinning subresource-integrity extension-cooldown
  branch-protection patch-cadence dependency-review no-unlocked-fetch bot-merge-gate tag-protection
  environment-protection fork-approval dev-sandbox token-lifetime rotation-complete phishing-resistant-mfa
  publisher-count build-run-env-split agent-no-untrusted-text staged-publish reproducible-build`.split(/\s+/),
);

const publisher = workflow(
  'push',
  `      - uses: someone/action@v1
      - run: npm ci --ignore-scripts
      - run: npm publish
        env:
          NODE_AUTH_TOKEN: \${{ secrets.NPM_TOKEN }}
`,
  '    environment: release\n    permissions:\n      contents: read\n',
);
const TREES: Readonly<Record<string, Files>> = {
  empty: {},
  publisher: npmTree(['pg', 'react-dom'], {
    '.github/workflows/release.yml': publisher,
    Dockerfile: 'FROM node:22\nRUN npm ci\nCMD ["node", "x.js"]\n',
  }),
  documenso: filesOf(join(import.meta.dirname, '../fixtures/trees/documenso')),
};
const graphs = await Promise.all(
  Object.entries(TREES).map(async ([name, files]) => {
    const places = await madePlaces(files);
    return { name, places, graph: weave(places) };
  }),
);
const draws = new Draws(parameterRecords, 1, 16);
const chances = (factors: readonly Factor[]): Float64Array => draws.product(factors);
const repeated = (list: readonly string[]): string[] => list.filter((id, i) => list.indexOf(id) !== i);

describe.each(graphs)('the graph of $name', ({ name, places, graph }) => {
  it('has each id once', () => {
    for (const list of [graph.states, graph.steps, graph.walls, graph.assets])
      expect(repeated(list.map((one) => one.id))).toEqual([]);
  });

  it('names parameters that exist and that the technique declares', () => {
    const declared = new Map(techniques.map((technique) => [technique.id, new Set(technique.probability)]));
    const walls = new Map(graph.walls.map((wall) => [wall.id, wall]));
    const undeclared = graph.steps.flatMap(({ technique, open, walls: on }) =>
      [...open, ...on.flatMap((id) => walls.get(id)?.fails ?? [])]
        .filter((factor) => !declared.get(technique)?.has(factor.id))
        .map((factor) => `${technique}: ${factor.id}`),
    );
    expect([...new Set(undeclared)]).toEqual([]);
    for (const names of declared.values()) for (const id of names) expect(draws.record(id).id).toBe(id);
  });

  it('has walls that are known by that id', () => {
    expect(graph.walls.map(({ wall }) => wall).filter((id) => !WALLS.has(id))).toEqual([]);
  });

  it('takes no step into nowhere: each leads on, or to an asset', () => {
    const from = new Set(graph.steps.map((step) => step.from));
    const assets = new Set(graph.assets.map((asset) => asset.state));
    const dead = graph.steps.filter(({ to }) => !from.has(to) && !assets.has(to)).map(({ id }) => id);
    expect(dead).toEqual([]);
  });

  it('has chances in [0, 1]', () => {
    const parts = [...graph.steps.map((step) => step.open), ...graph.walls.map((wall) => wall.fails)];
    for (const factors of parts)
      for (const chance of chances(factors)) expect(chance >= 0 && chance <= 1).toBe(true);
  });

  it('is the same when it is woven again, and leaves the facts as they were', () => {
    expect(weave(deepFrozen(places))).toEqual(graph);
  });

  it.runIf(name !== 'empty')('never lowers a chance by a further step', () => {
    const starts = graph.states.filter(({ id }) => id.startsWith('fallen/')).slice(0, 6);
    const held = starts.map(({ id }) => ({ state: id, chance: 1 }));
    const goals = graph.assets.filter((asset) => asset.weight !== null).map((asset) => [asset.state]);
    const reached = (one: AttackGraph): number[] =>
      reachedGiven({ graph: one, chances, seed: 1, draws: 2 }, held, goals);
    const whole = reached(graph);
    fc.assert(
      fc.property(fc.infiniteStream(fc.boolean()), (kept) => {
        const steps = graph.steps.filter(() => kept.next().value);
        reached({ ...graph, steps }).forEach((p, goal) => {
          expect(p).toBeLessThanOrEqual(whole[goal] as number);
        });
      }),
      { numRuns: 15 },
    );
  });
});

describe.each(['publisher', 'documenso'] as const)('the losses of %s', async (name) => {
  const { odds, assets, shocks, losses } = await assessed(TREES[name] as Files, '2026-11-22', 60);

  it('are no more likely once than anew', () => {
    for (const { id, pLost, pLostAnew } of assets) {
      if (pLostAnew === null) throw new Error(`${id} has no odds anew`);
      expect(pLost.mean).toBeLessThanOrEqual(pLostAnew.mean * (1 + 1e-9));
    }
    expect(odds.anyAsset?.mean).toBeLessThanOrEqual((odds.anyAssetAnew?.mean ?? 0) * (1 + 1e-9));
  });

  it('are no more likely than that something gets in', () => {
    expect(odds.anyAsset?.mean).toBeLessThanOrEqual(odds.anySurface.mean);
  });

  it('are no less likely together than each', () => {
    for (const asset of assets.filter((one) => one.bearsLoss))
      expect(asset.pLost.mean).toBeLessThanOrEqual((odds.anyAsset?.mean ?? 0) * (1 + 1e-9));
  });

  it('are shared by shocks whose shares add up to 1', () => {
    const sum = shocks.reduce((total, shock) => total + (shock.shareOfLoss ?? 0), 0);
    expect(sum).toBeCloseTo(1, 9);
  });

  it('leave a containment in [0, 1]', () => {
    const all = [odds.containment?.low, odds.containment?.high, ...Object.values(losses?.containment ?? {})];
    for (const value of all) expect(value !== undefined && value >= 0 && value <= 1).toBe(true);
  });
});

function deepFrozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const part of Object.values(value)) deepFrozen(part);
  return value;
}
