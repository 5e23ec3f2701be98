/** What was reached is reached in the exposed project, and not, or far less likely, in its counter-project. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesOf, woven } from '../support/woven.ts';
import { notBuilt, type Replay, replays } from './incidents.ts';

const chanceIn = async ({ id, asOf, given, goal }: Replay, side: 'exposed' | 'counter'): Promise<number> => {
  const { reached } = await woven(filesOf(join(import.meta.dirname, 'fixtures', id, side)), asOf);
  return reached(given, [goal])[0] as number;
};

describe('replays of documented incidents', async () => {
  const figures = await Promise.all(
    replays.map(async (replay) => ({
      replay,
      exposed: await chanceIn(replay, 'exposed'),
      counter: await chanceIn(replay, 'counter'),
    })),
  );

  it.each(figures)('$replay.id: what was reached is reached', ({ exposed }) => {
    expect(exposed).toBeGreaterThan(0.05);
  });

  it.each(figures.filter(({ replay }) => replay.fails === null))(
    '$replay.id: the counter-project holds',
    ({ replay, exposed, counter }) => {
      expect(counter).toBeLessThanOrEqual(replay.bound * exposed);
    },
  );

  it.each(figures.filter(({ replay }) => replay.fails !== null))(
    '$replay.id: does not hold, as the table says',
    ({ replay, exposed, counter }) => {
      expect(counter).toBeGreaterThan(replay.bound * exposed);
    },
  );

  it('the table in docs/incidents.md is what the replays give', async () => {
    await expect(page(figures)).toMatchFileSnapshot('../../docs/incidents.md');
  });
});

type Figure = { readonly replay: Replay; readonly exposed: number; readonly counter: number };

const HEAD = `# Incidents, replayed

For each documented incident two small projects lie in \`test/incidents/fixtures/\`: one that has the way that was used, and one in which the change that removes it was made. Given what fell, P(reached) is the chance that the attacker gets to what was reached in the incident; it is computed on the graph of each project as of the day of the incident, every parameter drawn.

For a malicious release the project is installed once while the release is there, at every place that installs it; a lockfile is refreshed as often as lockfiles are. For an action or image that is pinned, the pin lets a bad release through as often as its parameter says. A replay holds when the second figure is at most the stated share of the first. The marks say how sure the sources are.

Written by \`npx vitest run test/incidents -u\`; the test fails when it is stale.

| incident | fell | reached | P, exposed | P, counter | at most | holds | marks of the facts |
| --- | --- | --- | --- | --- | --- | --- | --- |
`;

function page(figures: readonly Figure[]): string {
  const rows = figures.map(({ replay, exposed, counter }) =>
    [
      `[${replay.incident}](../test/incidents/fixtures/${replay.id}/)`,
      replay.fell,
      replay.reached,
      figure(exposed),
      figure(counter),
      `${replay.bound} ×`,
      counter <= replay.bound * exposed ? 'yes' : 'no',
      replay.marks,
    ].join(' | '),
  );
  const failing = figures.flatMap(({ replay }) =>
    replay.fails === null ? [] : [`- ${replay.incident}: ${replay.fails}.`],
  );
  const missing = notBuilt.map(({ incident, because }) => `- ${incident}: ${because}.`);
  return `${HEAD}${rows.map((row) => `| ${row} |`).join('\n')}

## What does not hold, and why

${failing.join('\n')}

## Not built, and why

${missing.join('\n')}
`;
}

const figure = (p: number): string =>
  p === 0 ? '0' : p < 0.0005 ? '< 0.001' : String(Number(p.toPrecision(2)));
