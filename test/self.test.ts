/** bulkhead assesses itself: it lists its own dependencies and passes over its own fixtures. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { runCli } from './support/terminal.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

describe('bulkhead on itself', () => {
  test('every dependency is in the inventory, locked and direct', async () => {
    const { code, out } = await runCli(['--format', 'json'], { cwd: root });
    expect(code).toBe(0);
    const { inventory, completeness, diagnostics, odds } = JSON.parse(out);
    const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
    const names = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }).map(
      ([name, version]) => `pkg:npm/${name.replace('@', '%40')}@${version}`,
    );
    const direct = inventory.components.filter((one: { direct: string }) => one.direct === 'yes');
    expect(direct.map((one: { purl: string }) => one.purl)).toEqual(expect.arrayContaining(names));
    expect(inventory.sources).toHaveLength(1);
    expect(completeness.skipped.map((one: { path: string }) => one.path)).toContain('test/fixtures');
    expect(diagnostics.filter((one: { severity: string }) => one.severity === 'error')).toEqual([]);
    expect(odds.anySurface.mean).toBeGreaterThan(0.02);
    expect(odds.anySurface.mean).toBeLessThan(0.6);
  });

  test('no package that it installs at run time has an install script, and there are few', async () => {
    const { inventory } = JSON.parse((await runCli(['--format', 'json'], { cwd: root })).out);
    const shipped = inventory.components.filter((one: { scope: string }) => one.scope === 'production');
    expect(shipped.filter((one: { installScript: string }) => one.installScript !== 'no')).toEqual([]);
    expect(shipped.length).toBeLessThanOrEqual(12);
  });
});
