/** Services that run, build or change this project with its rights: CI host, runner vendors, platforms, bots. */
import type { Location } from '../model/diagnostic.ts';
import { surfaceId } from '../model/ids.ts';
import type { Inventory } from '../model/inventory.ts';
import type { ProviderSurface } from '../model/surface.ts';

export function providerSurfaces(inventory: Inventory): ProviderSurface[] {
  const found = new Map<string, Location[]>();
  const add = (vendor: string, at: Location | null): void => {
    const places = found.get(vendor) ?? [];
    if (at !== null) places.push(at);
    found.set(vendor, places);
  };
  // A tree in which no CI is recognised still lies on a host, and may have CI elsewhere.
  add('github', inventory.workflows[0]?.at ?? null);
  for (const workflow of inventory.workflows.filter((one) => one.ref === null)) {
    for (const job of workflow.jobs) if (job.runner.vendor !== null) add(job.runner.vendor, job.at);
  }
  for (const platform of inventory.platforms) add(platform.vendor, platform.at);
  for (const bot of inventory.bots) if (bot.tool === 'renovate') add('renovate', bot.at);
  return [...found].map(([vendor, at]) => ({
    id: surfaceId(`provider:${vendor}`),
    kind: 'provider',
    title: vendor === 'github' ? 'the CI host (GitHub)' : vendor,
    at,
    vendor,
  }));
}
