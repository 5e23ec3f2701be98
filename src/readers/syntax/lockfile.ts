/**
 * What lockfile readers share: from the entries of one lockfile to its inventory, counted as
 * `inventory` promises: entries are installed places, components are distinct name@version pairs, the
 * project's own packages are neither. Nothing here knows a format.
 */
import type { Diagnostic, Severity } from '../../model/diagnostic.ts';
import {
  type Answer,
  type Component,
  type Inventory,
  inventory,
  type PackageTool,
  type Scope,
} from '../../model/inventory.ts';
import { folderOf, type TextFile } from '../reader.ts';
import type { Place } from './lines.ts';

/** One installed place of a package that is not the project's own. */
export interface LockEntry extends Place {
  readonly name: string;
  readonly version: string;
  readonly scope: Scope;
  readonly direct: Answer;
  readonly installScript: Answer;
  readonly origin: Origin;
}

/** Where an entry comes from, as the lockfile says. */
export interface Origin {
  readonly kind: 'registry' | 'git' | 'tarball' | 'local';
  /** As written; null when the lockfile names none, which stands for the default registry. */
  readonly address: string | null;
  /** `exempt`: the format keeps no checksum of such an entry. */
  readonly integrity: 'present' | 'missing' | 'exempt';
}

/** Something odd at a place of the file; its code gets the reader's id in front. */
export interface Remark extends Place {
  readonly what: string;
  readonly severity: Severity;
  readonly message: string;
  readonly hint: string;
}

export interface Lock {
  readonly reader: string;
  readonly format: string;
  readonly tool: PackageTool;
  readonly entries: readonly LockEntry[];
  /** Where the format counts other things than name@version pairs. */
  readonly distinct?: number;
  /** Folders of own packages relative to the lockfile's folder. */
  readonly workspaces: readonly string[];
  readonly remarks: readonly Remark[];
}

/** The inventory of one lockfile. */
export function lockInventory(file: TextFile, lock: Lock): Inventory {
  const entries = lock.entries.map((entry) => ({ ...entry, version: withoutPassword(entry.version) }));
  const components = componentsOf(file.path, entries);
  const scopes: Record<Scope, number> = { production: 0, development: 0, optional: 0, unknown: 0 };
  for (const entry of entries) scopes[entry.scope] += 1;
  const source = {
    path: file.path,
    format: lock.format,
    tool: lock.tool,
    entries: entries.length,
    distinct: lock.distinct ?? components.length,
    scopes,
    workspaces: foldersUnder(folderOf(file.path), lock.workspaces),
  };
  const remarks = [...lock.remarks, ...lock.entries.flatMap(password), ...remarksOn(entries)];
  return inventory({
    sources: [source],
    components,
    diagnostics: diagnosticsOf(lock.reader, file.path, remarks),
  });
}

/** Remarks as diagnostics: of each kind the first twenty, then one line with the number of the rest. */
export function diagnosticsOf(
  reader: string,
  path: string,
  remarks: readonly Remark[],
): readonly Diagnostic[] {
  const counts = new Map<string, number>();
  const shown: Diagnostic[] = [];
  const first = new Map<string, Remark>();
  for (const remark of remarks) {
    const count = (counts.get(remark.what) ?? 0) + 1;
    counts.set(remark.what, count);
    if (count === 1) first.set(remark.what, remark);
    if (count <= SHOWN) shown.push(diagnostic(reader, path, remark));
  }
  for (const [what, remark] of first) {
    const rest = (counts.get(what) ?? 0) - SHOWN;
    if (rest > 0) shown.push(diagnostic(reader, path, { ...remark, message: `and ${rest} more like it` }));
  }
  return shown;
}

const SHOWN = 20;

const diagnostic = (reader: string, path: string, remark: Remark): Diagnostic => ({
  code: `${reader}/${remark.what}`,
  severity: remark.severity,
  message: remark.message,
  at: { path, line: remark.line, column: remark.column },
  hint: remark.hint,
});

/** Text of a file inside a message: quoted, without control characters, and short. */
export const quote = (text: string): string =>
  JSON.stringify(text.length > 100 ? `${text.slice(0, 100)}…` : text);

/** Remarks on keys that come twice: package managers take the last, people read the first. */
export const duplicateKey = (key: string, place: Place): Remark => ({
  what: 'duplicate-key',
  severity: 'warning',
  message: `the key ${quote(key)} comes a second time; the last one counts`,
  hint: 'write the lockfile anew with the package manager, and look at who wrote it by hand',
  line: place.line,
  column: place.column,
});

