/** What the readers of platforms share: the commands that a service builds with, and its variables. */
import type { Location } from '../../model/diagnostic.ts';
import type { InstallCommand, InstallPlace } from '../../model/install.ts';
import { looksLikeSecret } from '../syntax/secret-names.ts';
import { readShell } from '../syntax/shell.ts';

export interface Service {
  readonly path: string;
  readonly name: string;
  /** Folder that it builds in, null when it cannot be told. */
  readonly directory: string | null;
}

/** The service's name where a file has none. */
export const DEFAULT_SERVICE = 'default';

const placeOf = (service: Service): InstallPlace => ({
  kind: 'platform',
  path: service.path,
  service: service.name,
});

/** Install commands of a command line of the file. */
export function commandInstalls(service: Service, command: unknown, at: Location): readonly InstallCommand[] {
  if (typeof command !== 'string') return [];
  return readShell(command, { place: placeOf(service), directory: service.directory, ...at }).installs;
}

/** The platform installs by itself, with the package manager that it finds. */
export const defaultInstall = (service: Service, at: Location): InstallCommand => ({
  kind: 'project',
  command: 'default install',
  tool: 'default',
  names: [],
  locked: 'unknown',
  global: false,
  scriptsOff: false,
  productionOnly: false,
  directory: service.directory,
  place: placeOf(service),
  at,
});

/** Names that look like secrets, each once, in order. */
export const secretsAmong = (names: readonly string[]): readonly string[] => [
  ...new Set(names.filter(looksLikeSecret)),
];

/** `NODE_VERSION`, `PNPM_VERSION`, …: what a variable of that name says about the tool. */
export function versionsAmong(
  variables: readonly (readonly [string, unknown])[],
): Readonly<Record<string, string>> {
  const pairs = variables.flatMap(([name, value]) => {
    const tool = /^(NODE|NPM|PNPM|YARN|BUN|PYTHON|RUBY|GO|POETRY|UV)_VERSION$/.exec(name)?.[1];
    const isText = typeof value === 'string' || typeof value === 'number';
    return tool === undefined || !isText || value === ''
      ? []
      : [[tool.toLowerCase(), String(value).slice(0, 50)] as const];
  });
  return Object.fromEntries(pairs);
}
