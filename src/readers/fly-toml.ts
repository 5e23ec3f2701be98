import type { Location } from '../model/diagnostic.ts';
import type { Image, InstallCommand } from '../model/install.ts';
import { inventory } from '../model/inventory.ts';
import { imagePin } from './github/uses.ts';
import {
  commandInstalls,
  DEFAULT_SERVICE,
  defaultInstall,
  type Service,
  secretsAmong,
  versionsAmong,
} from './platform/build.ts';
import { MAX_LENGTH, tooLarge } from './platform/limits.ts';
import { readToml, type TomlFile } from './platform/toml.ts';
import { baseName, folderOf, malformed, type Reader } from './reader.ts';
import { asRecord, type JsonObject } from './syntax/json.ts';

/** Reads a Fly app file: its image or builder, the commands that it runs, the names of its secrets. */
const flyToml: Reader = {
  id: 'fly-toml',
  title: 'Fly app file',
  spec: 'https://fly.io/docs/reference/configuration/',
  matches: (path) => /^fly(?:\.[\w-]+)?\.toml$/.test(baseName(path)),
  async read(file) {
    if (file.text.length > MAX_LENGTH) return tooLarge('fly-toml', file);
    const toml = await readToml(file.text);
    if (!toml.ok)
      return malformed(
        'fly-toml',
        file,
        `the file is not TOML: ${toml.message}`,
        'correct the TOML at this place',
        toml.line,
        toml.column,
      );
    const { app, env } = toml.value;
    const service: Service = {
      path: file.path,
      name: typeof app === 'string' ? app : DEFAULT_SERVICE,
      directory: folderOf(file.path),
    };
    const build = asRecord(toml.value.build) ?? {};
    const variables = [...Object.entries(asRecord(env) ?? {}), ...Object.entries(asRecord(build.args) ?? {})];
    const at = (table: string, key: string): Location => ({ path: file.path, ...toml.placeOf(table, key) });
    const platform = {
      path: file.path,
      vendor: 'fly',
      services: [service.name],
      installs: installsOf(toml, service, build, at),
      secrets: secretsAmong(variables.map(([name]) => name)),
      versions: versionsAmong(variables),
      at: { path: file.path, line: 1, column: 1 },
    };
    return inventory({ platforms: [platform], images: imagesOf(service, build, at('build', 'image')) });
  },
};
export default flyToml;

/** A builder or build packs install by themselves; a Dockerfile is read on its own. */
function installsOf(
  toml: TomlFile,
  service: Service,
  build: JsonObject,
  at: (table: string, key: string) => Location,
): readonly InstallCommand[] {
  const byPack = ['builder', 'buildpacks', 'builtin'].some((key) => Object.hasOwn(build, key));
  const processes = Object.entries(asRecord(toml.value.processes) ?? {});
  return [
    ...(byPack ? [defaultInstall(service, at('build', 'builder'))] : []),
    ...commandInstalls(
      service,
      asRecord(toml.value.deploy)?.release_command,
      at('deploy', 'release_command'),
    ),
    ...processes.flatMap(([name, command]) => commandInstalls(service, command, at('processes', name))),
  ];
}

function imagesOf(service: Service, build: JsonObject, at: Location): readonly Image[] {
  const reference = build.image;
  if (typeof reference !== 'string' || reference === '') return [];
  const facts = {
    final: false,
    user: 'unknown',
    secretArguments: [],
    layerSecrets: [],
    serves: 'yes',
  } as const;
  return [
    {
      reference,
      pin: imagePin(reference),
      role: 'service',
      source: service.path,
      stage: service.name,
      at,
      ...facts,
    },
  ];
}
