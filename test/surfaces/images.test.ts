/** Who publishes an image, by its name. */
import { expect, it } from 'vitest';
import { publisherOf } from '../../src/surfaces/images.ts';
import { deployment } from '../support/cluster.ts';
import { madePlaces } from '../support/made-tree.ts';

it.each([
  ['node:22', 'library'],
  ['docker.io/node:22', 'library'],
  ['docker.io/library/node@sha256:0', 'library'],
  ['index.docker.io/grafana/k6', 'grafana'],
  ['grafana/k6', 'grafana'],
  ['ghcr.io/org/x:1', 'ghcr.io/org'],
  ['localhost:5000/x', 'localhost:5000'],
])('%s is of %s', (reference, publisher) => expect(publisherOf(reference)).toBe(publisher));

it('images of pods are surfaces where they run, each file by itself', async () => {
  const digest = `other/b@sha256:${'a'.repeat(64)}`;
  const { surfaces, serves } = await madePlaces({
    'k8s/a.yaml': `${deployment('a')}---\n${deployment('b', null, [], digest)}`,
    'k8s/dev/c.yaml': deployment('c', null, [], 'other/dev:1'),
    'manifests/d.yaml': deployment('d', null, [], 'other/app:1'),
  });
  const images = surfaces.flatMap((one) => (one.kind === 'image' ? [[one.id, one.pinned]] : []));
  expect(images).toEqual([
    ['image:other/app:1#k8s/a.yaml', false],
    [`image:${digest}#k8s/a.yaml`, true],
    ['image:other/app:1#manifests/d.yaml', false],
  ]);
  expect(serves).toBe('yes');
});
