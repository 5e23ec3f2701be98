/** Compose networks: a database and what uses it in one of their own, and the database in no other. */
import type { RunningService } from '../model/service.ts';
import { type Edit, grouped, type Patched, type PatchFiles, type WallFacts } from './wall.ts';
import {
  type Block,
  endingOf,
  escaped,
  innerIndent,
  keyIn,
  type Lines,
  linesOf,
  startOf,
  topLevel,
} from './workflow-text.ts';

/** Each database leaves the network that all share; what one file lacks, all lack. */
export function partedNetworks(
  databases: readonly RunningService[],
  files: PatchFiles,
  facts: WallFacts,
): Patched {
  const edits: Edit[] = [];
  for (const [path, group] of grouped(databases, (one) => one.at.path)) {
    const lines = linesOf(path, files, facts);
    if (typeof lines === 'string') return { kind: 'lacks', what: lines };
    const made = editsOf(lines, group, facts);
    if (made === null)
      return {
        kind: 'lacks',
        what: `${path}: networks of its own, or another style; they are to be parted by hand`,
      };
    edits.push(...made);
  }
  return { kind: 'edits', edits };
}

/** Null where the file has networks already, or is not written as blocks. */
function editsOf(lines: Lines, databases: readonly RunningService[], facts: WallFacts): Edit[] | null {
  const { running } = facts.places.repository;
  const { path } = lines;
  const services = topLevel(lines, 'services');
  const indent = services === null ? null : innerIndent(lines, services);
  if (services === null || indent === null || topLevel(lines, 'networks') !== null) return null;
  if (/^<<|[&*]\w/m.test(lines.text.replace(/#.*$/gm, '').replace(/["'].*?["']/g, ''))) return null;
  const joined = new Map<string, string[]>();
  for (const database of databases) joined.set(database.name, [networkOf(database.name)]);
  for (const one of running.filter((service) => service.at.path === path))
    for (const database of databases) {
      const reach = one.databases.find((two) => two.database === database.id)?.how;
      if (reach !== 'needs' && reach !== 'unknown') continue;
      const first = joined.get(one.name) ?? ['default'];
      joined.set(one.name, [...first, networkOf(database.name)]);
    }
  const within = { ...services, from: services.from + 1 };
  const edits: Edit[] = [];
  for (const [name, networks] of joined) {
    const block = keyIn(lines, escaped(name), within, indent);
    const edit = block === null ? null : networksIn(lines, block, networks);
    if (edit === null) return null;
    edits.push(edit);
  }
  return [...edits, declared(lines, databases)];
}

const networkOf = (name: string): string => `${name}-only`;

/** `networks:` behind what the service has; null where it has some, or stands in one line. */
function networksIn(lines: Lines, block: Block, networks: readonly string[]): Edit | null {
  const inner = innerIndent(lines, block);
  if (inner === null || inner <= block.indent) return null;
  const has = (key: string): boolean => keyIn(lines, key, { ...block, from: block.from + 1 }, inner) !== null;
  if (['networks', 'network_mode', 'extends', 'links'].some(has)) return null;
  const ending = endingOf(lines);
  const own = ' '.repeat(inner);
  const text = [`${own}networks:`, ...networks.map((name) => `${own}  - ${name}`)].join(ending);
  return behind(lines, block.to, `${text}${ending}`);
}

/** A line more before the line `at`; the last line may lack its end. */
function behind(lines: Lines, at: number, text: string): Edit {
  const from = startOf(lines, at);
  const open = from === lines.text.length && !/(^|\n)$/.test(lines.text);
  return { path: lines.path, from, to: from, with: `${open ? endingOf(lines) : ''}${text}` };
}

/** One that publishes no port needs no way out. */
function declared(lines: Lines, databases: readonly RunningService[]): Edit {
  const ending = endingOf(lines);
  const text = [
    'networks:',
    ...databases.flatMap(({ name, published }) => [
      `  ${networkOf(name)}:${published ? ' {}' : ''}`,
      ...(published ? [] : ['    internal: true']),
    ]),
  ].join(ending);
  const { text: before, path } = lines;
  const open = /(^|\n)$/.test(before) ? '' : ending;
  return { path, from: before.length, to: before.length, with: `${open}${ending}${text}${ending}` };
}
