import { describe, expect, it } from 'vitest';
import { entryCost } from '../../src/graph/entry-cost.ts';
import { type Rate, term } from '../../src/model/rate.ts';
import type { Channel } from '../../src/model/shock.ts';

const cost = (channel: Channel, rate: Rate) => entryCost({ channel, hazard: { kind: 'rate', rate } });

describe('the cost of entry', () => {
  it('is that of a publisher, or of a vendor where the publisher is one', () => {
    expect(cost('takeover', [term('x', 1, 'takeover.image-other')])?.cost).toBe('cost.publisher');
    expect(cost('takeover', [term('x', 1, 'takeover.image-official')])?.cost).toBe('cost.provider');
    expect(cost('takeover', [term('x', 1, 'takeover.vendor-action', 'takeover.sha-pin')])?.cost).toBe(
      'cost.provider',
    );
  });

  it('of a flaw that nobody knows yet is its finding, until one lies on the path of a request', () => {
    expect(cost('new-vulnerability', [])).toEqual({
      cost: 'cost.new-flaw',
      success: 'vulnerability.reachability',
    });
    expect(
      entryCost({ channel: 'known-vulnerability', hazard: { kind: 'open-flaw', rate: [], openDays: 3 } }),
    ).toEqual({ cost: 'cost.exploit', success: 'vulnerability.reachability' });
    expect(cost('known-vulnerability', [])).toBeNull();
  });

  it('is none for a name that only by chance is more than a name: that cannot be bought', () => {
    const key = term('key', 1, 'credential.long-lived-key');
    const name = term('name', 1, 'credential.identifier-secret', 'credential.long-lived-key');
    expect(cost('credential', [name])).toBeNull();
    expect(cost('credential', [key])?.cost).toBe('cost.stolen-token');
    expect(cost('credential', [name, key])?.cost).toBe('cost.stolen-token');
  });
});
