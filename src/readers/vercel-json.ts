import type { Location } from '../model/diagnostic.ts';
import type { InstallCommand } from '../model/install.ts';
import { inventory } from '../model/inventory.ts';
import {
  commandInstalls,
  DEFAULT_SERVICE,
  defaultInstall,
  type Service,
  secretsAmong,
} from './platform/build.ts';
import { MAX_LENGTH, tooLarge } from './platform/limits.ts';
import { baseName, folderOf, malformed, type Reader } from './reader.ts';
import { asRecord, type JsonObject, parseJson } from './syntax/json.ts';

/** Reads a Vercel project file: what it installs and builds with. */
const vercelJson: Reader = {
  id: 'vercel-json',
  title: 'Vercel project file',
  spec: 'https://vercel.com/docs/project-configuration',
  matches: (path) => baseName(path) === 'vercel.json',
  read(file) {
    if (file.text.length > MAX_LENGTH) return tooLarge('vercel-json', file);
    const json = parseJson(file.text);
    if (!json.ok)
      return malformed(
        'vercel-json',
        file,
        `the file is not JSON: ${json.message}`,
        'correct the JSON at this place',
        json.line,
        json.column,
      );
    const value = asRecord(json.value);
    if (value === undefined)
      return malformed('vercel-json', file, 'the file holds no object', 'write an object, `{}` at least');
    const service: Service = { path: file.path, name: DEFAULT_SERVICE, directory: folderOf(file.path) };
    const at = (key: string): Location => {
      const { line, column } = json.placeOf([key]);
      return { path: file.path, line, column };
    };
    const platform = {
      path: file.path,
      vendor: 'vercel',
      services: [service.name],
      installs: installsOf(service, value, at),
      secrets: secretsAmong([
        ...Object.keys(asRecord(value.env) ?? {}),
        ...Object.keys(asRecord(asRecord(value.build)?.env) ?? {}),
      ]),
      versions: {},
      at: { path: file.path, line: 1, column: 1 },
    };
    return inventory({ platforms: [platform] });
  },
};
export default vercelJson;

/** Without `installCommand` the platform installs by itself; an empty one says that nothing is installed. */
function installsOf(
  service: Service,
  value: JsonObject,
  at: (key: string) => Location,
): readonly InstallCommand[] {
  const own = value.installCommand;
  const installs =
    typeof own === 'string'
      ? commandInstalls(service, own, at('installCommand'))
      : [defaultInstall(service, { path: service.path, line: 1, column: 1 })];
  const others = ['buildCommand', 'ignoreCommand'].flatMap((key) =>
    commandInstalls(service, value[key], at(key)),
  );
  return [...installs, ...others];
}
