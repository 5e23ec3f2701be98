/** Build arguments that a layer of an image records: which secrets of the repository they are, and whether they are given. */
import type { LayerSecret } from '../model/execution.ts';
import type { Inventory } from '../model/inventory.ts';
import type { Job } from '../model/workflow.ts';
import type { SecretTable } from './secret-facts.ts';
import { imageBuilders } from './sites.ts';

export function layerSecrets(path: string, inventory: Inventory, secrets: SecretTable): LayerSecret[] {
  const names = namesIn(path, inventory);
  if (names.length === 0) return [];
  const jobs = imageBuilders(path, inventory).flatMap((one) => one.jobs);
  return names.map(({ name, at }) => {
    const given = givenBy(jobs, name);
    return { secret: secrets.named(given ?? name, at), given: given === null ? 'unknown' : 'yes' };
  });
}

/** Names of secrets that a job puts into an image which it pushes, with the place in the Dockerfile. */
export function pushedSecrets(inventory: Inventory): ReadonlySet<string> {
  const files = new Set(
    inventory.images.filter((one) => one.layerSecrets.length > 0).map((one) => one.source),
  );
  return new Set(
    [...files].flatMap((path) => {
      const jobs = imageBuilders(path, inventory).flatMap((one) => one.jobs);
      const pushing = jobs.filter((job) => job.publishes.some((one) => one.registry === 'docker'));
      return namesIn(path, inventory).flatMap(({ name }) => givenBy(pushing, name) ?? []);
    }),
  );
}

const namesIn = (path: string, { images }: Inventory) =>
  images
    .filter((image) => image.source === path && image.role === 'base' && image.final)
    .flatMap(({ layerSecrets, at }) => layerSecrets.map((name) => ({ name, at })));

/** The secret that a job hands over as this argument: by `build-args`, or one of the same name. */
function givenBy(jobs: readonly Job[], name: string): string | null {
  for (const job of jobs) {
    const lines = job.uses.flatMap((use) => (use.inputs['build-args'] ?? '').split('\n'));
    const line = lines.map((one) => one.trim()).find((one) => one.startsWith(`${name}=`));
    const secret = line === undefined ? undefined : /\$\{\{\s*secrets\.([A-Za-z_]\w*)\s*\}\}/.exec(line)?.[1];
    if (secret !== undefined) return secret;
    // An action is told its arguments one by one: what it is not told it does not give.
    const commanded = job.secrets.some((one) => one.name === name && one.as !== 'secrets');
    if (commanded && !lines.some((one) => one.includes('='))) return name;
  }
  return null;
}
