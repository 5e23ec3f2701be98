import type { Location } from '../model/diagnostic.ts';
import type { InstallCommand } from '../model/install.ts';
import { inventory } from '../model/inventory.ts';
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
import { asArray, asRecord } from './syntax/json.ts';
import { within } from './syntax/shell.ts';

/** Reads a Netlify file: its build, its plug-ins and the names of its secrets. */
const netlifyToml: Reader = {
  id: 'netlify-toml',
  title: 'Netlify file',
  spec: 'https://docs.netlify.com/configure-builds/file-based-configuration/',
  matches: (path) => baseName(path) === 'netlify.toml',
  async read(file) {
    if (file.text.length > MAX_LENGTH) return tooLarge('netlify-toml', file);
    const toml = await readToml(file.text);
    if (!toml.ok)
      return malformed(
        'netlify-toml',
        file,
        `the file is not TOML: ${toml.message}`,
        'correct the TOML at this place',
        toml.line,
        toml.column,
      );
    const at = (table: string, key: string): Location => ({ path: file.path, ...toml.placeOf(table, key) });
    const base = asRecord(toml.value.build)?.base;
    const directory = within(folderOf(file.path), typeof base === 'string' ? base.replace(/^\//, '') : '.');
    const service: Service = { path: file.path, name: DEFAULT_SERVICE, directory };
    const variables = tablesOf(toml).flatMap(({ table }) =>
      Object.entries(asRecord(table.environment) ?? {}),
    );
    const platform = {
      path: file.path,
      vendor: 'netlify',
      services: [service.name],
      installs: [
        defaultInstall(service, at('build', '')),
        ...tablesOf(toml).flatMap(({ name, table }) =>
          commandInstalls(service, table.command, at(name, 'command')),
        ),
        ...pluginsOf(toml, service, at),
      ],
      secrets: secretsAmong(variables.map(([name]) => name)),
      versions: versionsAmong(variables),
      at: { path: file.path, line: 1, column: 1 },
    };
    return inventory({ platforms: [platform] });
  },
};
export default netlifyToml;

/** `[build]` and the `[context.*]` that override it. */
function tablesOf(toml: TomlFile) {
  const contexts = Object.entries(asRecord(toml.value.context) ?? {});
  const named = [
    ['build', toml.value.build] as const,
    ...contexts.map(([name, value]) => [`context.${name}`, value] as const),
  ];
  return named.flatMap(([name, value]) => {
    const table = asRecord(value);
    return table === undefined ? [] : [{ name, table }];
  });
}

/** Build plug-ins that the tree does not install are fetched by the platform. */
function pluginsOf(
  toml: TomlFile,
  service: Service,
  at: (table: string, key: string) => Location,
): readonly InstallCommand[] {
  return asArray(toml.value.plugins).flatMap((plugin) => {
    const name = asRecord(plugin)?.package;
    if (typeof name !== 'string' || /^[./]/.test(name)) return [];
    const fetched = defaultInstall(service, at('plugins', 'package'));
    return [
      {
        ...fetched,
        kind: 'exec' as const,
        command: `plugin ${name.slice(0, 190)}`,
        names: [name.slice(0, 200)],
      },
    ];
  });
}
