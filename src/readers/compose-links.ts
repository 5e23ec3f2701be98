/** How the services of a Compose file are joined: networks, and who names whom. */
import type { ComposeService } from '../model/compose.ts';
import { hostsIn } from './syntax/hosts.ts';
import { child, entriesOf, itemsOf, textOf, type YamlNode } from './syntax/yaml.ts';

export interface Variable {
  readonly name: string;
  readonly value: string | null;
  readonly node: YamlNode;
}

/** `environment` is a mapping, or a list of `NAME=value` and `NAME`. */
export const variablesOf = (environment: YamlNode | null): readonly Variable[] =>
  environment?.kind === 'mapping'
    ? entriesOf(environment).map(({ key, value }) => ({ name: key, value: textOf(value), node: value }))
    : itemsOf(environment).map((item) => {
        const [name = '', ...rest] = (textOf(item) ?? '').split('=');
        return { name, value: rest.length === 0 ? null : rest.join('='), node: item };
      });

/** `${X}`, `$X` and an empty value come from elsewhere; `$$` is a dollar. */
export const isLiteral = (value: string | null): boolean =>
  value !== null && value !== '' && !/\$[A-Za-z_{]/.test(value.replaceAll('$$', ''));

/** A variable that is called like the address of something. */
const ADDRESS =
  /(^|_)(URL|URI|DSN|HOST(NAME)?|ADDR(ESS)?|SERVERS?|ENDPOINT|DATABASE|DB|CONNECTION(_STRING)?)(_|$)|REDIS|POSTGRES|MYSQL|MONGO/i;

interface Around {
  /** Names of the services of the file. */
  readonly all: readonly string[];
  /** The `networks` of the file. */
  readonly networks: YamlNode | null;
}

export function linksOf(
  node: YamlNode,
  { all, networks }: Around,
): Pick<ComposeService, 'networks' | 'networksSaid' | 'needs' | 'opaque'> {
  const variables = variablesOf(child(node, 'environment'));
  const named = new Set([...namesIn(child(node, 'depends_on')), ...namesIn(child(node, 'links'))]);
  const words = new Set(variables.flatMap(({ value }) => hostsIn(value ?? '')));
  return {
    networks: networksOf(node, networks),
    networksSaid: namesIn(child(node, 'networks')).length > 0,
    needs: all.filter((name) => named.has(name) || words.has(name)),
    opaque:
      child(node, 'env_file') !== null ||
      child(node, 'extends') !== null ||
      variables.some(({ name, value }) => !isLiteral(value) && ADDRESS.test(name)),
  };
}

/** A list of names, `name:alias` included, or a mapping by name. */
const namesIn = (node: YamlNode | null): readonly string[] =>
  node?.kind === 'mapping'
    ? entriesOf(node).map(({ key }) => key)
    : itemsOf(node).map((item) => (textOf(item) ?? '').split(':')[0] ?? '');

function networksOf(node: YamlNode, networks: YamlNode | null): ComposeService['networks'] {
  if (textOf(child(node, 'network_mode')) !== null) return [];
  const names = namesIn(child(node, 'networks'));
  return (names.length === 0 ? ['default'] : names).map((name) => ({
    name,
    internal: textOf(child(child(networks, name), 'internal')) === 'true',
  }));
}
