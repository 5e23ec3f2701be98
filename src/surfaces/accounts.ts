/** The people and bots who may push or publish. */
import type { Location } from '../model/diagnostic.ts';
import { surfaceId } from '../model/ids.ts';
import type { Inventory } from '../model/inventory.ts';
import type { AccountSurface } from '../model/surface.ts';

/** @param committers persons seen in a year of history, null without history: a lower bound */
export function accountSurfaces(inventory: Inventory, committers: number | null): AccountSurface[] {
  const owners = inventory.owners.filter((owner) => owner.kind === 'person');
  const named = Math.max(new Set(owners.map((owner) => owner.name)).size, committers ?? 0);
  const source = owners[0]?.at ?? pushedTo(inventory);
  const title =
    named > 0
      ? `people who may push or publish: at least ${named}`
      : 'people who may push or publish: not told by any file';
  return [
    {
      id: surfaceId('account:maintainers'),
      kind: 'account',
      title,
      at: source === undefined ? [] : [source],
      named,
    },
  ];
}

/** Without a file that names people: the file that shows what they may publish or run. */
const pushedTo = (inventory: Inventory): Location | undefined =>
  inventory.manifests.find((manifest) => manifest.directory === '.')?.at ?? inventory.workflows[0]?.at;
