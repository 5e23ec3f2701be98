/** Whether `actions/checkout` itself refuses a fork's code: since mid 2026 it does in privileged runs. */
import { ruleInForce } from '../model/platform.ts';
import type { UntrustedCheckout } from '../model/workflow.ts';
import type { SurfaceContext } from './context.ts';

/**
 * The guard holds for an action reference whose version has it, by the date of the assessment.
 * A SHA is as old as the comment behind it says, and without a comment it counts as unguarded;
 * `git fetch` and `gh pr checkout` have no guard at all.
 */
export function checkoutGuarded(checkout: UntrustedCheckout, context: SurfaceContext): boolean {
  if (checkout.action === null || checkout.allowed) return false;
  const told = versionOf(checkout);
  const rule = context.rules.find(
    (one) => one.id === (told?.floating ? 'github.checkout-floating-major' : 'github.checkout-fork-guard'),
  );
  if (told === null || rule === undefined) return false;
  const found = ruleInForce(rule, context.asOf, told.version);
  return found.kind === 'known' && found.state.value === 'refused';
}

/** `@v4` floats with its major; `@v4.2.2`, or a SHA with that comment, does not. Anything else tells nothing. */
function versionOf(
  checkout: UntrustedCheckout,
): { readonly version: string; readonly floating: boolean } | null {
  const reference = checkout.action?.split('@')[1] ?? '';
  const pinned = /^[0-9a-f]{40}$/i.test(reference);
  const match = /^v?(\d+)(\.\d+)?(\.\d+)?\b/.exec(pinned ? checkout.comment.trim() : reference);
  if (match?.[1] === undefined) return null;
  const exact = match[3] !== undefined;
  // A SHA whose comment names only a major cannot be dated: it counts as unguarded.
  if (pinned && !exact) return null;
  return { version: `${match[1]}${match[2] ?? '.0'}${match[3] ?? '.0'}`, floating: !exact };
}
