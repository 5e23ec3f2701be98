/** `bulkhead data`: mirrors on disk and on a server that misbehaves; whatever happens, no part is read as the whole. */
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { dataCommand } from '../../src/cli/data.ts';
import { openSnapshot } from '../../src/cli/snapshot.ts';
import type { Patience } from '../../src/io/bring.ts';
import type { AdvisorySnapshot } from '../../src/model/advisory.ts';
import type { DataAnswer } from '../../src/model/data-answer.ts';
import {
  changesCsv,
  epssCsv,
  etagOf,
  type MirrorServer,
  put,
  putAll,
  putRecords,
  record,
  serve,
  temporary,
} from '../support/mirror.ts';
import { type Printed, printed, runCli, treePath } from '../support/terminal.ts';
import { zipOf } from '../support/zip.ts';

const HURRY: Patience = { silence: 250, drip: 150, slowest: 2_000, waits: [1, 2, 3] };
const RECORDS = [record('GHSA-aaaa', 'left'), record('MAL-2025-1', 'wrong')];

let mirror: ReturnType<typeof temporary>;
let cache: ReturnType<typeof temporary>;
beforeEach(() => {
  mirror = temporary();
  cache = temporary();
  putAll(mirror.path, RECORDS);
});
afterEach(() => {
  mirror.remove();
  cache.remove();
});

const flags = () => ({ format: 'json', color: 'never', cacheDir: cache.path });
const world = { cwd: '/', env: {}, today: '2026-11-22' };

type Answer = Printed & { readonly json: DataAnswer };
async function data(words: string, more: Readonly<Record<string, unknown>> = {}): Promise<Answer> {
  const answer = await printed((terminal) =>
    dataCommand(words.split(' '), { ...flags(), ...more }, terminal, HURRY),
  );
  return {
    ...answer,
    json: !answer.out.startsWith('{') ? { did: 'update', outcomes: [] } : JSON.parse(answer.out),
  };
}

const update = (from = mirror.path, more = {}): Promise<Answer> => data('update', { mirror: from, ...more });
const outcomeOf = (answer: Answer, source: string) =>
  answer.json.did === 'update' ? answer.json.outcomes.find((one) => one.source === source) : undefined;
const snapshot = (): AdvisorySnapshot => openSnapshot(flags(), terminalOf()).snapshot;
const terminalOf = () => ({
  ...world,
  columns: 80,
  stdoutIsTerminal: false,
  stderrIsTerminal: false,
  out: () => {},
  err: () => {},
});
const idsOf = (name: string): string[] =>
  snapshot()
    .advisories('npm', name)
    .map((one) => one.id);
const folder = (): string => join(cache.path, 'snapshot');

