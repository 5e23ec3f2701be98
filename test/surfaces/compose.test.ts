import { describe, expect, it } from 'vitest';
import { composeKinds } from '../../src/surfaces/compose.ts';
import { type Files, inventoryOf } from '../support/made-tree.ts';
import { woven } from '../support/woven.ts';

const database = (port: string, password: string): string =>
  `services:\n  db:\n    image: postgres:16\n    ports: ["${port}"]\n    environment:\n      POSTGRES_PASSWORD: ${password}\n`;
const GIVEN = `\${PASSWORD:?}`;
const kind = async (files: Files, path: string) => composeKinds(await inventoryOf(files)).get(path);

describe('a Compose file', () => {
  it.each([
    ['docker-compose.yml', database('127.0.0.1:5432:5432', 'literal'), 'development'],
    ['docker-compose.yml', database('5432:5432', 'literal'), 'unknown'],
    ['compose.yml', database('5432:5432', GIVEN), 'production'],
    ['compose.yml', database('127.0.0.1:5432:5432', GIVEN), 'production'],
    ['docker/development/compose.yml', database('5432:5432', GIVEN), 'development'],
    ['compose.override.yml', database('5432:5432', GIVEN), 'development'],
    ['compose.yml', 'services:\n  web:\n    image: a/web:1\n', 'unknown'],
  ])('%s is told by its path, ports and passwords (%#)', async (path, text, expected) => {
    expect(await kind({ [path]: text }, path)).toBe(expected);
  });

  it('of a service makes a production database and its secrets', async () => {
    const { graph, reached } = await woven({ 'compose.yml': database('5432:5432', GIVEN) });
    expect(graph.assets.map((asset) => asset.id)).toContain('data');
    const [data = 0, password = 0] = reached({ surface: /^image:postgres/ }, [
      /^lost\/data$/,
      /^holds\/secret\/POSTGRES_PASSWORD$/,
    ]);
    expect(data).toBeGreaterThan(0.5);
    expect(password).toBeGreaterThan(0.5);
  });

  it('for development makes none, and its images are no surfaces', async () => {
    const { graph, places } = await woven({ 'compose.yml': database('127.0.0.1:5432:5432', 'literal') });
    expect(graph.assets.map((asset) => asset.id)).not.toContain('data');
    expect(places.serves).toBe('no');
    expect(places.surfaces.filter((surface) => surface.kind === 'image')).toEqual([]);
  });
});
