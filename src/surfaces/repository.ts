/** What of the whole repository bears on where an attacker can go from a fallen surface. */

import type { Location } from '../model/diagnostic.ts';
import type { ExecutionPlace, PublishFact, RepositoryFacts, ServedFact } from '../model/execution.ts';
import { surfaceId } from '../model/ids.ts';
import type { Answer, Inventory } from '../model/inventory.ts';
import type { RunningService } from '../model/service.ts';
import type { Dependency } from '../model/settings.ts';
import { composeKinds, isDatabase } from './compose.ts';
import type { Execution } from './execution.ts';
import { runningServices, servingImages } from './running.ts';
import type { SecretTable } from './secret-facts.ts';

export function repositoryFacts(
  inventory: Inventory,
  { places, secrets }: Execution,
  serves: Answer,
): RepositoryFacts {
  const action = inventory.actions.find((one) => one.directory === '.');
  const dependencies = inventory.manifests.flatMap((manifest) => manifest.dependencies);
  const kinds = composeKinds(inventory);
  const running = runningServices(inventory);
  const composed = inventory.compose.filter((one) => kinds.get(one.source) === 'production');
  return {
    places,
    channels: channelsOf(inventory, places),
    serves,
    browser: named(dependencies, BROWSER).length > 0,
    isAction: action !== undefined,
    services: [...servedBy(inventory, secrets), ...clusterServes(inventory, running, secrets)],
    running,
    serving: servingImages(inventory, running),
    databases: [
      ...composed.filter(isDatabase).map((service) => service.at),
      ...running.filter((one) => one.kind === 'workload' && one.database).map((one) => one.at),
      ...databasesOf(places, dependencies, serves),
    ].slice(0, 1),
    secrets: secrets.all,
    dependencyReview: dependencyReview(inventory),
  };
}

/** An action that refuses changes of dependencies, in a workflow that pull requests start. */
const dependencyReview = ({ workflows }: Inventory): Location | null =>
  workflows
    .filter((workflow) => workflow.ref === null)
    .filter((workflow) => workflow.triggers.some((one) => /^(?:pull_request|merge_group)/.test(one.event)))
    .flatMap((workflow) => workflow.jobs.flatMap((job) => job.uses))
    .find((use) => /^actions\/dependency-review-action@/i.test(use.reference))?.at ?? null;

/** Registries with users behind them. A push of the repository itself, and a deployment, are other things. */
const NO_CHANNEL = new Set(['git', 'deploy', 'pages']);

function channelsOf(inventory: Inventory, places: readonly ExecutionPlace[]): PublishFact[] {
  const published = places.flatMap((place) => place.publishes).filter((one) => !NO_CHANNEL.has(one.registry));
  const byHand = inventory.manifests
    .filter((one) => !one.private && one.name !== null && one.version !== null && one.version !== '0.0.0')
    .map((manifest): PublishFact => ({ registry: 'npm', seen: 'yes', at: manifest.at }));
  const action = inventory.actions
    .filter((one) => one.directory === '.')
    .map((one): PublishFact => ({ registry: 'action', seen: 'yes', at: one.at }));
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

/** Compose files that are not for development: images run, secrets are there where the file is production. */
function servedBy(inventory: Inventory, secrets: SecretTable): ServedFact[] {
  return [...composeKinds(inventory)].flatMap(([path, kind]) => {
    const services = inventory.compose.filter((service) => service.source === path);
    const first = services[0];
    if (kind === 'development' || first === undefined) return [];
    const given = services.flatMap((one) => one.secrets).filter((secret) => secret.value === 'given');
    return [
      {
        path,
        images: inventory.images
          .filter((image) => image.source === path)
          .map((image) => surfaceId(`image:${image.reference}#${path}`)),
        secrets: kind === 'production' ? given.map(({ name, at }) => secrets.named(name, at)) : [],
        at: first.at,
      },
    ];
  });
}

/** Workloads of Kubernetes, by the file that shows them: their images of others, and their secrets. */
function clusterServes(
  { kubernetes }: Inventory,
  running: readonly RunningService[],
  secrets: SecretTable,
): ServedFact[] {
  const places = new Map(
    kubernetes
      .flatMap((one) =>
        one.is === 'workload' ? one.containers.flatMap((container) => container.secrets) : [],
      )
      .map((secret) => [secret.name, secret.at]),
  );
  return running
    .filter((one) => one.kind === 'workload')
    .map((one) => ({
      path: one.at.path,
      images: one.images,
      secrets: one.secrets.map((name) => secrets.named(name, places.get(name) ?? one.at)),
      at: one.at,
    }));
}

/** A variable of the service that opens a database, else a database client among what it runs. */
function databasesOf(
  places: readonly ExecutionPlace[],
  dependencies: readonly Dependency[],
  serves: Answer,
): Location[] {
  if (serves === 'no') return [];
  const variables = places
    .filter((place) => place.kind === 'platform')
    .flatMap((place) => place.secrets.filter((secret) => secret.opens.includes('database')))
    .map((secret) => secret.at);
  const clients = named(dependencies, DATABASE).map((one) => one.at);
  return [...variables, ...clients];
}
