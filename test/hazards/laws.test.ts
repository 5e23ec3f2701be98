// biome-ignore-all lint/suspicious/noTemplateCurlyInString: workflow expressions are texts here
import { describe, expect, test } from 'vitest';
import { assessed, type Files, npmTree, workflow } from '../support/made-tree.ts';

const CI = '.github/workflows/ci.yml';
const odds = async (files: Files): Promise<number> => (await assessed(files)).odds.anySurface.mean;

const BASE = npmTree(['a', 'b', '@s/c'], {
  [CI]: workflow('push', '      - uses: actions/checkout@v4\n      - run: npm ci\n'),
});
const withStep = (step: string): Files => ({ ...BASE, [CI]: `${BASE[CI]}${step}` });

describe('adding a way in never lowers the odds', () => {
  test.each<[string, Files]>([
    ['a secret', withStep('      - run: x\n        env:\n          A: ${{ secrets.A_TOKEN }}\n')],
    ['a third-party action', withStep('      - uses: someone/thing@v1\n')],
    ['an unlocked tool', withStep('      - run: npm install -g vercel\n')],
    ['a script from the network', withStep('      - run: curl -sSf https://x.example/i.sh | sh\n')],
    ['an image', { ...BASE, Dockerfile: 'FROM someone/base:1\n' }],
    ['a hosting platform', { ...BASE, 'vercel.json': '{}' }],
    ['a second tree', { ...BASE, 'sub/package.json': '{"name":"s","dependencies":{"z":"^1"}}' }],
    [
      'fifty packages',
      npmTree(
        Array.from({ length: 50 }, (_, k) => `p${k}`),
        { [CI]: BASE[CI] ?? '' },
      ),
    ],
  ])('%s', async (_what, files) => {
    expect(await odds(files)).toBeGreaterThan(await odds(BASE));
  });
});

describe('what stands in the way lowers them', () => {
  test('an action pinned to a SHA, an age gate, a lockfile', async () => {
    const action = (ref: string): Files => withStep(`      - uses: someone/thing@${ref}\n`);
    expect(await odds(action('0123456789012345678901234567890123456789'))).toBeLessThan(
      await odds(action('v1')),
    );
    const gate = {
      ...BASE,
      '.npmrc': 'min-release-age=7\n',
      'package.json': '{"name":"made","dependencies":{"a":"^1.0.0"},"packageManager":"npm@11.11.0"}',
    };
    expect(await odds(gate)).toBeLessThan(await odds(BASE));
    const { 'package-lock.json': _lock, ...unlocked } = BASE;
    expect(await odds(unlocked)).toBeGreaterThan(await odds(BASE));
  });
});

describe('identity', () => {
  test('ids are those of interface.md, once each, and stable under moves of lines', async () => {
    const files = {
      ...BASE,
      [CI]: `${BASE[CI]}      - uses: docker/login-action@v3\n        with:\n          password: \${{ secrets.DOCKER_TOKEN }}\n`,
      Dockerfile: 'FROM node:20\n',
    };
    const { surfaces, shocks } = await assessed(files);
    const ids = surfaces.map((one) => one.id as string);
    expect(ids).toEqual(
      expect.arrayContaining([
        'npm:a@1.0.0',
        'npm:@s/c@1.0.0',
        `action:actions/checkout@v4#${CI}`,
        'image:node:20#Dockerfile',
        `credential:DOCKER_TOKEN#${CI}`,
        'account:maintainers',
        'provider:github',
      ]),
    );
    expect(shocks.map((one) => one.id as string)).toEqual(
      expect.arrayContaining([
        'takeover/npm:@s',
        'credential/DOCKER_TOKEN',
        'takeover/action:github',
        'takeover/action:docker',
        'account/maintainers',
        'provider/github',
      ]),
    );
    expect(new Set(ids).size).toBe(ids.length);
    const moved = await assessed({ ...files, [CI]: `# moved\n\n${files[CI]}` });
    expect(moved.surfaces.map((one) => one.id).sort()).toEqual([...ids].sort());
  });

  test('a secret in two workflows is two surfaces and one shock; a package in two lockfiles one surface', async () => {
    const step = workflow('push', '      - run: x\n        env:\n          A: ${{ secrets.A_TOKEN }}\n');
    const one = npmTree(['a']);
    const { surfaces, shocks } = await assessed({
      ...one,
      'sub/package-lock.json': one['package-lock.json'] ?? '',
      'sub/package.json': one['package.json'] ?? '',
      [CI]: step,
      '.github/workflows/b.yml': step,
    });
    expect(shocks.find((shock) => shock.id === 'credential/A_TOKEN')?.hits).toHaveLength(2);
    expect(surfaces.find((surface) => surface.id === 'npm:a@1.0.0')?.at).toHaveLength(2);
  });
});