describe('update from a folder', () => {
  test('reads what is there, tells what is not', async () => {
    const answer = await update();
    expect(answer.code).toBe(0);
    expect(outcomeOf(answer, 'osv/npm')).toEqual({
      source: 'osv/npm',
      outcome: 'updated',
      records: 2,
      changed: null,
    });
    expect(outcomeOf(answer, 'osv/PyPI')).toEqual({ source: 'osv/PyPI', outcome: 'absent', kept: false });
    expect(idsOf('left')).toEqual(['GHSA-aaaa']);
    expect(snapshot().exploitChance('CVE-2021-44228')?.chance).toBe(0.97);
    expect(snapshot().knownExploited('CVE-2021-44228')?.ransomware).toBe(true);
    expect(snapshot().sources).toEqual([
      { source: 'epss', asOf: '2026-11-20', records: 2, flaws: null, model: 'v5' },
      { source: 'kev', asOf: '2026-08-07', records: 1, flaws: null, model: null },
      { source: 'osv/npm', asOf: '2025-02-03', records: 2, flaws: 1, model: null },
    ]);
  });

  test('an empty mirror reads nothing: exit 4', async () => {
    const empty = temporary();
    expect((await update(empty.path)).code).toBe(4);
    empty.remove();
  });

  test('a second time nothing changed', async () => {
    await update();
    const again = await update();
    for (const source of ['osv/npm', 'kev', 'epss'])
      expect(outcomeOf(again, source)).toMatchObject({ outcome: 'unchanged' });
  });

  test('a few changes are brought one by one', async () => {
    await update();
    const changed = [
      record('GHSA-aaaa', 'left', { modified: '2025-06-01T00:00:00Z', summary: 'new words' }),
      record('GHSA-bbbb', 'right', { modified: '2025-06-01T00:00:00Z' }),
    ];
    for (const one of changed) put(mirror.path, `npm/${one.id}.json`, JSON.stringify(one));
    put(mirror.path, 'npm/modified_id.csv', changesCsv(changed));
    rmSync(join(mirror.path, 'npm/all.zip'));
    expect(outcomeOf(await update(), 'osv/npm')).toEqual({
      source: 'osv/npm',
      outcome: 'updated',
      records: 2,
      changed: 3,
    });
    expect(snapshot().advisories('npm', 'left')[0]?.summary).toBe('new words');
    expect(idsOf('right')).toEqual(['GHSA-bbbb']);
    expect(idsOf('wrong')).toEqual([]);
  });

  test('changes without single records: the whole is read', async () => {
    await update();
    putRecords(mirror.path, [...RECORDS, record('GHSA-bbbb', 'right')]);
    expect(outcomeOf(await update(), 'osv/npm')).toMatchObject({
      outcome: 'updated',
      records: 3,
      changed: null,
    });
    expect(idsOf('right')).toEqual(['GHSA-bbbb']);
  });

  test('a record withdrawn since is gone', async () => {
    await update();
    putRecords(mirror.path, [
      record('GHSA-aaaa', 'left', { withdrawn: '2025-07-01T00:00:00Z', modified: '2025-07-01T00:00:00Z' }),
    ]);
    await update();
    expect(idsOf('left')).toEqual([]);
  });

  test('a new model of EPSS replaces the old one as a whole', async () => {
    await update();
    put(mirror.path, 'epss_scores-current.csv.gz', gzipSync(epssCsv('v6').replace(/CVE-2020.*\n/, '')));
    await update();
    expect(snapshot().exploitChance('CVE-2021-44228')?.model).toBe('v6');
    expect(snapshot().exploitChance('CVE-2020-0001')).toBeNull();
  });

  test('only the sources that were asked for', async () => {
    const answer = await update(mirror.path, { source: ['kev'] });
    expect(answer.json.did === 'update' && answer.json.outcomes.map((one) => one.source)).toEqual(['kev']);
    expect((await update(mirror.path, { source: ['kef'] })).usage?.hint).toBe('did you mean kev?');
  });
});

