import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import type { AssessedWall } from '../../src/model/wall.ts';
import type { ExplainedChoice, WallWhy } from '../../src/model/why-wall.ts';
import { onDisk } from '../support/disk-tree.ts';
import { npmTree, workflow } from '../support/made-tree.ts';
import { runCli } from '../support/terminal.ts';

const root = join(import.meta.dirname, '../..');
const matches = new Ajv2020({ strict: false }).compile(
  JSON.parse(readFileSync(join(root, 'schema/why-1.json'), 'utf8')),
);

/** A service that is built and pushed by a job which holds a token; one name would like to draw on the terminal. */
const tree = onDisk({
  ...npmTree(['express', 'pg']),
  Dockerfile: 'FROM node:22-alpine\nCOPY . .\nRUN npm ci\nEXPOSE 80\nCMD ["node", "."]\n',
  '.github/workflows/release.yml': workflow(
    'push',
    `      - uses: some/action@v1\n      - uses: "other/\\u001b[2J@v1"\n      - run: npm install && npm publish\n        env: { NODE_AUTH_TOKEN: "\${{ secrets.NPM_TOKEN }}" }\n`,
  ),
});

async function why(id: string): Promise<WallWhy> {
  const { code, out } = await runCli(['why', id, tree, '--format', 'json']);
  expect(code).toBe(0);
  const answer = JSON.parse(out);
  matches(answer);
  expect(matches.errors ?? []).toEqual([]);
  return answer.wall;
}

const planned = runCli(['plan', tree, '--effort', '8h', '--format', 'json']);
const walls = async (): Promise<AssessedWall[]> => JSON.parse((await planned).out).walls;
const change = ({ without, with: then }: ExplainedChoice): number => then.anyAsset - without.anyAsset;

describe('why, of walls', () => {
  test('its figures are those of the plan', async () => {
    const told = await walls();
    for (const id of ['pin-actions-sha', 'token-permissions', 'no-unlocked-fetch'])
      expect((await why(id)).wall).toEqual(told.find((one) => one.id === id));
  });

  test('a wall with one choice is worth what the choice is worth', async () => {
    const { wall, choices } = await why('phishing-resistant-mfa');
    expect(choices.length).toBe(1);
    const [only] = choices as [ExplainedChoice];
    expect(change(only)).toBeCloseTo(wall.effect?.anyAsset as number, 12);
    expect(change(only)).toBeLessThan(0);
  });

  test('work is the sum of its terms, and every number has a source', async () => {
    for (const { hours, work, fails, acts } of (await why('pin-actions-sha')).choices) {
      const total = work.terms.reduce((all, term) => all + term.hours, 0);
      expect(total / hours.mean).toBeCloseTo(1, 9);
      expect(fails).not.toBeNull();
      expect(acts.length).toBeGreaterThan(0);
      for (const one of [...work.parameters, ...(fails?.parameters ?? [])]) expect(one.source).not.toBe('');
    }
  });

  test('a choice, and a site, by their ids', async () => {
    const { choices, wall } = await why('pin-actions-sha');
    const [first] = choices as [ExplainedChoice];
    expect((await why(first.id)).choices).toEqual([first]);
    const site = wall.sites.find((one) => first.sites.includes(one.id));
    expect((await why(site?.id as string)).choices.map((one) => one.id)).toContain(first.id);
  });

  test('assets move the way the whole does', async () => {
    for (const one of (await why('no-unlocked-fetch')).choices)
      for (const asset of one.assets) expect(asset.with).toBeLessThan(asset.without);
  });

  test('an id that is not there is named with those that are near', async () => {
    const { code, usage } = await runCli(['why', 'pin-action-sha', tree]);
    expect(code).toBe(2);
    expect(usage?.hint).toContain('pin-actions-sha');
  });

  test('in a terminal: within its width, no control of the tree in it', async () => {
    for (const id of ['pin-actions-sha', 'no-unlocked-fetch', 'phishing-resistant-mfa']) {
      const { code, out } = await runCli(['why', id, tree]);
      expect(code).toBe(0);
      expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
      for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    }
  });
});

describe('why, of what is not a wall', () => {
  test.each(['account/maintainers', 'takeover', 'can/push', 'move-tags', 'credential/NPM_TOKEN'])(
    '%s has the shape of the schema',
    async (id) => {
      const { out } = await runCli(['why', id, tree, '--format', 'json']);
      matches(JSON.parse(out));
      expect(matches.errors ?? []).toEqual([]);
    },
  );
});
