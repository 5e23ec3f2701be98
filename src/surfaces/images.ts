/** Images that builds and jobs start from. */
import { surfaceId } from '../model/ids.ts';
import type { Image } from '../model/install.ts';
import type { Inventory } from '../model/inventory.ts';
import type { ImageSurface } from '../model/surface.ts';
import { composeKinds } from './compose.ts';
import { clusterOf } from './kubernetes.ts';
import { builtFrom } from './running.ts';

/** Publishers whose images are official or come from a large vendor: hosts and first parts of names. */
const OFFICIAL = [
  'library',
  'gcr.io',
  'mcr.microsoft.com',
  'public.ecr.aws',
  'registry.k8s.io',
  'cgr.dev',
  'docker.io/library',
  'bitnami',
];

export function imageSurfaces(inventory: Inventory): ImageSurface[] {
  const containers = inventory.workflows
    .filter((one) => one.ref === null)
    .flatMap((workflow) => workflow.jobs.flatMap((job) => job.images));
  const steps = inventory.workflows
    .filter((one) => one.ref === null)
    .flatMap((workflow) =>
      workflow.jobs.flatMap((job) =>
        job.uses
          .filter((use) => use.pin === 'docker-tag' || use.pin === 'docker-digest')
          .map((use) => ({
            reference: use.reference.replace(/^docker:\/\//, ''),
            pinned: use.pin === 'docker-digest',
            source: workflow.path,
            at: use.at,
          })),
      ),
    );
  const kinds = composeKinds(inventory);
  const built = inventory.images.filter((image) => kinds.get(image.source) !== 'development');
  const pods = clusterOf(inventory).workloads.flatMap((workload) =>
    workload.containers.flatMap(({ image }) =>
      image === null || image.reference.includes('$') || builtFrom(inventory, image.reference).length > 0
        ? []
        : [
            {
              reference: image.reference,
              pinned: imageIsPinned(image.reference),
              source: workload.source,
              at: image.at,
            },
          ],
    ),
  );
  const images = [...built, ...containers].map((image: Image) => ({
    reference: image.reference,
    pinned: image.pin === 'digest',
    source: image.source,
    at: image.at,
  }));
  const found = new Map<string, ImageSurface>();
  for (const { reference, pinned, source, at } of [...images, ...steps, ...pods]) {
    const id = surfaceId(`image:${reference}#${source}`);
    const publisher = publisherOf(reference);
    const known = found.get(id);
    found.set(id, {
      id,
      kind: 'image',
      title: `${reference} in ${source}`,
      at: [...(known?.at ?? []), at],
      reference,
      publisher,
      official: OFFICIAL.some((one) => publisher === one || publisher.startsWith(`${one}/`)),
      pinned,
    });
  }
  return [...found.values()];
}

const imageIsPinned = (reference: string): boolean => /@sha256:[0-9a-f]{64}$/i.test(reference);

/** `node:22` and `docker.io/node` → `library`, `ghcr.io/org/x` → `ghcr.io/org`, `grafana/k6` → `grafana`. */
export function publisherOf(reference: string): string {
  const name = (reference.split('@')[0] as string).replace(/^(?:index\.)?docker\.io\//, '');
  const parts = name.split('/');
  if (parts.length === 1) return 'library';
  const host = parts[0] as string;
  const hosted = host.includes('.') || host.includes(':');
  if (!hosted) return host;
  return parts.length > 2 ? `${host}/${parts[1]}` : host;
}
