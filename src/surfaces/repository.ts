/** What of the whole repository bears on where an attacker can go from a fallen surface. */

import type { Location } from '../model/diagnostic.ts';
import type { ExecutionPlace, PublishFact, RepositoryFacts } from '../model/execution.ts';
import type { Inventory } from '../model/inventory.ts';
import type { Dependency } from '../model/settings.ts';
import type { Execution } from './execution.ts';

export function repositoryFacts(
  inventory: Inventory,
  { places, secrets }: Execution,
  serves: boolean,
): RepositoryFacts {
  const action = inventory.actions.find((one) => one.directory === '.');
  const dependencies = inventory.manifests.flatMap((manifest) => manifest.dependencies);
  return {
    places,
    channels: channelsOf(inventory, places),
    serves,
    browser: named(dependencies, BROWSER).length > 0,
    isAction: action !== undefined,
    databases: databasesOf(places, dependencies, serves),
    secrets: secrets.all,
  };
}

/** Registries with users behind them. A push of the repository itself, and a deployment, are other things. */
const NO_CHANNEL = new Set(['git', 'deploy', 'pages']);

function channelsOf(inventory: Inventory, places: readonly ExecutionPlace[]): PublishFact[] {
  const published = places.flatMap((place) => place.publishes).filter((one) => !NO_CHANNEL.has(one.registry));
  const byHand = inventory.manifests
    .filter((one) => !one.private && one.name !== null && one.version !== null && one.version !== '0.0.0')
    .map((manifest) => ({ registry: 'npm', at: manifest.at }));
  const action = inventory.actions
    .filter((one) => one.directory === '.')
    .map((one) => ({ registry: 'action', at: one.at }));
  const found = new Map<string, PublishFact>();
  for (const one of [...published, ...byHand, ...action])
    if (!found.has(one.registry)) found.set(one.registry, one);
  return [...found.values()];
}

const BROWSER = /^(react-dom|preact|vue|svelte|@angular\/core|next|nuxt|solid-js|jquery|@remix-run\/react)$/;
const DATABASE =
  /^(pg|mysql2?|mongodb|mongoose|sequelize|typeorm|knex|@prisma\/client|prisma|drizzle-orm|ioredis|redis|better-sqlite3|sqlite3)$/;

const named = (dependencies: readonly Dependency[], pattern: RegExp): Dependency[] =>
  dependencies.filter((one) => one.kind === 'production' && pattern.test(one.target));

/** A variable of the service that opens a database, else a database client among what it runs. */
function databasesOf(
  places: readonly ExecutionPlace[],
  dependencies: readonly Dependency[],
  serves: boolean,
): Location[] {
  if (!serves) return [];
  const variables = places
    .filter((place) => place.kind === 'platform')
    .flatMap((place) => place.secrets.filter((secret) => secret.opens.includes('database')))
    .map((secret) => secret.at);
  const clients = named(dependencies, DATABASE).map((one) => one.at);
  return [...variables, ...clients].slice(0, 1);
}
