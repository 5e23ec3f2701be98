/** Rules of a network policy. */
import type { Labels, NetworkPolicy, PolicyRule, Selector } from '../../model/kubernetes.ts';
import { child, entriesOf, itemsOf, textOf, textsOf, type YamlNode } from '../syntax/yaml.ts';

const MAX = 200;

/**
 * A direction that is named in `policyTypes`, or has rules, is governed: nothing passes but by a rule. Ingress is
 * governed where nothing is named.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export function rulesOf(spec: YamlNode | null): Pick<NetworkPolicy, 'ingress' | 'egress'> {
  const types = child(spec, 'policyTypes') === null ? null : textsOf(child(spec, 'policyTypes'));
  const egress = child(spec, 'egress');
  const governs = (type: 'Ingress' | 'Egress'): boolean =>
    types === null ? type === 'Ingress' || egress !== null : types.includes(type);
  const read = (key: 'ingress' | 'egress', peers: 'from' | 'to'): PolicyRule[] =>
    itemsOf(child(spec, key))
      .slice(0, MAX)
      .map((rule) => ruleOf(rule, peers));
  return {
    ingress: governs('Ingress') ? read('ingress', 'from') : null,
    egress: governs('Egress') ? read('egress', 'to') : null,
  };
}

function ruleOf(rule: YamlNode, key: 'from' | 'to'): PolicyRule {
  const peers = itemsOf(child(rule, key)).slice(0, MAX).map(peerOf);
  const ports = itemsOf(child(rule, 'ports')).map((port) => textOf(child(port, 'port')));
  return {
    peers: peers.length === 0 ? [{ kind: 'any' }] : peers,
    dnsOnly: ports.length > 0 && ports.every((port) => port === '53'),
  };
}

function peerOf(peer: YamlNode): PolicyRule['peers'][number] {
  const block = textOf(child(child(peer, 'ipBlock'), 'cidr'));
  if (block !== null) return { kind: /\/0$/.test(block) ? 'any' : 'other' };
  const pods = child(peer, 'podSelector');
  if (child(peer, 'namespaceSelector') !== null || pods === null) return { kind: 'other' };
  return { kind: 'pods', selects: selectorOf(pods) };
}

export const labelsOf = (node: YamlNode | null): Labels =>
  Object.fromEntries(
    entriesOf(node)
      .slice(0, MAX)
      .map(({ key, value }) => [key, textOf(value) ?? '']),
  );

/** Null where expressions decide, which are not read. */
export const selectorOf = (node: YamlNode | null): Selector =>
  child(node, 'matchExpressions') === null ? labelsOf(child(node, 'matchLabels')) : null;