describe('what is damaged', () => {
  const epss = (text: string) => () => put(mirror.path, 'epss_scores-current.csv.gz', gzipSync(text));
  const archive = (bytes: Buffer) => () => {
    put(mirror.path, 'npm/all.zip', bytes);
    put(mirror.path, 'npm/modified_id.csv', '2026-01-01T00:00:00Z,GHSA-zzzz\n');
  };
  const files = { 'GHSA-zzzz.json': JSON.stringify(record('GHSA-zzzz', 'left')) };

  test.each([
    ['a truncated archive', 'osv/npm', archive(zipOf(files).subarray(0, 300)), /archive/],
    ['an archive that is none', 'osv/npm', archive(Buffer.from('<html>')), /archive/],
    ['a bomb', 'osv/npm', archive(zipOf(files, { size: 4e9 })), /bytes large/],
    ['an entry larger than it says', 'osv/npm', archive(zipOf(files, { size: 9 })), /damaged/],
    [
      'bad JSON inside',
      'osv/npm',
      archive(zipOf({ ...files, 'GHSA-y.json': '{' })),
      /GHSA-y\.json is no JSON/,
    ],
    [
      'a list of changes that is none',
      'osv/npm',
      () => put(mirror.path, 'npm/modified_id.csv', 'hello\n'),
      /line 1/,
    ],
    ['a gzip that is none', 'epss', () => put(mirror.path, 'epss_scores-current.csv.gz', 'text'), /no gzip/],
    [
      'a truncated gzip',
      'epss',
      () => put(mirror.path, 'epss_scores-current.csv.gz', gzipSync(epssCsv()).subarray(0, 40)),
      /no gzip/,
    ],
    ['a file of another kind', 'epss', epss('a,b\n'), /first line/],
    [
      'a catalogue that is none',
      'kev',
      () => put(mirror.path, 'known_exploited_vulnerabilities.json', '{'),
      /no JSON/,
    ],
  ])('%s: the old one stays, the others are read', async (_name, source, damage, because) => {
    await update();
    damage();
    const answer = await update();
    expect(answer.code).toBe(0);
    expect(outcomeOf(answer, source)).toMatchObject({
      outcome: 'failed',
      kept: true,
      because: expect.stringMatching(because),
    });
    expect(idsOf('left')).toEqual(['GHSA-aaaa']);
    expect(snapshot().sources.map((one) => one.source)).toEqual(['epss', 'kev', 'osv/npm']);
    const left = readdirSync(folder()).filter((name) => name.endsWith('.part'));
    expect(left).toEqual([]);
  });

  test('text of a source does not reach the terminal as it is', async () => {
    archive(zipOf({ '\u001b[31mred.json': '{' }))();
    const answer = await update(mirror.path, { format: 'terminal' });
    expect(answer.out).toContain('\\u{1b}');
    expect(answer.out).not.toContain('\u001b');
  });

  test('a file of the snapshot that is cut off: told, and read anew', async () => {
    await update();
    const name = readdirSync(folder()).find((one) => /^osv-npm\./.test(one)) as string;
    writeFileSync(join(folder(), name), 'short');
    const opened = openSnapshot(flags(), terminalOf());
    expect(opened.snapshot.sources.map((one) => one.source)).toEqual(['epss', 'kev']);
    expect(opened.diagnostics).toMatchObject([
      { code: 'data/unreadable-snapshot', message: expect.stringContaining('osv/npm') },
    ]);
    expect(outcomeOf(await update(), 'osv/npm')).toMatchObject({ outcome: 'updated' });
    expect(idsOf('left')).toEqual(['GHSA-aaaa']);
  });

  test('a file of the snapshot that was changed: the assessment ends with 4, and says what to do', async () => {
    await update();
    const name = readdirSync(folder()).find((one) => /^osv-npm\./.test(one)) as string;
    const bytes = readFileSync(join(folder(), name));
    bytes[40] = (bytes[40] as number) ^ 1;
    writeFileSync(join(folder(), name), bytes);
    const { code, usage } = await runCli([treePath('documenso'), '--cache-dir', cache.path]);
    expect({ code, hint: usage?.hint }).toEqual({ code: 4, hint: 'read it anew with: bulkhead data update' });
  });

  test.each([
    ['an older format', JSON.stringify({ format: 0, sources: [] }), /format 0/],
    ['a newer format', JSON.stringify({ format: 2 }), /format 2/],
    ['no JSON', '{', /damaged/],
    [
      'a way out of the folder',
      JSON.stringify({
        format: 1,
        sources: [{ table: { name: '../x', bytes: 1, sha256: 'a'.repeat(64) }, index: null }],
      }),
      /damaged/,
    ],
  ])('a snapshot of %s is not read, and that is told', async (_name, text, message) => {
    mkdirSync(folder(), { recursive: true });
    writeFileSync(join(folder(), 'manifest.json'), text);
    const opened = openSnapshot(flags(), terminalOf());
    expect(opened.snapshot.sources).toEqual([]);
    expect(opened.diagnostics).toMatchObject([{ message: expect.stringMatching(message) }]);
    const empty = temporary();
    await update(empty.path);
    empty.remove();
    expect(readFileSync(join(folder(), 'manifest.json'), 'utf8')).toBe(text);
  });

  test('a newer format is never replaced', async () => {
    mkdirSync(folder(), { recursive: true });
    writeFileSync(join(folder(), 'manifest.json'), JSON.stringify({ format: 2 }));
    expect((await update()).usage?.hint).toContain('newer bulkhead');
  });
});

