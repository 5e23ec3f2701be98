/** What a Compose file is for: a service that runs somewhere, or a developer's machine. */
import type { ComposeService } from '../model/compose.ts';
import type { Inventory } from '../model/inventory.ts';

export type ComposeKind = 'production' | 'development' | 'unknown';

const DEVELOPMENT =
  /(^|[/._-])(dev|devel|development|test|tests|testing|e2e|ci|local|override|example|examples|sample|demo|debug)([/._-]|$)/i;

/**
 * The kind of each Compose file (domain.md 5). By its path; else passwords that stand in the file and ports that only
 * the machine itself reaches are development; a secret that is given from outside is production.
 */
export function composeKinds({ compose }: Inventory): ReadonlyMap<string, ComposeKind> {
  const files = new Map<string, ComposeService[]>();
  for (const service of compose) {
    const known = files.get(service.source);
    if (known === undefined) files.set(service.source, [service]);
    else known.push(service);
  }
  return new Map([...files].map(([path, services]) => [path, kindOf(path, services)]));
}

function kindOf(path: string, services: readonly ComposeService[]): ComposeKind {
  if (DEVELOPMENT.test(path)) return 'development';
  const values = services.flatMap((service) => service.secrets.map((secret) => secret.value));
  if (values.includes('given')) return 'production';
  const reachable = services.some((service) => service.ports.some((port) => port.bound === 'any'));
  return values.includes('literal') && !reachable ? 'development' : 'unknown';
}

const DATABASE =
  /(^|\/)(postgres|postgresql|mysql|mariadb|mongo|mongodb|redis|valkey|clickhouse-server|clickhouse|cockroach|mssql|server-mssql|elasticsearch|opensearch|cassandra|influxdb|pgvector|postgis|timescaledb|supabase)([:@-]|$)/i;

export const isDatabase = ({ image }: Pick<ComposeService, 'image'>): boolean =>
  image !== null && DATABASE.test(image);
