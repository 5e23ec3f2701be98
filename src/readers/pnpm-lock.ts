/** Reads `pnpm-lock.yaml`, versions 6 and 9. */
import type { Answer, Scope } from '../model/inventory.ts';
import { baseName, malformed, type Reader } from './reader.ts';
import { type Block, childOf, readBlocks, textOf } from './syntax/blocks.ts';
import {
  type LockEntry,
  lockInventory,
  notUnderstood,
  type Origin,
  originKind,
  quote,
  type Remark,
} from './syntax/lockfile.ts';
import {
  isOwnFolder,
  needsOf,
  type Project,
  projectsOf,
  resolutionOf,
  withoutPeers,
} from './syntax/pnpm-graph.ts';
import { scopesByWalking } from './syntax/scopes.ts';

const id = 'pnpm-lock';

/** pnpm lockfile. Version 9 keeps what is installed in `snapshots`, version 6 in `packages`. */
const pnpmLock: Reader = {
  id,
  title: 'pnpm lockfile',
  spec: 'https://github.com/pnpm/spec/blob/master/lockfile/9.0.md',
  matches: (path) => baseName(path) === 'pnpm-lock.yaml',
  read(file) {
    const { documents, remarks } = readBlocks(file.text);
    // The last document is the project's: since pnpm 11 an earlier one may lock pnpm itself.
    const version = find(documents.at(-1) ?? [], 'lockfileVersion');
    if (version === undefined) {
      const { message, line, column } = remarks[0] ?? {
        message: 'it has no `lockfileVersion`',
        line: 1,
        column: 1,
      };
      return malformed(
        id,
        file,
        message,
        'restore the file from git, or write it anew with pnpm',
        line,
        column,
      );
    }
    const odd = documents.map(oddVersion).find((message) => message !== undefined);
    if (odd !== undefined) {
      const hint = 'write it anew with pnpm 9 or later: `pnpm install --lockfile-only`';
      return malformed(id, file, odd, hint, version.line, version.column);
    }
    const parts = documents.map((document) => readDocument(document, majorOf(document) === 9));
    return lockInventory(file, {
      reader: id,
      tool: 'pnpm',
      format: `pnpm-lock v${textOf(version)}`,
      entries: parts.flatMap((part) => part.entries),
      distinct: new Set(parts.flatMap((part) => part.keys)).size,
      workspaces: parts.flatMap((part) => part.folders),
      remarks: [...remarks, ...parts.flatMap((part) => part.remarks)],
    });
  },
};
export default pnpmLock;

const versionOf = (document: readonly Block[]): string => textOf(find(document, 'lockfileVersion')) ?? '';
const majorOf = (document: readonly Block[]): number => Number.parseInt(versionOf(document), 10);

function oddVersion(document: readonly Block[]): string | undefined {
  const major = majorOf(document);
  if (major === 6 || major === 9) return undefined;
  return `version ${quote(versionOf(document))} of the format is ${major < 6 ? 'too old' : 'not known'}: not read`;
}

interface Part {
  readonly entries: readonly LockEntry[];
  /** Keys of the entries, without what their peers add. */
  readonly keys: readonly string[];
  readonly folders: readonly string[];
  readonly remarks: readonly Remark[];
}

const find = (blocks: readonly Block[], key: string): Block | undefined =>
  blocks.find((block) => block.key === key);

const byKey = (section: Block | undefined): ReadonlyMap<string, Block> =>
  new Map((section?.children ?? []).map((block) => [block.key, block]));

