/** The people and bots who may push or publish. */
import type { Location } from '../model/diagnostic.ts';
import { surfaceId } from '../model/ids.ts';
import type { Inventory } from '../model/inventory.ts';
import type { AccountSurface } from '../model/surface.ts';
import type { SurfaceContext } from './context.ts';

export function accountSurfaces(
  inventory: Inventory,
  { committers, attested }: SurfaceContext,
): AccountSurface[] {
  const owners = inventory.owners.filter((owner) => owner.kind === 'person');
  const named = Math.max(new Set(owners.map((owner) => owner.name)).size, committers ?? 0);
  const source = owners[0]?.at ?? pushedTo(inventory);
  const title =
    attested.people !== null
      ? `people who may push or publish: ${attested.people}, attested`
      : named > 0
        ? `people who may push or publish: at least ${named}`
        : 'people who may push or publish: not told by any file';
  return [
    {
      id: surfaceId('account:maintainers'),
      kind: 'account',
      title,
      at: source === undefined ? [] : [source],
      named,
      attested: attested.people,
    },
  ];
}

/** Without a file that names people: the file that shows what they may publish or run. */
const pushedTo = (inventory: Inventory): Location | undefined =>
  inventory.manifests.find((manifest) => manifest.directory === '.')?.at ?? inventory.workflows[0]?.at;
