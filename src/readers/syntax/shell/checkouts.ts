/** Commands that bring code of a pull request's author into the working tree. */
import { isUntrustedRef } from '../github-expressions.ts';
import type { Call, Variables } from './call.ts';

export interface ShellCheckout {
  readonly how: 'git' | 'gh';
  /** The command as written. */
  readonly what: string;
}

const GIT_BRINGS = new Set([
  'checkout',
  'switch',
  'fetch',
  'pull',
  'clone',
  'reset',
  'merge',
  'worktree',
  'remote',
  'cherry-pick',
]);

/** `pull/12/head`, `refs/pull/$N/merge`, `pull/${{ … }}/head:pr`. */
const PULL_REF = /(?:^|[\s+:"'/])pull\/[^\s]{1,200}\/(?:head|merge)\b/;

export function shellCheckout(call: Call): ShellCheckout | null {
  const texts = call.args.slice(0, 40).map((word) => word.text.slice(0, 1000));
  if (call.tool === 'gh' || call.tool === 'hub') {
    const [first, second] = texts.filter((text) => !text.startsWith('-'));
    return first === 'pr' && second === 'checkout' ? { how: 'gh', what: call.text } : null;
  }
  if (call.tool !== 'git') return null;
  const sub = texts.find((text) => GIT_BRINGS.has(text));
  if (sub === undefined || texts.indexOf(sub) > 6) return null;
  const untrusted = texts.some((text) => namesUntrusted(text, call.env));
  return untrusted ? { how: 'git', what: call.text } : null;
}

/** Variables looked up for one argument at most: values may name further ones. */
const MAX_LOOKUPS = 30;

/** An expression of the change's author, by itself or through variables. */
function namesUntrusted(text: string, env: Variables): boolean {
  const texts = [text];
  for (let at = 0; at < texts.length; at++) {
    const one = texts[at] as string;
    if (isUntrustedRef(one) || PULL_REF.test(one) || /\$\{?GITHUB_HEAD_REF\b/.test(one)) return true;
    for (const [, name = ''] of one.matchAll(/\$\{?([A-Za-z_]\w{0,100})/g)) {
      const value = env.get(name);
      if (value !== undefined && texts.length < MAX_LOOKUPS) texts.push(value.slice(0, 1000));
    }
  }
  return false;
}
