/** What walls at installs make worse, or do not do: in the graph as it stands, and in what a plan is told. */
import { describe, expect, test } from 'vitest';
import { delayed, parameter } from '../../src/model/rate.ts';
import ignoreScripts from '../../src/walls/catalogue/ignore-scripts.ts';
import minReleaseAge from '../../src/walls/catalogue/min-release-age.ts';
import { PUBLISH, YARN_LOCK } from '../support/locks.ts';
import { type Files, npmTree, workflow } from '../support/made-tree.ts';
import { surveyed } from '../support/wall-laws.ts';

const RENDER =
  'services:\n  - type: web\n    name: app\n    buildCommand: npm ci\n    startCommand: node x\n';
const service = (more: Files = {}, version = '11.11.0'): Files =>
  npmTree(['a', 'b', 'c'], { 'render.yaml': RENDER, ...more }, { packageManager: `npm@${version}` });
const AGE = { '.npmrc': 'min-release-age = 7\n' };
const BOT = {
  '.github/dependabot.yml':
    'version: 2\nupdates:\n  - package-ecosystem: npm\n    directory: /\n    schedule:\n      interval: weekly\n',
};

/** How often a year a flaw of `a` is exploited, draw by draw. */
async function flawsOf(files: Files) {
  const { run } = await surveyed(minReleaseAge, files);
  const { combined, facts, draws } = run.basis;
  const spec = facts.specs.find((one) => one.channel === 'new-vulnerability');
  return { rate: combined.rates.get(spec?.id as never) as Float64Array, draws };
}

describe('fixes', () => {
  test('come later where an age stands, by the formula', async () => {
    const { rate: before } = await flawsOf(service());
    const { rate: after, draws } = await flawsOf(service(AGE));
    const factor = draws.factor(delayed(168));
    after.forEach((one, i) => {
      expect(one / (before[i] as number)).toBeCloseTo(factor[i] as number, 10);
      expect(one).toBeGreaterThan(before[i] as number);
    });
  });

  test('come as before where the npm that runs does not know the key', async () => {
    const { rate: before } = await flawsOf(service({}, '10.9.0'));
    expect((await flawsOf(service(AGE, '10.9.0'))).rate).toEqual(before);
  });

  test('come earlier where a bot proposes them', async () => {
    const { rate: before } = await flawsOf(service());
    const { rate: after, draws } = await flawsOf(service(BOT));
    const factor = draws.factor(parameter('wall.patch-cadence'));
    after.forEach((one, i) => {
      expect(one / (before[i] as number)).toBeCloseTo(factor[i] as number, 10);
    });
  });
});

describe('what a plan is told of an age', () => {
  const rates = async (files: Files, asOf?: string) => {
    const { of } = await surveyed(minReleaseAge, files, [], asOf);
    return of.choices.map((choice) => choice.acts.filter((one) => one.kind === 'rate'));
  };

  test('that it delays fixes of every production package', async () => {
    const [acts] = await rates(service());
    expect(acts).toMatchObject([{ by: [delayed(72)] }]);
    expect(acts?.[0]?.shocks).toHaveLength(4);
  });

  test('not of a bot, whose security updates are exempt, nor of an age that may stand already', async () => {
    const [ofBot] = await rates(service({ ...AGE, ...BOT }), '2026-01-01');
    expect(ofBot).toEqual([]);
    const untold = {
      ...service(AGE),
      'package.json': '{ "name": "made", "dependencies": { "a": "^1.0.0" } }',
    };
    expect((await rates({ ...untold, 'render.yaml': RENDER }))[0]).toEqual([]);
  });
});

describe('scripts off', () => {
  const failing = async (files: Files) =>
    (await surveyed(ignoreScripts, files)).facts.graph.walls
      .filter((one) => one.wall === 'ignore-scripts')
      .flatMap((one) => one.fails.map((factor) => String(factor.id)));
  const job = (install: string) => ({
    '.github/workflows/release.yml': workflow('push', `      - run: ${install}\n${PUBLISH}`),
  });

  test('leak by the same number when they stand as when they are planned', async () => {
    const npm = npmTree(['a'], { ...job('npm ci'), '.npmrc': 'ignore-scripts=true\n' });
    expect(new Set(await failing(npm))).toEqual(new Set(['wall.ignore-scripts-builds']));
    const yarn = {
      'package.json': JSON.stringify({ packageManager: 'yarn@4.11.0', dependencies: { left: '^1.0.0' } }),
      'yarn.lock': YARN_LOCK,
      '.yarnrc.yml': 'enableScripts: false\n',
      ...job('yarn install --immutable'),
    };
    expect(new Set(await failing(yarn))).toEqual(new Set(['wall.ignore-scripts']));
  });

  test('at one command do nothing while another fetches the same', async () => {
    const files = npmTree(['a'], job('npm install -g tool\n      - run: npm install -g tool other'));
    const { of } = await surveyed(ignoreScripts, files);
    const steps = of.choices
      .filter((one) => one.title.includes('npm install -g tool'))
      .map((one) => one.acts.flatMap((act) => (act.kind === 'steps' ? act.steps : [])));
    expect(steps.flat().filter((id) => id.includes('fetch:tool#'))).toEqual([]);
    expect(steps.flat().some((id) => id.includes('fetch:other#'))).toBe(true);
  });
});
