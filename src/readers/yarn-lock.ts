/** Reads what yarn locks. Both formats have one file name: the content tells them apart. */
import type { Answer, Inventory } from '../model/inventory.ts';
import { baseName, malformed, type Reader, type TextFile } from './reader.ts';
import { type Block, childOf, readBlocks, textOf } from './syntax/blocks.ts';
import {
  duplicateKey,
  type LockEntry,
  lockInventory,
  notUnderstood,
  type Origin,
  originKind,
  quote,
  type Remark,
} from './syntax/lockfile.ts';
import { readYarnV1, type YarnBlock } from './syntax/yarn-v1.ts';

const id = 'yarn-lock';

/** Yarn lockfile: version 1, and the one of yarn 2 and later ("berry"). Neither tells scopes; the manifests do. */
const yarnLock: Reader = {
  id,
  title: 'Yarn lockfile',
  spec: 'https://yarnpkg.com/advanced/lexicon#lockfile',
  matches: (path) => baseName(path) === 'yarn.lock',
  read(file) {
    if (file.text.trim() === '') {
      // Yarn takes an empty file for a new project: nothing is locked, so there is no source to count.
      return malformed(
        id,
        file,
        'the file is empty: it locks nothing',
        'run `yarn install` and commit the file',
      );
    }
    // As yarn itself tells them apart.
    return /^__metadata:/m.test(file.text) ? readBerry(file) : readV1(file);
  },
};
export default yarnLock;

const HINT = 'restore the file from git, or write it anew with `yarn install`';

/** `name@range` → both; the name may begin with `@`. */
function splitPattern(pattern: string): { name: string; range: string } {
  const split = pattern.indexOf('@', 1);
  return split === -1
    ? { name: pattern, range: '' }
    : { name: pattern.slice(0, split), range: pattern.slice(split + 1) };
}

// Version 1.

function readV1(file: TextFile): Inventory {
  const { blocks, remarks } = readYarnV1(file.text);
  if (blocks.length === 0 && remarks.length > 0) {
    const { line, column, message } = remarks[0] ?? { line: 1, column: 1, message: '' };
    return malformed(id, file, message, HINT, line, column);
  }
  const read = readEach(lastOfEach(blocks), entryOfV1);
  return lockInventory(file, {
    reader: id,
    tool: 'yarn',
    format: 'yarn v1',
    entries: read.entries,
    distinct: read.entries.length,
    workspaces: [''],
    remarks: [...remarks, ...repeated(blocks), ...read.remarks],
  });
}

/** A link to a folder of the project is no entry: undefined. */
function entryOfV1(block: YarnBlock): LockEntry | Remark | undefined {
  const { name, range } = splitPattern(block.patterns[0] ?? '');
  if (range.startsWith('link:')) return undefined;
  const version = block.fields.get('version');
  const place = { line: block.line, column: block.column };
  if (version === undefined) return notUnderstood(`${quote(name)} has no version`, place);
  const alias = range.startsWith('npm:') ? splitPattern(range.slice('npm:'.length)).name : name;
  const origin = originOfV1(block, range);
  return {
    name: alias,
    version,
    scope: 'unknown',
    direct: 'unknown',
    installScript: 'unknown',
    origin,
    ...place,
  };
}

function originOfV1(block: YarnBlock, range: string): Origin {
  const address = block.fields.get('resolved') ?? null;
  const kind = address === null ? (range.startsWith('file:') ? 'local' : 'registry') : originKind(address);
  if (kind === 'git' || kind === 'local') return { kind, address, integrity: 'exempt' };
  // Before 1.10 the checksum stood behind the address only.
  const hasChecksum = block.fields.has('integrity') || /#[0-9a-f]{40}$/.test(address ?? '');
  return { kind, address, integrity: hasChecksum ? 'present' : 'missing' };
}

/** A block headed by a pattern again replaces the earlier one. */
function lastOfEach(blocks: readonly YarnBlock[]): readonly YarnBlock[] {
  const last = new Map(blocks.flatMap((block) => block.patterns.map((pattern) => [pattern, block] as const)));
  return blocks.filter((block) => block.patterns.some((pattern) => last.get(pattern) === block));
}

function repeated(blocks: readonly YarnBlock[]): readonly Remark[] {
  const seen = new Set<string>();
  const remarks: Remark[] = [];
  for (const block of blocks) {
    for (const pattern of block.patterns) {
      if (seen.has(pattern)) remarks.push(duplicateKey(pattern, block));
      seen.add(pattern);
    }
  }
  return remarks;
}

// Yarn 2 and later.

