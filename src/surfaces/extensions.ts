/** Editor extensions that the tree brings onto developers' machines: one surface an extension and file. */
import { surfaceId } from '../model/ids.ts';
import type { Inventory } from '../model/inventory.ts';
import type { ExtensionSurface } from '../model/surface.ts';

export function extensionSurfaces({ extensions }: Inventory): ExtensionSurface[] {
  const found = new Map<string, ExtensionSurface>();
  for (const { publisher, name, version, from, at } of extensions) {
    const id = surfaceId(`extension:${publisher}.${name}${version === null ? '' : `@${version}`}#${at.path}`);
    if (found.has(id)) continue;
    found.set(id, {
      id,
      kind: 'extension',
      title: `editor extension ${publisher}.${name} in ${at.path}`,
      at: [at],
      publisher,
      pinned: version !== null,
      contained: from === 'container',
    });
  }
  return [...found.values()];
}
