/** The people and bots who may push or publish. */
import { surfaceId } from '../model/ids.ts';
import type { Inventory } from '../model/inventory.ts';
import type { AccountSurface } from '../model/surface.ts';

/** @param committers persons seen in a year of history, null without history: a lower bound */
export function accountSurfaces(inventory: Inventory, committers: number | null): AccountSurface[] {
  const owners = inventory.owners.filter((owner) => owner.kind === 'person');
  const named = Math.max(new Set(owners.map((owner) => owner.name)).size, committers ?? 0);
  const source = owners[0]?.at;
  const title = named > 0 ? `people who may push or publish: at least ${named}` : 'people who may push or publish: not told by any file';
  return [{ id: surfaceId('account:maintainers'), kind: 'account', title, at: source === undefined ? [] : [source], named }];
}