function readBerry(file: TextFile): Inventory {
  const { documents, remarks } = readBlocks(file.text);
  const all = documents.flat();
  const blocks = all.filter((block) => block.key !== '__metadata');
  const metadata = all.find((block) => block.key === '__metadata');
  const version = textOf(childOf(metadata, 'version'));
  if (version === undefined)
    return malformed(id, file, '`__metadata` holds no version', HINT, metadata?.line ?? 1);
  const own = blocks.filter((block) => refOf(block)?.startsWith(WORKSPACE));
  const directOf = directness(own, blocks);
  const read = readEach(blocks, (block) => entryOfBerry(block, directOf));
  return lockInventory(file, {
    reader: id,
    tool: 'yarn-berry',
    format: `yarn berry (metadata v${version})`,
    entries: read.entries,
    distinct: read.entries.length,
    workspaces: ['', ...own.map((block) => refOf(block)?.slice(WORKSPACE.length) ?? '')],
    remarks: [...remarks, ...read.remarks],
  });
}

const WORKSPACE = 'workspace:';
/** Folders of the project: workspaces, and links to folders. */
const OWN = /^(?:workspace|link|portal):/;

const resolutionOf = (block: Block): string | undefined => textOf(childOf(block, 'resolution'));

function refOf(block: Block): string | undefined {
  const resolution = resolutionOf(block);
  return resolution === undefined ? undefined : splitPattern(resolution).range;
}

function entryOfBerry(block: Block, directOf: (block: Block) => Answer): LockEntry | Remark | undefined {
  const resolution = resolutionOf(block);
  const version = textOf(childOf(block, 'version'));
  const place = { line: block.line, column: block.column };
  if (resolution === undefined) return notUnderstood(`${quote(block.key)} has no resolution`, place);
  const { name, range } = splitPattern(resolution);
  if (OWN.test(range)) return undefined;
  if (version === undefined) return notUnderstood(`${quote(block.key)} has no version`, place);
  const origin = originOfBerry(block, range);
  return {
    name,
    version,
    scope: 'unknown',
    direct: directOf(block),
    installScript: 'unknown',
    origin,
    ...place,
  };
}

/** `npm:1.0.0`, `npm:1.0.0::__archiveUrl=…`, `patch:…`, an address, or a folder. */
function originOfBerry(block: Block, ref: string): Origin {
  const kind = /^(?:npm|patch):/.test(ref) ? 'registry' : originKind(ref);
  const archive = /::__archiveUrl=([^&]*)/.exec(ref)?.[1];
  const address = kind === 'registry' && ref.startsWith('npm:') ? decoded(archive ?? '') : ref;
  // Of packages for other platforms yarn keeps no checksum until it fetches them.
  const isExempt = kind === 'git' || kind === 'local' || childOf(block, 'conditions') !== undefined;
  const hasChecksum = (textOf(childOf(block, 'checksum')) ?? '') !== '';
  return {
    kind,
    address: address === '' || ref.startsWith('patch:') ? null : address,
    integrity: isExempt ? 'exempt' : hasChecksum ? 'present' : 'missing',
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * Whether a workspace names a block. Its dependencies are ranges, and blocks are headed by ranges; where
 * none is, `resolutions` has changed the range, and only the name is left to go by.
 */
function directness(own: readonly Block[], blocks: readonly Block[]): (block: Block) => Answer {
  const wanted = new Set<string>();
  const names = new Map<string, string>();
  for (const dependency of own.flatMap((block) => childOf(block, 'dependencies')?.children ?? [])) {
    const range = textOf(dependency) ?? '';
    const pattern = `${dependency.key}@${range.includes(':') ? range : `npm:${range}`}`;
    wanted.add(pattern);
    names.set(pattern, dependency.key);
  }
  for (const pattern of blocks.flatMap(patternsOf)) names.delete(pattern);
  const changed = new Set(names.values());
  return (block) => {
    const patterns = patternsOf(block);
    if (patterns.some((pattern) => wanted.has(pattern))) return 'yes';
    return patterns.some((pattern) => changed.has(splitPattern(pattern).name)) ? 'unknown' : 'no';
  };
}

const patternsOf = (block: Block): readonly string[] => block.key.split(', ');

function readEach<T>(blocks: readonly T[], read: (block: T) => LockEntry | Remark | undefined) {
  const found = blocks.map(read).filter((one) => one !== undefined);
  return {
    entries: found.filter((one): one is LockEntry => 'origin' in one),
    remarks: found.filter((one): one is Remark => 'what' in one),
  };
}
