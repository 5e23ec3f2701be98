/** `bulkhead fix` on repositories made for it. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stateOfTree, writeAll } from '../../src/io/write.ts';
import { runCli } from '../support/terminal.ts';

let scratch = '';
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'bulkhead-fix-'));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const SHA = 'b4ffde65f46336ab88eb53be808477a3936bae11';
const WORKFLOW = `# ours
on: push
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: acme/setup@${SHA} # v4
      - uses: acme/setup@v4 # for the tests
      - run: npm publish
        env:
          NODE_AUTH_TOKEN: \${{ secrets.NPM_TOKEN }}
`;

function repository(name: string, files: Readonly<Record<string, string>>): string {
  const path = join(scratch, name);
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, file)), { recursive: true });
    writeFileSync(join(path, file), text);
  }
  const git = (...args: string[]) => spawnSync('git', args, { cwd: path });
  git('init', '-q');
  git('add', '-A');
  git('-c', 'user.name=a', '-c', 'user.email=a@b.example', 'commit', '-qm', 'x');
  return path;
}

const files = {
  '.github/workflows/ci.yml': WORKFLOW,
  'package.json': '{ "name": "x", "version": "1.0.0" }\n',
};
const textOf = (path: string): string => readFileSync(join(path, '.github/workflows/ci.yml'), 'utf8');
const wall = ['--wall', 'pin-actions-sha'];

describe('bulkhead fix', () => {
  test('--dry-run shows a diff that git applies, and writes nothing', async () => {
    const path = repository('dry', files);
    const { out, code } = await runCli(['fix', path, ...wall, '--dry-run', '--format', 'diff']);
    expect(code).toBe(0);
    expect(textOf(path)).toBe(WORKFLOW);
    expect(spawnSync('git', ['apply', '-'], { cwd: path, input: out }).status).toBe(0);
    expect(textOf(path)).toBe(WORKFLOW.replace('acme/setup@v4 # for', `acme/setup@${SHA} # v4, for`));
  });

  test('writes, keeps comments, and a second time finds nothing to do', async () => {
    const path = repository('twice', files);
    const first = await runCli(['fix', path, ...wall]);
    expect(first.out).toContain('Written: 1 wall in 1 file');
    const once = textOf(path);
    expect(once).toContain(`uses: acme/setup@${SHA} # v4`);
    expect(once).toContain('# ours');
    spawnSync('git', ['commit', '-qam', 'y', '--author=a <a@b.example>'], { cwd: path });
    const again = await runCli(['fix', path, ...wall, '--allow-dirty']);
    expect([again.code, textOf(path)]).toEqual([0, once]);
    expect(again.out).toContain('Nothing to write');
  });

  test('a dirty tree, and a folder without history, are left alone unless it is told', async () => {
    const path = repository('dirty', files);
    writeFileSync(join(path, 'package.json'), '{ "name": "y" }\n');
    const refused = await runCli(['fix', path, ...wall]);
    expect(refused.code).toBe(2);
    expect(refused.usage?.message).toContain('not committed');
    expect(textOf(path)).toBe(WORKFLOW);
    expect((await runCli(['fix', path, ...wall, '--allow-dirty'])).code).toBe(0);
    expect(textOf(path)).not.toBe(WORKFLOW);
    rmSync(join(path, '.git'), { recursive: true });
    expect((await runCli(['fix', path, ...wall])).usage?.message).toContain('no git repository');
  });

  test('what has to be known is never invented, and nothing is written for it', async () => {
    const path = repository('lacks', {
      ...files,
      '.github/workflows/ci.yml': WORKFLOW.replace(`acme/setup@${SHA} # v4`, 'acme/other@v1'),
    });
    const before = textOf(path);
    const { out } = await runCli(['fix', path, ...wall]);
    expect(out).toContain('lacks');
    expect(out).toContain('Nothing to write');
    expect(textOf(path)).toBe(before);
  });

  test('JSON is valid under its schema', async () => {
    const path = repository('json', files);
    const ajv = new Ajv2020({ strict: true, allErrors: true, strictTypes: false });
    const schema = new URL('../../schema/fix-1.json', import.meta.url);
    const valid = ajv.compile(JSON.parse(readFileSync(schema, 'utf8')));
    const { out } = await runCli(['fix', path, ...wall, '--dry-run', '--format', 'json']);
    expect(valid(JSON.parse(out)), JSON.stringify(valid.errors?.slice(0, 3))).toBe(true);
  });

  test('a wall that is not known is refused with the nearest', async () => {
    const { code, usage } = await runCli(['fix', repository('near', files), '--wall', 'pin-action-sha']);
    expect([code, usage?.hint]).toEqual([2, 'did you mean pin-actions-sha?']);
  });
});

describe('writing', () => {
  test('all files or none: a folder in the way of the last leaves the first as it was', () => {
    const path = join(scratch, 'all');
    mkdirSync(join(path, 'b'), { recursive: true });
    writeFileSync(join(path, 'a'), 'old');
    expect(() =>
      writeAll(path, [
        { path: 'a', text: 'new' },
        { path: 'b', text: 'new' },
      ]),
    ).toThrow('b is no regular file');
    expect(readFileSync(join(path, 'a'), 'utf8')).toBe('old');
  });

  test('a link that leads away is not followed, neither as a folder nor as a file', () => {
    const path = join(scratch, 'links');
    const away = join(scratch, 'away');
    mkdirSync(path, { recursive: true });
    mkdirSync(away, { recursive: true });
    writeFileSync(join(away, 'f'), 'theirs');
    symlinkSync(away, join(path, 'd'));
    symlinkSync(join(away, 'f'), join(path, 'f'));
    expect(() => writeAll(path, [{ path: 'd/f', text: 'ours' }])).toThrow('leads out');
    expect(() => writeAll(path, [{ path: 'f', text: 'ours' }])).toThrow('no regular file');
    expect(() => writeAll(path, [{ path: '../away/f', text: 'ours' }])).toThrow('leads out');
    expect(readFileSync(join(away, 'f'), 'utf8')).toBe('theirs');
  });

  test("a repository's own filter is not run to see whether it is clean", () => {
    const path = repository('filter', { ...files, '.gitattributes': '* filter=evil\n' });
    const ran = join(scratch, 'ran');
    spawnSync('git', ['config', 'filter.evil.clean', `touch ${ran}; cat`], { cwd: path });
    writeFileSync(join(path, 'package.json'), '{}\n');
    expect(stateOfTree(path)).toBe('dirty');
    expect(() => readFileSync(ran)).toThrow();
  });
});