describe('update from a server', () => {
  let server: MirrorServer;
  beforeEach(async () => {
    server = await serve(mirror.path);
  });
  afterEach(() => server.close());
  const npm = (more = {}): Promise<Answer> => update(server.url, { source: ['osv/npm'], ...more });

  test('the same as from a folder', async () => {
    await update(server.url);
    expect(idsOf('left')).toEqual(['GHSA-aaaa']);
    expect(snapshot().sources).toHaveLength(3);
  });

  test('what did not change is not sent again', async () => {
    await update(server.url);
    server.asked.length = 0;
    const again = await update(server.url, { source: ['osv/npm', 'kev'] });
    expect(server.asked).toEqual(['known_exploited_vulnerabilities.json', 'npm/modified_id.csv']);
    expect(outcomeOf(again, 'kev')).toMatchObject({ outcome: 'unchanged' });
    expect(outcomeOf(again, 'osv/npm')).toMatchObject({ outcome: 'unchanged' });
  });

  test.each([429, 500, 503])('%i passes when it is tried again', async (status) => {
    let times = 0;
    server.fault = (_request, response, path) => {
      if (path !== 'npm/all.zip' || ++times > 2) return false;
      response.writeHead(status, { 'retry-after': '0' }).end();
      return true;
    };
    expect(outcomeOf(await npm(), 'osv/npm')).toMatchObject({ outcome: 'updated' });
    expect(times).toBe(3);
  });

  test.each([
    ['429 for ever', (response: import('node:http').ServerResponse) => response.writeHead(429).end(), /429/],
    ['500 for ever', (response: import('node:http').ServerResponse) => response.writeHead(500).end(), /500/],
    ['403', (response: import('node:http').ServerResponse) => response.writeHead(403).end(), /403/],
    [
      'a page',
      (response: import('node:http').ServerResponse) =>
        response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
      /a page/,
    ],
    [
      'another host',
      (response: import('node:http').ServerResponse) =>
        response.writeHead(302, { location: 'https://elsewhere.example/' }).end(),
      /another host/,
    ],
    [
      'round and round',
      (response: import('node:http').ServerResponse) =>
        response.writeHead(302, { location: '/npm/all.zip' }).end(),
      /on and on/,
    ],
    ['silence', () => {}, /silent/],
    [
      'a wrong sum',
      (response: import('node:http').ServerResponse) =>
        response.writeHead(200, { 'x-goog-hash': 'crc32c=AAAAAA==,md5=1B2M2Y8AsgTpgAmY7PhCfg==' }).end('x'),
      /sum/,
    ],
    [
      'too much',
      (response: import('node:http').ServerResponse) =>
        response.writeHead(200, { 'content-length': 9e12 }).end(),
      /larger than/,
    ],
  ])('%s: the old snapshot stays, the answer is 4', async (_name, misbehave, because) => {
    await npm();
    putRecords(mirror.path, [...RECORDS, record('GHSA-bbbb', 'right')]);
    server.fault = (_request, response, path) => {
      if (path !== 'npm/all.zip') return false;
      misbehave(response);
      return true;
    };
    const answer = await npm();
    expect(outcomeOf(answer, 'osv/npm')).toMatchObject({
      outcome: 'failed',
      kept: true,
      because: expect.stringMatching(because),
    });
    expect(answer.code).toBe(4);
    expect(idsOf('left')).toEqual(['GHSA-aaaa']);
  });

  test('a slow drip is given up', async () => {
    const bytes = readFileSync(join(mirror.path, 'npm/all.zip'));
    server.fault = (_request, response, path) => {
      if (path !== 'npm/all.zip') return false;
      response.writeHead(200, { 'content-length': bytes.length });
      let at = 0;
      const timer = setInterval(() => response.write(bytes.subarray(at, ++at)), 20);
      response.on('close', () => clearInterval(timer));
      return true;
    };
    expect(outcomeOf(await npm(), 'osv/npm')).toMatchObject({
      outcome: 'failed',
      because: expect.stringMatching(/drips/),
    });
  });

  test('what broke off is gone on with: in the same update, and in the next one', async () => {
    const bytes = readFileSync(join(mirror.path, 'npm/all.zip'));
    const ranges: (string | undefined)[] = [];
    let broken = 0;
    server.fault = (request, response, path) => {
      if (path !== 'npm/all.zip') return false;
      ranges.push(request.headers.range);
      if (++broken > 5) return false;
      const from = Number(/\d+/.exec(request.headers.range ?? '0')?.[0]);
      response.writeHead(from === 0 ? 200 : 206, {
        etag: etagOf(bytes),
        'content-length': bytes.length - from,
      });
      response.write(bytes.subarray(from, from + 10));
      setTimeout(() => response.destroy(), 20);
      return true;
    };
    expect(outcomeOf(await npm(), 'osv/npm')).toMatchObject({ outcome: 'failed', kept: false });
    expect(ranges).toEqual([undefined, 'bytes=10-', 'bytes=20-', 'bytes=30-']);
    expect(outcomeOf(await npm(), 'osv/npm')).toMatchObject({ outcome: 'updated', records: 2 });
    expect(ranges.slice(4)).toEqual(['bytes=40-', 'bytes=50-']);
    expect(existsSync(join(folder(), 'downloads'))).toBe(false);
  });

  test('a part of another file is not gone on with', async () => {
    server.fault = (_request, response, path) => {
      if (path !== 'npm/all.zip') return false;
      response.writeHead(200, { etag: '"old"', 'content-length': 1000 });
      response.write('old bytes');
      setTimeout(() => response.destroy(), 20);
      return true;
    };
    await npm();
    server.fault = () => false;
    expect(outcomeOf(await npm(), 'osv/npm')).toMatchObject({ outcome: 'updated', records: 2 });
    expect(idsOf('left')).toEqual(['GHSA-aaaa']);
  });

  test('a server that is not there', async () => {
    await server.close();
    expect((await npm()).code).toBe(4);
  });
});

