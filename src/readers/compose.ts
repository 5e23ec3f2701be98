import type { ComposePort, ComposeSecret, ComposeService } from '../model/compose.ts';
import type { Image } from '../model/install.ts';
import { inventory } from '../model/inventory.ts';
import { isLiteral, linksOf, variablesOf } from './compose-links.ts';
import { placeIn, yamlDiagnostics } from './github/context.ts';
import { imagePin } from './github/uses.ts';
import { baseName, malformed, type Reader } from './reader.ts';
import { looksLikeSecret } from './syntax/secret-names.ts';
import { within } from './syntax/shell.ts';
import { child, entriesOf, itemsOf, readYaml, textOf, type YamlNode } from './syntax/yaml.ts';

/** Reads a Compose file: the services, their images, ports and the secrets in their environment. */
const compose: Reader = {
  id: 'compose',
  title: 'Compose file',
  spec: 'https://docs.docker.com/reference/compose-file/',
  matches: (path) => /^(docker-)?compose(\.[\w-]+)*\.ya?ml$/.test(baseName(path)),
  async read(file) {
    const yaml = await readYaml(file.text);
    const diagnostics = yamlDiagnostics('compose', file, yaml);
    if (diagnostics.some((one) => one.severity === 'error')) return inventory({ diagnostics });
    if (file.text.trim() === '') return inventory({});
    if (yaml.root?.kind !== 'mapping')
      return malformed(
        'compose',
        file,
        'this is no Compose file: it holds no mapping',
        'give it `services:`, or delete it',
      );
    const { root } = yaml;
    const found = entriesOf(child(root, 'services')).filter(({ value }) => value.kind === 'mapping');
    return inventory({
      compose: found.map(({ key, value }) => ({
        ...serviceOf(file.path, key, value),
        ...linksOf(value, { all: found.map((one) => one.key), networks: child(root, 'networks') }),
      })),
      images: found.flatMap(({ key, value }) => imageOf(file.path, key, value)),
      diagnostics,
    });
  },
};
export default compose;

function serviceOf(
  path: string,
  name: string,
  node: YamlNode,
): Omit<ComposeService, 'networks' | 'networksSaid' | 'needs' | 'opaque'> {
  return {
    user: textOf(child(node, 'user')),
    name,
    image: textOf(child(node, 'image')),
    builds: buildOf(path, child(node, 'build')),
    ports: portsOf(path, child(node, 'ports')),
    secrets: secretsOf(path, child(node, 'environment')),
    source: path,
    at: placeIn({ path }, node),
  };
}

/** `build: folder`, or a mapping with `context` and `dockerfile`, which is relative to the context. */
function buildOf(path: string, build: YamlNode | null): string | null {
  if (build === null) return null;
  const directory = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '.';
  const context = build.kind === 'mapping' ? (textOf(child(build, 'context')) ?? '.') : textOf(build);
  const file = textOf(child(build, 'dockerfile')) ?? 'Dockerfile';
  return context === null ? null : within(within(directory, context), file);
}

/** An image that a variable names in part is not known. */
function imageOf(path: string, stage: string, node: YamlNode): readonly Image[] {
  const image = child(node, 'image');
  const reference = textOf(image);
  if (image === null || reference === null || reference === '' || reference.includes('$')) return [];
  const facts = {
    final: false,
    user: 'unknown',
    secretArguments: [],
    layerSecrets: [],
    serves: 'yes',
  } as const;
  const at = placeIn({ path }, image);
  return [{ reference, pin: imagePin(reference), role: 'service', source: path, stage, at, ...facts }];
}

const LOOPBACK = /^(127(\.\d{1,3}){3}|localhost|\[?::1\]?)$/;

function portsOf(path: string, ports: YamlNode | null): readonly ComposePort[] {
  return itemsOf(ports).map((item) => {
    const address = item.kind === 'mapping' ? textOf(child(item, 'host_ip')) : addressOf(textOf(item) ?? '');
    return { bound: LOOPBACK.test(address ?? '') ? 'loopback' : 'any', at: placeIn({ path }, item) };
  });
}

/** `127.0.0.1:80:80` → `127.0.0.1`; null where the short form names no address. */
const addressOf = (port: string): string | null => /^(\[[^\]]*\]|[^:]+):[^:]*:[^:]+$/.exec(port)?.[1] ?? null;

function secretsOf(path: string, environment: YamlNode | null): readonly ComposeSecret[] {
  return variablesOf(environment)
    .filter(({ name }) => looksLikeSecret(name))
    .map(({ name, value, node }) => ({
      name: name.slice(0, 200),
      value: isLiteral(value) ? 'literal' : 'given',
      at: placeIn({ path }, node),
    }));
}