function readDocument(document: readonly Block[], isV9: boolean): Part {
  const packages = byKey(find(document, 'packages'));
  const installed = isV9 ? byKey(find(document, 'snapshots')) : packages;
  const projects = projectsOf(document, installed);
  const folders = projects.map(({ folder }) => folder);
  const own = new Set(folders);
  const wanted = projects.flatMap((project) => project.wanted);
  const direct = new Set(wanted.map(({ key }) => key));
  const walked = isV9 ? scopesByWalking(wanted, (key) => needsOf(key, installed)) : undefined;
  const detailsOf = (block: Block): Block | undefined =>
    isV9 ? packages.get(withoutPeers(block.key)) : block;
  const kept = [...installed.values()].filter((block) => !isOwnFolder(detailsOf(block), own));
  return {
    entries: kept.map((block) => ({
      ...identityOf(block, detailsOf(block)),
      scope: walked?.(block.key) ?? scopeOfV6(block),
      direct: direct.has(block.key) ? 'yes' : 'no',
      installScript: isV9 ? 'unknown' : needsBuild(block),
      origin: originOf(detailsOf(block)),
      line: block.line,
      column: block.column,
    })),
    keys: kept.map(({ key }) => withoutPeers(key)),
    folders,
    remarks: [
      ...oddSections(document),
      ...oddGaps(projects, packages, installed),
      ...kept.flatMap((block) => oddDetails(block, detailsOf(block))),
    ],
  };
}

/** What comes from elsewhere has its version, and in version 6 its name, in fields of its own. */
function identityOf(block: Block, details: Block | undefined): { name: string; version: string } {
  const key = withoutPeers(block.key).replace(/^\//, '');
  const split = key.indexOf('@', 1);
  const version = textOf(childOf(details, 'version')) ?? (split === -1 ? '' : key.slice(split + 1));
  return { name: textOf(childOf(details, 'name')) ?? (split === -1 ? key : key.slice(0, split)), version };
}

const isTrue = (block: Block, key: string): boolean => textOf(childOf(block, key)) === 'true';

const needsBuild = (block: Block): Answer => (isTrue(block, 'requiresBuild') ? 'yes' : 'no');

function scopeOfV6(block: Block): Scope {
  if (isTrue(block, 'dev')) return 'development';
  return isTrue(block, 'optional') ? 'optional' : 'production';
}

function originOf(details: Block | undefined): Origin {
  const resolution = resolutionOf(details);
  const type = resolution?.get('type');
  const address = resolution?.get('tarball') ?? resolution?.get('repo') ?? null;
  if (type === 'git' || resolution?.get('gitHosted') === 'true')
    return { kind: 'git', address, integrity: 'exempt' };
  if (type === 'directory') return { kind: 'local', address: null, integrity: 'exempt' };
  const kind = address === null ? 'registry' : originKind(address);
  // Runtimes list a checksum for each platform further in; what cannot be read is told apart.
  const isExempt = kind === 'git' || kind === 'local' || resolution === undefined || type === 'variations';
  const hasChecksum = (resolution?.get('integrity') ?? '') !== '';
  return { kind, address, integrity: isExempt ? 'exempt' : hasChecksum ? 'present' : 'missing' };
}

const SECTIONS = [
  'importers',
  'packages',
  'snapshots',
  ...['dependencies', 'devDependencies', 'optionalDependencies'],
];

/** Sections in a form that pnpm never writes: what they hold is not seen. */
const oddSections = (document: readonly Block[]): readonly Remark[] =>
  document
    .filter((block) => SECTIONS.includes(block.key) && block.raw !== '' && block.raw !== '{}')
    .map((block) => notUnderstood(`${quote(block.key)} is not written line by line`, block));

/** Parts that refer to parts which are not there: a file cut short, or one that somebody wrote. */
function oddGaps(
  projects: readonly Project[],
  packages: ReadonlyMap<string, Block>,
  installed: ReadonlyMap<string, Block>,
): readonly Remark[] {
  const held = new Set([...installed.keys()].map(withoutPeers));
  const missing = projects.flatMap((project) => project.missing);
  return [
    ...missing.map((block) =>
      notUnderstood(`${quote(block.key)} is asked for, and no entry locks it`, block),
    ),
    ...[...packages.values()]
      .filter((block) => !held.has(withoutPeers(block.key)))
      .map((block) =>
        notUnderstood(`${quote(block.key)} is among the packages, not among the snapshots`, block),
      ),
  ];
}

function oddDetails(block: Block, details: Block | undefined): readonly Remark[] {
  if (details === undefined) return [notUnderstood(`${quote(block.key)} is not among the packages`, block)];
  const odd =
    [block, details].some(({ raw }) => raw !== '' && raw !== '{}') || resolutionOf(details) === undefined;
  return odd ? [notUnderstood(`${quote(block.key)} has no readable resolution`, details)] : [];
}