/** A part that was not understood: the rest counts, the answer is partial. */
export const notUnderstood = (message: string, place: Place): Remark => ({
  what: 'not-understood',
  severity: 'error',
  message,
  hint: 'write the lockfile anew with the package manager',
  line: place.line,
  column: place.column,
});

// The union over places: production wins over optional, optional over unknown, unknown over development.
const SCOPE_RANK: Readonly<Record<Scope, number>> = {
  production: 3,
  optional: 2,
  unknown: 1,
  development: 0,
};
const ANSWER_RANK: Readonly<Record<Answer, number>> = { yes: 2, unknown: 1, no: 0 };

const widerScope = (one: Scope, other: Scope): Scope => (SCOPE_RANK[one] >= SCOPE_RANK[other] ? one : other);
const either = (one: Answer, other: Answer): Answer => (ANSWER_RANK[one] >= ANSWER_RANK[other] ? one : other);

function componentsOf(source: string, entries: readonly LockEntry[]): readonly Component[] {
  const merged = new Map<string, LockEntry>();
  for (const entry of entries) {
    const key = `${entry.name}\n${entry.version}`;
    const known = merged.get(key);
    merged.set(key, known === undefined ? entry : union(known, entry));
  }
  return [...merged.values()].map((entry) => ({
    ecosystem: 'npm',
    name: entry.name,
    version: entry.version,
    resolution: 'locked',
    source,
    scope: entry.scope,
    direct: entry.direct,
    installScript: entry.installScript,
    at: { path: source, line: entry.line, column: entry.column },
  }));
}

const union = (known: LockEntry, entry: LockEntry): LockEntry => ({
  ...known,
  scope: widerScope(known.scope, entry.scope),
  direct: either(known.direct, entry.direct),
  installScript: either(known.installScript, entry.installScript),
});

/** Folders joined with the lockfile's own; those outside of the tree are left out. */
function foldersUnder(home: string, folders: readonly string[]): readonly string[] {
  const joined = folders.map((folder) => joinFolders(home, folder)).filter((folder) => folder !== undefined);
  return [...new Set(joined)].sort();
}

/** `home/folder` without `.` and `..`; undefined when it leaves the tree. */
export function joinFolders(home: string, folder: string): string | undefined {
  if (folder.startsWith('/')) return undefined;
  const parts: string[] = [];
  for (const part of `${home}/${folder}`.split('/')) {
    if (part === '..' && parts.pop() === undefined) return undefined;
    if (part !== '' && part !== '.' && part !== '..') parts.push(part);
  }
  return parts.length === 0 ? '.' : parts.join('/');
}

function remarksOn(entries: readonly LockEntry[]): readonly Remark[] {
  const hosts = entries.map(({ origin }) => (origin.address === null ? null : hostOf(origin.address)));
  const usual = mostCommon(hosts.filter((_, index) => entries[index]?.origin.kind === 'registry'));
  return entries.flatMap((entry, index) => [
    ...oddIdentity(entry),
    ...oddOrigin(entry, hosts[index] ?? null, usual),
    ...oddTarball(entry),
    ...noIntegrity(entry),
  ]);
}

const NAME = /^[^\s\x00-\x20\x7F]{1,214}$/;
const CONTROL = /[\x00-\x1F\x7F]/;

function oddIdentity(entry: LockEntry): readonly Remark[] {
  if (entry.version === '') {
    return [
      warning(entry, 'no-version', 'has no version, so no record of a bad release can match it', REWRITE),
    ];
  }
  if (NAME.test(entry.name) && !CONTROL.test(entry.version)) return [];
  return [
    warning(entry, 'odd-name', 'is no name that a registry allows', 'look at who wrote this entry by hand'),
  ];
}

const REWRITE = 'write the lockfile anew with the package manager';
const UNWATCHED =
  'check that the project means to take it from there: no registry watches such code or takes it down';

