/** Small trees written in a test, taken through the readers. */

import { credentialRecords } from '../../src/credentials.generated.ts';
import { type AdvisorySnapshot, NO_SNAPSHOT } from '../../src/model/advisory.ts';
import { type FileTree, NO_HISTORY } from '../../src/model/files.ts';
import type { Inventory } from '../../src/model/inventory.ts';
import { FROZEN } from '../../src/model/scenario.ts';
import type { Places } from '../../src/model/surface.ts';
import { assess } from '../../src/pipeline.ts';
import { platformRules } from '../../src/platform.generated.ts';
import { collect } from '../../src/readers/collect.ts';
import { attestedFacts } from '../../src/surfaces/attested.ts';
import type { SurfaceContext } from '../../src/surfaces/context.ts';
import { placesOf } from '../../src/surfaces/places.ts';

export type Files = Readonly<Record<string, string>>;

export const fileTree = (files: Files): FileTree => ({
  files: Object.entries(files).map(([path, text]) => ({
    path,
    read: () => ({ kind: 'text', text, diagnostics: [] }),
  })),
  skipped: [],
  diagnostics: [],
});

export const context = (asOf = '2026-11-22'): SurfaceContext => ({
  asOf,
  rules: platformRules,
  credentials: credentialRecords,
  attested: attestedFacts([]),
  committers: null,
});

export const inventoryOf = async (files: Files): Promise<Inventory> =>
  (await collect(fileTree(files), NO_HISTORY)).inventory;

export const madePlaces = async (files: Files, asOf?: string): Promise<Places> =>
  placesOf(await inventoryOf(files), context(asOf));

export const assessed = async (
  files: Files,
  asOf = '2026-11-22',
  draws = 200,
  snapshot: AdvisorySnapshot = NO_SNAPSHOT,
) =>
  (
    await assess({
      root: '.',
      tree: fileTree(files),
      history: NO_HISTORY,
      asOf,
      seed: 1,
      horizonYears: 1,
      draws,
      segment: 'any-size',
      stated: [],
      attestations: [],
      waivers: [],
      scenario: FROZEN,
      snapshot,
    })
  ).assessment;

/** A lockfile of npm with these packages, and its manifest. */
export function npmTree(names: readonly string[], more: Files = {}, manifest: object = {}): Files {
  const packages: Record<string, object> = {
    '': { name: 'made', dependencies: Object.fromEntries(names.slice(0, 1).map((name) => [name, '^1.0.0'])) },
  };
  for (const name of names)
    packages[`node_modules/${name}`] = {
      version: '1.0.0',
      integrity: 'sha512-x',
      resolved: `https://registry.npm.example/${name}/-/x-1.0.0.tgz`,
    };
  return {
    'package-lock.json': JSON.stringify({ name: 'made', lockfileVersion: 3, packages }),
    'package.json': JSON.stringify({
      name: 'made',
      dependencies: { [names[0] ?? 'a']: '^1.0.0' },
      ...manifest,
    }),
    ...more,
  };
}

/** A workflow with one job. */
export const workflow = (on: string, steps: string, job = ''): string =>
  `on: ${on}\njobs:\n  build:\n    runs-on: ubuntu-latest\n${job}    steps:\n${steps}`;
