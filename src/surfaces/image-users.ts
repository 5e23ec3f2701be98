/** As whom images run where nothing is said: what their makers document. */
import type { Inventory } from '../model/inventory.ts';
import type { RunsAs } from '../model/service.ts';

/** Images of others that leave root to whoever builds on them. */
const ROOT =
  /^(?:docker\.io\/)?(?:library\/)?(alpine|debian|ubuntu|busybox|node|python|golang|ruby|php|rust|perl|openjdk|eclipse-temurin|amazoncorretto|nginx|httpd|caddy|traefik|oven\/bun|denoland\/deno)$/;
/** Those whose entry point steps down from root to a user of its own. */
const STEPS_DOWN =
  /^(?:docker\.io\/)?(?:library\/)?(postgres|redis|valkey\/valkey|mysql|mariadb|mongo|clickhouse\/clickhouse-server)$/;
/** Those that run as another user by themselves. */
const OTHER =
  /nonroot|-chiseled|unprivileged|^cgr\.dev\/chainguard\/|^(?:docker\.io\/)?bitnami(legacy)?\/|^docker\.elastic\.co\//;

export function imageUser(reference: string): RunsAs {
  const name = reference.replace(/@.*$/, '').replace(/:[^/]*$/, '');
  if (OTHER.test(reference)) return { user: 'other', because: `${name} runs as a user of its own` };
  if (STEPS_DOWN.test(name)) return { user: 'other', because: `${name} steps down to a user of its own` };
  if (ROOT.test(name) || /^mcr\.microsoft\.com\/dotnet\//.test(name) || /^gcr\.io\/distroless\//.test(name))
    return { user: 'root', because: `nothing says otherwise, and ${name} runs as root` };
  return { user: 'unknown', because: `${name} decides` };
}

/** As whom what a Dockerfile makes runs; null where it has no final stage on an image. */
export function builtUser({ images }: Inventory, dockerfile: string): RunsAs | null {
  const image = images.find((one) => one.source === dockerfile && one.role === 'base' && one.final);
  if (image === undefined) return null;
  if (image.user === 'unknown') return imageUser(image.reference);
  return saidUser(image.user, 'USER');
}

export function saidUser(user: string, where: string): RunsAs {
  const name = user.split(':')[0] ?? '';
  const because = `${where} ${user}`;
  if (/^(?:root|0)$/.test(name)) return { user: 'root', because };
  return { user: name.includes('$') || name === '' ? 'unknown' : 'other', because };
}
