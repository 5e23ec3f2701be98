/** Mirrors of public records for tests: a folder, and a server on loopback that can misbehave. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { zipOf } from './zip.ts';

export type Json = Readonly<Record<string, unknown>>;

/** A folder that is gone after the test. */
export function temporary(): { readonly path: string; readonly remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'bulkhead-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

export const record = (id: string, name: string, more: Json = {}): Json => ({
  id,
  published: '2025-01-02T03:04:05Z',
  modified: '2025-02-03T04:05:06Z',
  summary: `about ${name}`,
  affected: [
    {
      package: { ecosystem: 'npm', name },
      ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '1.2.3' }] }],
    },
  ],
  ...more,
});

export const KEV: Json = {
  title: 'CISA Catalog of Known Exploited Vulnerabilities',
  dateReleased: '2026-08-07T16:45:47.0648Z',
  count: 1,
  vulnerabilities: [
    { cveID: 'CVE-2021-44228', dateAdded: '2021-12-10', knownRansomwareCampaignUse: 'Known' },
  ],
};

export const epssCsv = (model = 'v5'): string =>
  `#model_version:${model},score_date:2026-11-20T00:00:00+0000\ncve,epss,percentile\nCVE-2021-44228,0.97,0.999\nCVE-2020-0001,0.0002,0.1\n`;

export const changesCsv = (records: readonly Json[]): string =>
  records.map(({ id, modified }) => `${modified},${id}\n`).join('');

/** Writes a file below a folder. */
export function put(folder: string, path: string, content: string | Buffer): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

/** Records of one ecosystem as a mirror has them: archive, list of changes, single records. */
export function putRecords(folder: string, records: readonly Json[], ecosystem = 'npm'): void {
  const files = Object.fromEntries(records.map((one) => [`${one.id}.json`, JSON.stringify(one)]));
  put(folder, `${ecosystem}/all.zip`, zipOf(files));
  put(folder, `${ecosystem}/modified_id.csv`, changesCsv(records));
}

export function putAll(folder: string, records: readonly Json[]): void {
  putRecords(folder, records);
  put(folder, 'known_exploited_vulnerabilities.json', JSON.stringify(KEV));
  put(folder, 'epss_scores-current.csv.gz', gzipSync(epssCsv()));
}

/** Answers in place of the file; true when it did. */
export type Fault = (request: IncomingMessage, response: ServerResponse, path: string) => boolean;

export interface MirrorServer {
  readonly url: string;
  /** Paths that were asked for, in order. */
  readonly asked: string[];
  fault: Fault;
  readonly close: () => Promise<void>;
}

/** Serves a folder with ETags, conditional requests and ranges. */
export async function serve(folder: string): Promise<MirrorServer> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '').slice(1);
    asked.push(path);
    if (mirror.fault(request, response, path)) return;
    answer(folder, path, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const mirror: MirrorServer = {
    url: `http://127.0.0.1:${port}`,
    asked,
    fault: () => false,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return mirror;
}

function answer(folder: string, path: string, request: IncomingMessage, response: ServerResponse): void {
  let bytes: Buffer;
  try {
    bytes = readFileSync(join(folder, path));
  } catch {
    response.writeHead(404).end();
    return;
  }
  const etag = etagOf(bytes);
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304).end();
    return;
  }
  const from = /^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1];
  if (from !== undefined && request.headers['if-range'] === etag) {
    const rest = bytes.subarray(Number(from));
    response.writeHead(206, { etag, 'content-length': rest.length }).end(rest);
    return;
  }
  response.writeHead(200, { etag, 'content-length': bytes.length }).end(bytes);
}

export const etagOf = (bytes: Buffer): string => `"${bytes.length}-${bytes.subarray(-64).toString('hex')}"`;
