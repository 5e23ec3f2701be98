/** Images that the tree makes itself: their tags move with its own releases. */
import type { Inventory } from '../model/inventory.ts';
import { nameOf } from './digests.ts';

/** A job pushes it, or a Compose file says how it is built. */
export function isOwn({ workflows, compose }: Inventory, reference: string): boolean {
  const name = nameOf(reference);
  if (compose.some((service) => service.image === reference && service.builds !== null)) return true;
  const jobs = workflows.filter((one) => one.ref === null).flatMap((workflow) => workflow.jobs);
  return jobs.some(
    (job) =>
      job.publishes.some((one) => one.registry === 'docker' && names(one.command, name)) ||
      job.uses.some(
        (use) =>
          /(?:build-push-action|docker\/metadata-action)/.test(use.reference) &&
          ['tags', 'images'].some((input) => names(use.inputs[input] ?? '', name)),
      ),
  );
}

/** The whole name stands in the text, with or without the host that is meant where none is said. */
function names(text: string, name: string): boolean {
  const bare = name.replace(/^(?:docker\.io|index\.docker\.io)\//, '');
  for (let at = text.indexOf(bare); at >= 0; at = text.indexOf(bare, at + 1)) {
    const before = text.slice(0, at);
    const after = text[at + bare.length] ?? ' ';
    if (/(?:^|[\s"',=]|docker\.io\/)$/.test(before) && /[\s:"',@]/.test(after)) return true;
  }
  return false;
}
