/** What it costs an attacker to bring about one event of a shock: by parameter. */
import type { Rate, Term } from '../model/rate.ts';
import type { ShockSpec } from '../model/shock.ts';

export interface EntryCost {
  /** Parameter of the cost of a try, US dollars. */
  readonly cost: string;
  /** Parameter of the chance that a try succeeds: tries go on until one does. Null is at once. */
  readonly success: string | null;
}

/**
 * The cost of entry (domain.md 6, shock entry costs); null for what no attacker can set out to buy: that a
 * value named like an identifier opens something is found out, not brought about.
 */
export function entryCost({ channel, hazard }: Pick<ShockSpec, 'channel' | 'hazard'>): EntryCost | null {
  const once = (cost: string): EntryCost => ({ cost, success: null });
  if (channel === 'credential')
    return hazard.kind === 'rate' && isDoubtful(hazard.rate) ? null : once('cost.stolen-token');
  if (channel === 'workflow') return once('cost.pull-request');
  if (channel === 'provider') return once('cost.provider');
  // Nobody knows the flaw yet: it must be found, and most that are found do not lie on a request's path.
  if (channel === 'new-vulnerability')
    return { cost: 'cost.new-flaw', success: 'vulnerability.reachability' };
  // What flaws there are has to be known first: those that were not read are found out, not brought about.
  if (channel === 'known-vulnerability')
    return hazard.kind === 'open-flaw'
      ? { cost: 'cost.exploit', success: 'vulnerability.reachability' }
      : null;
  if (channel === 'service') return once('cost.exploit');
  return once(hazard.kind === 'rate' && hazard.rate.some(isVendor) ? 'cost.provider' : 'cost.publisher');
}

/** A campaign's: one publisher of many is taken over. */
export const CAMPAIGN_ENTRY: EntryCost = { cost: 'cost.publisher', success: null };

/** GitHub itself, a large vendor or an official image is no small publisher. */
const VENDOR: ReadonlySet<string> = new Set([
  'takeover.github-first-party',
  'takeover.vendor-action',
  'takeover.image-official',
]);

const isVendor = ({ factors }: Term): boolean => factors.some((factor) => VENDOR.has(factor.id));

const DOUBT: ReadonlySet<string> = new Set(['credential.identifier-secret', 'credential.low-value-secret']);

const isDoubtful = (rate: Rate): boolean =>
  rate.every(({ factors }) => factors.some((factor) => DOUBT.has(factor.id)));

const HALVING: Readonly<Record<string, string>> = {
  'cost.exploit': 'cost.exploit-halving',
  'cost.new-flaw': 'cost.new-flaw-halving',
  'cost.provider': 'cost.provider-halving',
  'cost.hop': 'cost.hop-halving',
};

/**
 * The parameter of the months in which a cost halves; null where no fall is published: people are still
 * persuaded, tokens bought and campaigns run by hand.
 */
export const halvingOf = (cost: string): string | null => HALVING[cost] ?? null;
