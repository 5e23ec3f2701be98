import type { Image, InstallCommand } from '../model/install.ts';
import { inventory } from '../model/inventory.ts';
import { placeIn, yamlDiagnostics } from './github/context.ts';
import { imagePin } from './github/uses.ts';
import {
  commandInstalls,
  DEFAULT_SERVICE,
  type Service,
  secretsAmong,
  versionsAmong,
} from './platform/build.ts';
import { baseName, folderOf, malformed, type Reader } from './reader.ts';
import { within } from './syntax/shell.ts';
import { child, entriesOf, itemsOf, readYaml, textOf, type YamlNode } from './syntax/yaml.ts';

/** Reads a Render blueprint: what its services build with, and the names of the secrets that they hold. */
const renderYaml: Reader = {
  id: 'render-yaml',
  title: 'Render blueprint',
  spec: 'https://render.com/docs/blueprint-spec',
  matches: (path) => /^render\.ya?ml$/.test(baseName(path)),
  async read(file) {
    const yaml = await readYaml(file.text);
    const diagnostics = yamlDiagnostics('render-yaml', file, yaml);
    if (diagnostics.some((one) => one.severity === 'error')) return inventory({ diagnostics });
    if (yaml.root?.kind !== 'mapping')
      return malformed(
        'render-yaml',
        file,
        'this is no blueprint: the file holds no mapping',
        'give it `services:`, or delete it',
      );
    const nodes = servicesOf(yaml.root);
    const variables = [...nodes, ...itemsOf(child(yaml.root, 'envVarGroups'))].flatMap(variablesIn);
    const platform = {
      path: file.path,
      vendor: 'render',
      services: nodes.map(nameOf),
      installs: nodes.flatMap((node) => installsOf(file.path, node)),
      secrets: secretsAmong(variables.map(([name]) => name)),
      versions: versionsAmong(variables),
      at: { path: file.path, line: 1, column: 1 },
    };
    return inventory({
      platforms: [platform],
      images: nodes.flatMap((node) => imageOf(file.path, node)),
      diagnostics,
    });
  },
};
export default renderYaml;

/** Services of the file itself, of its previews and of its projects' environments. */
function servicesOf(root: YamlNode): readonly YamlNode[] {
  const projects = itemsOf(child(root, 'projects')).flatMap((project) =>
    itemsOf(child(project, 'environments')),
  );
  return [root, ...projects]
    .flatMap((node) => itemsOf(child(node, 'services')))
    .filter((node) => node.kind === 'mapping');
}

const nameOf = (node: YamlNode): string => textOf(child(node, 'name')) ?? DEFAULT_SERVICE;

const COMMANDS = new Set([
  'buildCommand',
  'preDeployCommand',
  'startCommand',
  'initialDeployHook',
  'dockerCommand',
]);

function installsOf(path: string, node: YamlNode): readonly InstallCommand[] {
  const service: Service = {
    path,
    name: nameOf(node),
    directory: within(folderOf(path), textOf(child(node, 'rootDir')) ?? '.'),
  };
  return entriesOf(node).flatMap(({ key, value }) => {
    const isCommand = COMMANDS.has(key) && value.kind === 'scalar';
    return isCommand
      ? commandInstalls(service, value.text, { path, line: value.textLine, column: value.textColumn })
      : [];
  });
}

/** Names and literal values; a value that comes from elsewhere is ''. */
function variablesIn(node: YamlNode): readonly (readonly [string, string])[] {
  return itemsOf(child(node, 'envVars')).flatMap((item) => {
    const name = textOf(child(item, 'key'));
    return name === null ? [] : [[name, textOf(child(item, 'value')) ?? ''] as const];
  });
}

function imageOf(path: string, node: YamlNode): readonly Image[] {
  const url = child(child(node, 'image'), 'url');
  const reference = textOf(url);
  if (url === null || reference === null) return [];
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
      source: path,
      stage: nameOf(node),
      at: placeIn({ path }, url),
      ...facts,
    },
  ];
}
