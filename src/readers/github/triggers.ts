/** `on:` in its three spellings, and `permissions:`. */
import type { Permissions, Trigger } from '../../model/workflow.ts';
import {
  child,
  entriesOf,
  itemsOf,
  textOf,
  textsOf,
  type YamlEntry,
  type YamlMapping,
  type YamlNode,
} from '../syntax/yaml.ts';
import { type Context, placeIn, remark } from './context.ts';

export function triggersOf(context: Context, root: YamlMapping): readonly Trigger[] {
  // Some tools write the key as YAML 1.1 reads it.
  const node = child(root, 'on') ?? child(root, 'true');
  const triggers = node === null ? [] : fromNode(context, node);
  if (triggers.length === 0)
    remark(
      context,
      'no-trigger',
      'the workflow names no event that starts it',
      'give `on:` an event such as `push`',
      node ?? root,
    );
  return triggers;
}

function fromNode(context: Context, node: YamlNode): readonly Trigger[] {
  if (node.kind === 'mapping') return entriesOf(node).map((entry) => fromEntry(context, entry));
  const items = node.kind === 'sequence' ? itemsOf(node) : [node];
  return items.flatMap((item) => {
    const event = textOf(item);
    return event === null || event === '' ? [] : [bare(event, context, item)];
  });
}

const bare = (event: string, context: Context, node: { line: number; column: number }): Trigger => ({
  event,
  types: [],
  branches: [],
  tags: [],
  crons: [],
  workflows: [],
  at: placeIn(context, node),
});

function fromEntry(context: Context, { key, keyLine, keyColumn, value }: YamlEntry): Trigger {
  return {
    event: key,
    types: textsOf(child(value, 'types')),
    branches: textsOf(child(value, 'branches')),
    tags: textsOf(child(value, 'tags')),
    crons: itemsOf(value).flatMap((item) => textOf(child(item, 'cron')) ?? []),
    workflows: textsOf(child(value, 'workflows')),
    at: { path: context.path, line: keyLine, column: keyColumn },
  };
}

const LEVELS = new Set(['read', 'write', 'none']);

export function permissionsOf(context: Context, node: YamlNode | null): Permissions {
  if (node === null) return { kind: 'absent' };
  const at = placeIn(context, node);
  if (node.kind === 'mapping') return { kind: 'scopes', scopes: scopesOf(context, node), at };
  const word = textOf(node);
  if (word === 'read-all' || word === 'write-all')
    return { kind: 'all', level: word === 'read-all' ? 'read' : 'write', at };
  remark(
    context,
    'permissions',
    '`permissions` is neither `read-all`, `write-all` nor named scopes',
    'write `permissions: {}` or name scopes',
    node,
  );
  return { kind: 'absent' };
}

function scopesOf(context: Context, node: YamlMapping): Readonly<Record<string, 'read' | 'write' | 'none'>> {
  const pairs = entriesOf(node).flatMap(({ key, value }) => {
    const level = textOf(value);
    if (level !== null && LEVELS.has(level)) return [[key, level as 'read' | 'write' | 'none'] as const];
    remark(
      context,
      'permissions',
      `the scope "${key.slice(0, 50)}" is given neither read, write nor none`,
      'write one of the three',
      value,
    );
    return [];
  });
  return Object.fromEntries(pairs);
}
