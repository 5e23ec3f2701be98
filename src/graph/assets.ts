/** What can be lost, found in the facts. Means to an end (jobs, tokens, publish rights) bear no loss of their own. */
import type { Asset, State, StateId } from '../model/attack-graph.ts';
import type { GraphFacts } from './technique.ts';

interface AssetRule {
  readonly prefix: string;
  readonly title: (rest: string) => string;
  /** The parameter of its relative weight; null for a means to an end. */
  readonly weight: string | null;
}

/** First match wins. */
const RULES: readonly AssetRule[] = [
  { prefix: 'lost/users/', title: (rest) => usersOf(rest), weight: 'loss.weight-users' },
  { prefix: 'lost/production', title: () => 'the production service', weight: 'loss.weight-production' },
  { prefix: 'lost/data', title: () => 'the data of the service', weight: 'loss.weight-data' },
  {
    prefix: 'lost/repository',
    title: () => 'the integrity of the repository',
    weight: 'loss.weight-repository',
  },
  { prefix: 'lost/machines', title: () => "developers' machines", weight: 'loss.weight-machines' },
  { prefix: 'lost/opened/', title: (rest) => `what ${rest} opens`, weight: 'loss.weight-opened' },
  { prefix: 'can/publish/', title: (rest) => `publish rights on ${rest}`, weight: null },
  { prefix: 'holds/secret/', title: (rest) => `the secret ${rest}`, weight: null },
  { prefix: 'code/job/', title: (rest) => `the job ${rest}`, weight: null },
];

const usersOf = (registry: string): string =>
  registry === 'web' ? 'the users of the pages' : `the users of what is published (${registry})`;

export function assetsOf(_facts: GraphFacts, states: readonly State[]): Asset[] {
  return states.flatMap(({ id, at }) => {
    const rule = ruleOf(id);
    if (rule === null) return [];
    const { title, weight, prefix } = rule;
    return [{ id: assetId(id), state: id, title: title(id.slice(prefix.length)), weight, at }];
  });
}

/** What the state is called as an asset; null when it is none. */
export function assetTitle(id: StateId): string | null {
  const rule = ruleOf(id);
  return rule === null ? null : rule.title(id.slice(rule.prefix.length));
}

const ruleOf = (id: StateId): AssetRule | null =>
  id.endsWith('/used') ? null : (RULES.find(({ prefix }) => id.startsWith(prefix)) ?? null);

/** `lost/users/npm` → `users/npm`; other states keep their name. */
const assetId = (state: StateId): string => (state.startsWith('lost/') ? state.slice('lost/'.length) : state);
