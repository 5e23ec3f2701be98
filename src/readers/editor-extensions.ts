import type { Extension } from '../model/extension.ts';
import { inventory } from '../model/inventory.ts';
import { MAX_LENGTH, tooLarge } from './platform/limits.ts';
import { malformed, type Reader } from './reader.ts';
import { asArray, field, isObject, type JsonDocument, parseJson } from './syntax/json.ts';
import { clip } from './syntax/setting.ts';

const RECOMMENDED = /(^|\/)\.vscode\/extensions\.json$/;
const CONTAINER = /(^|\/)(\.devcontainer\/([^/]+\/)?devcontainer\.json|\.devcontainer\.json)$/;

/** Reads the editor extensions that a tree recommends, and those that its development container installs. */
const editorExtensions: Reader = {
  id: 'editor-extensions',
  title: 'editor extensions',
  spec: 'https://code.visualstudio.com/docs/editor/extension-marketplace',
  matches: (path) => RECOMMENDED.test(path) || CONTAINER.test(path),
  read(file) {
    if (file.text.length > MAX_LENGTH) return tooLarge('editor-extensions', file);
    if (file.text.trim() === '') return inventory({});
    const json = parseJson(file.text, { tolerant: true, keyDepth: 4 });
    if (!json.ok)
      return malformed(
        'editor-extensions',
        file,
        `the file is not JSON: ${json.message}`,
        'correct the JSON at this place',
        json.line,
        json.column,
      );
    if (!isObject(json.value))
      return malformed(
        'editor-extensions',
        file,
        'the file holds no object',
        'write an object, `{}` at least',
      );
    const from = RECOMMENDED.test(file.path) ? 'recommended' : 'container';
    const keys = from === 'recommended' ? [['recommendations']] : CONTAINER_KEYS;
    return inventory({ extensions: keys.flatMap((path) => extensionsAt(file.path, from, json, path)) });
  },
};
export default editorExtensions;

/** Where they stand now, and where they stood before `customizations`. */
const CONTAINER_KEYS = [['customizations', 'vscode', 'extensions'], ['extensions']];

/** `publisher.name`, at times with `@version`. A leading hyphen takes one off that an image brings. */
const NAME = /^([a-z\d][a-z\d-]*)\.([a-z\d][\w.-]*?)(?:@(\d[\w.-]*))?$/i;

function extensionsAt(
  path: string,
  from: Extension['from'],
  json: JsonDocument,
  keys: readonly string[],
): readonly Extension[] {
  return asArray(field(json.value, ...keys)).flatMap((text, index) => {
    const match = typeof text === 'string' ? NAME.exec(text.slice(0, 300)) : null;
    if (match === null) return [];
    const [, publisher = '', name = '', version = null] = match;
    const { line, column } = json.placeOf([...keys, index]);
    return [
      {
        publisher: clip(publisher.toLowerCase(), 100),
        name: clip(name.toLowerCase(), 100),
        version,
        from,
        at: { path, line, column },
      },
    ];
  });
}