function oddOrigin(entry: LockEntry, host: string | null, usual: string | null): readonly Remark[] {
  const { kind } = entry.origin;
  const from = host === null ? '' : ` (${quote(host)})`;
  if (kind === 'git') return [warning(entry, 'from-git', `comes from a git repository${from}`, UNWATCHED)];
  if (kind === 'tarball')
    return [warning(entry, 'from-tarball', `comes from an address of its own${from}`, UNWATCHED)];
  if (kind === 'local' || host === null || host === usual) return [];
  const most = usual === null ? 'the default registry' : quote(usual);
  const message = `comes from ${quote(host)}, most others from ${most}`;
  return [warning(entry, 'unusual-host', message, 'check that the project means to use this host')];
}

/** The address names a package and a version too: a poisoned lockfile says one thing and fetches another. */
function oddTarball(entry: LockEntry): readonly Remark[] {
  const { kind, address } = entry.origin;
  if (kind !== 'registry' || address === null || !address.includes('/-/') || entry.version === '') return [];
  const decoded = address.replace(/%2f/gi, '/').replace(/%40/g, '@');
  const file = `${entry.name.slice(entry.name.lastIndexOf('/') + 1)}-${entry.version.split('+', 1)[0]}`;
  if (decoded.includes(`/${entry.name}/-/${file}`)) return [];
  const hint = 'compare the address with the name and version, and look at who wrote this entry by hand';
  return [
    warning(
      entry,
      'other-package',
      `is fetched from the address of something else: ${quote(withoutPassword(address))}`,
      hint,
    ),
  ];
}

function noIntegrity(entry: LockEntry): readonly Remark[] {
  if (entry.origin.integrity !== 'missing') return [];
  const hint = 'install it anew, so that the lockfile gets its checksum';
  return [warning(entry, 'no-integrity', 'has no checksum: whatever the host serves is installed', hint)];
}

const warning = (entry: LockEntry, what: string, message: string, hint: string): Remark => ({
  what,
  severity: 'warning',
  message: `${quote(`${entry.name}@${entry.version}`)} ${message}`,
  hint,
  line: entry.line,
  column: entry.column,
});

/** The most common item; null when there is none, or when null is the most common itself. */
function mostCommon(items: readonly (string | null)[]): string | null {
  const counts = new Map<string | null, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  let usual: string | null = null;
  for (const [item, count] of counts) if (count > (counts.get(usual) ?? 0)) usual = item;
  return usual;
}

/** An address without user and password: they must not reach a report. */
export const withoutPassword = (address: string): string => address.replace(USER, '$1');

const USER = /^([^@/]{0,300}:\/\/)[^/?#\\]*@/;

/** `git@` is no secret: everybody has that name on a git host. */
export const holdsPassword = (address: string): boolean => USER.test(address) && !address.includes('://git@');

function password(entry: LockEntry): readonly Remark[] {
  const addresses = [entry.version, entry.origin.address ?? ''];
  if (!addresses.some(holdsPassword)) return [];
  const clean = { ...entry, version: withoutPassword(entry.version) };
  const hint = 'revoke the password, and let the package manager take it from its own settings';
  return [warning(clean, 'literal-token', 'has an address with a password in it', hint)];
}

const ADDRESS = /^(?:git\+)?([a-z]+):\/\/(?:[^/?#\\]*@)?([^/?#\\]*)/i;

/** The host of an address, lower case; with its scheme before it when the transport is not encrypted. */
function hostOf(address: string): string | null {
  const found = ADDRESS.exec(address);
  const host = found?.[2]?.toLowerCase();
  if (host === undefined || host === '') return null;
  const scheme = found?.[1]?.toLowerCase();
  return scheme === 'http' || scheme === 'git' ? `${scheme}://${host}` : host;
}

/** Git addresses in all the ways that package managers write them, hosting services' tarballs included. */
export const isGitAddress = (address: string): boolean =>
  /^(?:git[+:]|git@|ssh:|github:|gitlab:|bitbucket:|gist:)/i.test(address) ||
  /\.git(?:#|$)/i.test(address) ||
  /^https?:\/\/[^/?#\\]{1,255}\/[^?#]*\/tar\.gz\/[0-9a-f]{7,64}(?:[#?]|$)/i.test(address);

/** Registries serve `…/-/name-1.0.0.tgz`, `…/download/…` or `…/~/…`; other addresses are somebody's own. */
export const originKind = (address: string): Origin['kind'] => {
  if (isGitAddress(address)) return 'git';
  if (/^https?:\/\//i.test(address)) return /\/(?:-|download|~)\//.test(address) ? 'registry' : 'tarball';
  return 'local';
};
