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
import { baseName, folderOf, malformed, type Reader } from './reader.ts';
import { asRecord, type JsonDocument, type JsonObject, parseJson } from './syntax/json.ts';

/** Keys of Heroku's manifest. Expo and React Native keep other things in a file of the same name. */
const HEROKU = [
  'addons',
  'buildpacks',
  'env',
  'environments',
  'formation',
  'keywords',
  'logo',
  'repository',
  'scripts',
  'stack',
  'success_url',
  'website',
];

/** Reads Heroku's `app.json`: the build that it starts, and the names of its secrets. */
const appJson: Reader = {
  id: 'app-json',
  title: 'Heroku app.json',
  spec: 'https://devcenter.heroku.com/articles/app-json-schema',
  matches: (path) => baseName(path) === 'app.json',
  read(file) {
    if (file.text.length > MAX_LENGTH) return tooLarge('app-json', file);
    const json = parseJson(file.text);
    if (!json.ok)
      return malformed(
        'app-json',
        file,
        `the file is not JSON: ${json.message}`,
        'correct the JSON at this place',
        json.line,
        json.column,
      );
    const value = asRecord(json.value);
    if (value === undefined)
      return malformed('app-json', file, 'the file holds no object', 'write an object, or rename the file');
    if (!isHeroku(value)) return inventory({});
    const variables = Object.entries(asRecord(value.env) ?? {});
    const service: Service = { path: file.path, name: DEFAULT_SERVICE, directory: folderOf(file.path) };
    const platform = {
      path: file.path,
      vendor: 'heroku',
      services: [...Object.keys(asRecord(value.formation) ?? {}), DEFAULT_SERVICE].slice(
        0,
        Math.max(1, Object.keys(asRecord(value.formation) ?? {}).length),
      ),
      installs: [
        defaultInstall(service, { path: file.path, line: 1, column: 1 }),
        ...scriptInstalls(service, json, value),
      ],
      secrets: secretsAmong(variables.map(([name]) => name)),
      versions: {
        ...enginesOf(value),
        ...versionsAmong(variables.map(([name, one]) => [name, asRecord(one)?.value ?? one])),
      },
      at: { path: file.path, line: 1, column: 1 },
    };
    return inventory({ platforms: [platform] });
  },
};
export default appJson;

const isHeroku = (value: JsonObject): boolean =>
  !Object.hasOwn(value, 'expo') && HEROKU.some((key) => Object.hasOwn(value, key));

/** `scripts.postdeploy` and the like, of the file and of its environments. */
function scriptInstalls(service: Service, json: JsonDocument, value: JsonObject) {
  const environments = Object.entries(asRecord(value.environments) ?? {});
  const places = [
    { path: ['scripts'], scripts: asRecord(value.scripts) },
    ...environments.map(([name, one]) => ({
      path: ['environments', name, 'scripts'],
      scripts: asRecord(asRecord(one)?.scripts),
    })),
  ];
  return places.flatMap(({ path, scripts }) =>
    Object.entries(scripts ?? {}).flatMap(([key, command]) => {
      const { line, column } = json.placeOf([...path, key]);
      return commandInstalls(service, command, { path: service.path, line, column });
    }),
  );
}

function enginesOf(value: JsonObject): Readonly<Record<string, string>> {
  const pairs = Object.entries(asRecord(value.engines) ?? {}).filter(
    ([, range]) => typeof range === 'string',
  );
  return Object.fromEntries(pairs) as Record<string, string>;
}