describe('the disk and the terminal', () => {
  test.skipIf(!existsSync('/dev/full'))(
    'a full disk: the old one stays, and the remedy is told',
    async () => {
      await update();
      putRecords(mirror.path, [...RECORDS, record('GHSA-bbbb', 'right')]);
      // Where the archive is put, a device on which no byte finds room.
      const into = createHash('sha256').update(join(mirror.path, 'npm/all.zip')).digest('hex').slice(0, 32);
      mkdirSync(join(folder(), 'downloads'), { recursive: true });
      symlinkSync('/dev/full', join(folder(), 'downloads', into));
      expect(outcomeOf(await update(), 'osv/npm')).toMatchObject({
        outcome: 'failed',
        because: 'the disk is full',
        hint: expect.stringContaining('--cache-dir'),
        kept: true,
      });
      expect(idsOf('left')).toEqual(['GHSA-aaaa']);
      expect(idsOf('right')).toEqual([]);
    },
  );

  test('a bar on a terminal, and none where nobody sees it', async () => {
    const run = (stderrIsTerminal: boolean, more = {}) =>
      printed(
        (terminal) =>
          dataCommand(
            ['update'],
            { ...flags(), mirror: mirror.path, source: ['kev'], ...more },
            terminal,
            HURRY,
          ),
        { stderrIsTerminal },
      );
    const { err } = await run(true);
    expect(err).toMatch(/reading kev: \d+ of \d+ █+/);
    expect(err.endsWith('\r\u001b[K')).toBe(true);
    expect((await run(false)).err).toBe('');
    expect((await run(true, { quiet: true })).err).toBe('');
  });
});

