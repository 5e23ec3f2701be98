/** The first screens, read by a person. `npx vitest run test/golden -u` rewrites them: read the diff. */
import { describe, expect, test } from 'vitest';
import { runCli, treePath } from './support/terminal.ts';

describe('documenso', () => {
  const answer = runCli(['.'], { cwd: treePath('documenso') });

  test('the answer', async () => {
    await expect((await answer).out).toMatchFileSnapshot('golden/documenso.txt');
  });

  test('the first 24 lines of 80 columns name the largest share, its file, and the command that explains it', async () => {
    const { out } = await runCli(['.', '--format', 'json'], { cwd: treePath('documenso') });
    const { shocks, surfaces } = JSON.parse(out);
    const largest = shocks.find((shock: { hits: string[] }) =>
      surfaces.some((one: { id: string; at: unknown[] }) => one.id === shock.hits[0] && one.at.length > 0),
    );
    const screen = (await answer).out.split('\n').slice(0, 24);
    expect(screen.every((line) => [...line].length <= 80)).toBe(true);
    const text = screen.join('\n');
    expect(text).toContain(`bulkhead why ${shocks[0].id}`);
    expect(text).toContain(`bulkhead why ${largest.id}`);
    const file = surfaces.find((one: { id: string }) => one.id === largest.hits[0]).at[0].path as string;
    expect(text).toContain(file.slice(-20));
  });

  test('why the largest credential', async () => {
    const { out } = await runCli(['why', 'credential/GH_PAT', '.'], { cwd: treePath('documenso') });
    await expect(out).toMatchFileSnapshot('golden/documenso-why-credential.txt');
  });

  test('why a package of the lock', async () => {
    const { out } = await runCli(['why', 'takeover/npm:posthog-node', '.'], { cwd: treePath('documenso') });
    await expect(out).toMatchFileSnapshot('golden/documenso-why-package.txt');
  });
});

describe('hostile names', () => {
  test('nothing of a tree reaches the terminal as a control', async () => {
    for (const args of [['.'], ['why', 'account/maintainers', '.']]) {
      const { out } = await runCli(args, { cwd: treePath('hostile-names') });
      expect(out).not.toMatch(
        /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/,
      );
    }
    const { out } = await runCli(['.'], { cwd: treePath('hostile-names') });
    await expect(out).toMatchFileSnapshot('golden/hostile-names.txt');
  });
});
