/** Which images run as a service, and whether the tree does: files tell, or somebody attests. */
import type { Answer, Inventory } from '../model/inventory.ts';
import type { AttestedFacts } from './attested.ts';
import { composeKinds } from './compose.ts';
import { clusterOf } from './kubernetes.ts';
import { imageBuilders } from './sites.ts';
import { folder } from './trees.ts';

/** Whether something in the tree runs as a service. */
export function treeServes(inventory: Inventory, { service }: AttestedFacts): Answer {
  if (service !== null) return service;
  const hosted = inventory.platforms.length > 0;
  if (hosted || [...composeKinds(inventory).values()].includes('production')) return 'yes';
  if (clusterOf(inventory).workloads.length > 0) return 'yes';
  const images = new Set(inventory.images.filter((one) => one.role === 'base').map((one) => one.source));
  const answers = [...images].map((path) => imageServes(path, inventory));
  return answers.includes('yes') ? 'yes' : answers.includes('unknown') ? 'unknown' : 'no';
}

/**
 * Whether the image that a Dockerfile makes runs as a service. What it declares says so; where that could be a
 * tool as well, who runs it does: a job that deploys it, a Compose file that is not for development; the image of an
 * action runs in jobs of others. A push to a registry tells nothing: tools are what is pushed most.
 */
export function imageServes(path: string, inventory: Inventory): Answer {
  const declared = inventory.images.find((one) => one.source === path && one.role === 'base' && one.final);
  if (declared?.serves !== 'unknown') return declared?.serves ?? 'no';
  const directory = folder(path);
  if (inventory.actions.some((one) => one.runs === 'docker' && one.directory === directory)) return 'no';
  return deployedByJob(path, inventory) || composed(path, inventory) ? 'yes' : 'unknown';
}

/** A job that builds it deploys; or any does, and the file lies at the root, from where hosts build by themselves. */
function deployedByJob(path: string, inventory: Inventory): boolean {
  const current = inventory.workflows.filter((workflow) => workflow.ref === null);
  const jobs =
    path === 'Dockerfile'
      ? current.flatMap((workflow) => workflow.jobs)
      : imageBuilders(path, inventory).flatMap((one) => one.jobs);
  return jobs.some((job) => job.publishes.some((one) => one.registry === 'deploy'));
}

function composed(path: string, inventory: Inventory): boolean {
  const kinds = composeKinds(inventory);
  return inventory.compose.some(
    (service) => service.builds === path && kinds.get(service.source) !== 'development',
  );
}
