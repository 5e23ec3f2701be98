/** Scopes by walking a graph from what the project names, where a lockfile does not write them down. */
import type { Scope } from '../../model/inventory.ts';

/** What a manifest of the project names: the key of an entry, and the scope that it is named for. */
export interface Wanted {
  readonly key: string;
  readonly scope: Scope;
}

/** Keys that an entry needs, and keys that it can do without. */
export interface Needs {
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

/**
 * The scope of each key: what several scopes reach is production before optional before development;
 * what none reaches is unknown.
 */
export function scopesByWalking(
  wanted: readonly Wanted[],
  look: (key: string) => Needs,
): (key: string) => Scope {
  const needsOf = memoized(look);
  const wantedFor = (scope: Scope): readonly string[] =>
    wanted.filter((one) => one.scope === scope).map(({ key }) => key);
  const all = (key: string): readonly string[] => {
    const { required, optional } = needsOf(key);
    return [...required, ...optional];
  };
  const production = closure(wantedFor('production'), (key) => needsOf(key).required);
  const spare = [...production].flatMap((key) => needsOf(key).optional);
  const optional = closure([...wantedFor('optional'), ...spare], all);
  const development = closure(wantedFor('development'), all);
  return (key) => {
    if (production.has(key)) return 'production';
    if (optional.has(key)) return 'optional';
    return development.has(key) ? 'development' : 'unknown';
  };
}

/** The walks cross: each key is looked up once. */
function memoized(look: (key: string) => Needs): (key: string) => Needs {
  const known = new Map<string, Needs>();
  return (key) => {
    const needs = known.get(key) ?? look(key);
    known.set(key, needs);
    return needs;
  };
}

/** Everything that can be reached. A loop over a growing set, so that no chain is too long for the stack. */
function closure(starts: readonly string[], next: (key: string) => readonly string[]): ReadonlySet<string> {
  const reached = new Set(starts);
  // A set hands out what is added while it is walked.
  for (const key of reached) for (const other of next(key)) reached.add(other);
  return reached;
}
