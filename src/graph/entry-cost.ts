/** What it costs an attacker to bring about one event of a shock: by parameter. */
import type { ShockSpec } from '../model/shock.ts';

/** The parameter of the cost of entry, US dollars (domain.md 6, shock entry costs). */
export function entryCost({ channel, id }: Pick<ShockSpec, 'channel' | 'id'>): string {
  if (channel === 'credential') return 'cost.stolen-token';
  if (channel === 'workflow') return 'cost.pull-request';
  if (channel === 'provider') return 'cost.provider';
  if (channel === 'new-vulnerability' || channel === 'known-vulnerability' || channel === 'service')
    return 'cost.exploit';
  // GitHub itself is no small publisher.
  return id === 'takeover/action:github' ? 'cost.provider' : 'cost.publisher';
}
