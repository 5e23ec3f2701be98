/** `uses:` of a step or job: what it names and how it is held. */
import type { Image, Pin } from '../../model/install.ts';
import type { Use } from '../../model/workflow.ts';
import type { YamlNode, YamlScalar } from '../syntax/yaml.ts';
import { type Context, placeIn, textsByKey } from './context.ts';

export function pinOf(reference: string): Pin {
  if (reference.startsWith('docker://'))
    return /@sha256:[0-9a-f]{64}$/i.test(reference) ? 'docker-digest' : 'docker-tag';
  if (/^\.{1,2}(?:[/\\]|$)/.test(reference)) return 'local';
  const ref = refOf(reference);
  if (/^[0-9a-f]{40}$/i.test(ref)) return 'sha';
  return /^v?\d/.test(ref) ? 'tag' : 'branch';
}

const refOf = (reference: string): string =>
  reference.includes('@') ? reference.slice(reference.lastIndexOf('@') + 1) : '';

/** `owner/name` of an action or `owner/name/path`, lower case and without its ref; '' for local and docker. */
export function actionName(reference: string): string {
  const pin = pinOf(reference);
  if (pin === 'local' || pin.startsWith('docker')) return '';
  const at = reference.lastIndexOf('@');
  return (at < 0 ? reference : reference.slice(0, at)).toLowerCase();
}

const ownerOf = (reference: string): string => {
  const name = actionName(reference);
  return name.includes('/') ? name.slice(0, name.indexOf('/')) : name;
};

export function useOf(
  context: Context,
  scalar: YamlScalar,
  step: number | null,
  inputs: YamlNode | null,
): Use {
  const reference = scalar.text;
  return {
    reference,
    pin: pinOf(reference),
    owner: ownerOf(reference),
    step,
    inputs: textsByKey(inputs),
    comment: context.yaml.commentBehind(scalar),
    at: placeIn(context, scalar),
  };
}

/** How an image reference is held; `unknown` when a part of it is computed. */
export function imagePin(reference: string): Image['pin'] {
  if (/@sha256:[0-9a-f]{64}$/i.test(reference)) return 'digest';
  if (reference.includes('$')) return 'unknown';
  const last = reference.slice(reference.lastIndexOf('/') + 1);
  return /:./.test(last) ? 'tag' : 'none';
}