describe('two at once, and other machines', () => {
  test('the second update is refused while the first is at work', async () => {
    mkdirSync(folder(), { recursive: true });
    writeFileSync(join(folder(), 'lock'), JSON.stringify({ pid: process.pid, since: Date.now() }));
    const answer = await update();
    expect(answer).toMatchObject({ code: 2, usage: { message: expect.stringContaining('another update') } });
  });

  test.each([
    ['a process that is gone', { pid: 2 ** 22 + 1, since: Date.now() }],
    ['an update of yesterday', { pid: process.pid, since: Date.now() - 86_400_000 }],
    ['no lock at all', 'x'],
  ])('the lock of %s holds nobody up', async (_name, content) => {
    mkdirSync(folder(), { recursive: true });
    writeFileSync(join(folder(), 'lock'), JSON.stringify(content));
    expect((await update()).code).toBe(0);
    expect(existsSync(join(folder(), 'lock'))).toBe(false);
  });

  test('export and import carry a snapshot', async () => {
    await update();
    const file = join(mirror.path, 'records.bulkhead');
    expect((await data(`export ${file}`)).code).toBe(0);
    const before = snapshot().advisories('npm', 'left');
    const other = temporary();
    await data(`import ${file}`, { cacheDir: other.path });
    const { snapshot: there } = openSnapshot({ cacheDir: other.path }, terminalOf());
    expect(there.advisories('npm', 'left')).toEqual(before);
    expect(there.sources).toEqual(snapshot().sources);
    other.remove();
  });

  test('an import that is cut off or damaged changes nothing', async () => {
    await update();
    const file = join(mirror.path, 'records.bulkhead');
    await data(`export ${file}`);
    const bytes = readFileSync(file);
    putRecords(mirror.path, [record('GHSA-new', 'left')]);
    await update();
    for (const bad of [
      bytes.subarray(0, bytes.length / 2),
      Buffer.from('text'),
      gzipSync('bulkhead-snapshot/1\n{}\n'),
      gzipSync('other'),
    ]) {
      writeFileSync(file, bad);
      expect((await data(`import ${file}`)).code).toBe(2);
      expect(idsOf('left')).toEqual(['GHSA-new']);
    }
    expect((await data('import nowhere')).usage?.message).toContain('no such file');
  });
});

describe('requests', () => {
  test('--offline opens no socket', async () => {
    expect((await data('update', { offline: true })).usage?.hint).toContain('--mirror DIR');
    expect((await data('update', { offline: true, mirror: 'http://127.0.0.1:1' })).code).toBe(2);
    expect((await update(mirror.path, { offline: true })).code).toBe(0);
  });

  test('status before and after', async () => {
    const before = await data('status', { format: 'terminal' });
    expect(before.out).toContain('bulkhead data update');
    await update();
    const { json } = await data('status');
    expect(json.did === 'status' && json.sources.map(({ source, ageDays }) => [source, ageDays])).toEqual([
      ['epss', 0],
      ['kev', 0],
      ['osv/npm', 0],
    ]);
    expect((await data('status', { format: 'terminal' })).out).toMatch(/^epss v5 /m);
  });

  test.each([
    ['fetch', /one of: update/],
    ['export', /--help/],
    ['status file', /--help/],
  ])('data %s is refused', async (words, hint) => {
    expect((await data(words)).usage).toMatchObject({ exitCode: 2, hint: expect.stringMatching(hint) });
  });

  test('no folder for it: refused', async () => {
    expect((await runCli(['data', 'update'])).usage?.hint).toContain('--cache-dir');
  });

  test('a mirror that is no folder', async () => {
    expect((await update('/nowhere/at/all')).usage?.message).toContain('no folder');
  });

  test('the command line reads the flags', async () => {
    const args = [
      'data',
      'update',
      '--mirror',
      mirror.path,
      '--cache-dir',
      cache.path,
      '--source',
      'osv/npm',
      '--source',
      'kev',
    ];
    const { code, out } = await runCli(args);
    expect({ code, out }).toMatchInlineSnapshot(`
      {
        "code": 0,
        "out": "kev                updated    1 record
      osv/npm            updated    2 records

      Read: 2 of 2 sources. See them with: bulkhead data status
      ",
      }
    `);
  });

  test('a folder that cannot be written', async () => {
    writeFileSync(join(cache.path, 'file'), '');
    expect((await update(mirror.path, { cacheDir: join(cache.path, 'file') })).code).toBe(2);
  });
});
