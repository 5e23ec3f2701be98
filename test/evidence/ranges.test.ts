/** Which versions a record means: the cases of the OSV page, and the law that unknown is not unaffected. */
import { describe, expect, test } from 'vitest';
import { covers, fixedIn } from '../../src/evidence/ranges.ts';
import type { AdvisoryRange, AffectedPackage, RangeEvent } from '../../src/model/advisory.ts';
import fc from '../support/property.ts';

const affected = (events: readonly RangeEvent[], more: Partial<AffectedPackage> = {}): AffectedPackage => ({
  ecosystem: 'npm',
  name: 'x',
  versions: [],
  ranges: events.length === 0 ? [] : [{ type: 'SEMVER', events }],
  ...more,
});

describe('covers', () => {
  test.each([
    ['from the first version on', [{ introduced: '0' }], '0.0.1', 'yes'],
    ['until the fix', [{ introduced: '0' }, { fixed: '1.2.0' }], '1.1.9', 'yes'],
    ['the fix itself', [{ introduced: '0' }, { fixed: '1.2.0' }], '1.2.0', 'no'],
    ['a prerelease of the fix', [{ introduced: '0' }, { fixed: '1.2.0' }], '1.2.0-rc.1', 'yes'],
    ['before it came', [{ introduced: '1.0.0' }, { fixed: '1.2.0' }], '0.9.0', 'no'],
    ['the last affected one', [{ introduced: '1.0.0' }, { lastAffected: '1.2.0' }], '1.2.0', 'yes'],
    ['past the last affected one', [{ introduced: '1.0.0' }, { lastAffected: '1.2.0' }], '1.2.1', 'no'],
    [
      'two lines, in the second',
      [{ introduced: '0' }, { fixed: '1.2.0' }, { introduced: '2.0.0' }, { fixed: '2.1.0' }],
      '2.0.5',
      'yes',
    ],
    [
      'two lines, between',
      [{ introduced: '2.0.0' }, { fixed: '2.1.0' }, { introduced: '0' }, { fixed: '1.2.0' }],
      '1.5.0',
      'no',
    ],
    [
      'fixed and introduced again at once',
      [{ introduced: '0' }, { fixed: '2.0.0' }, { introduced: '2.0.0' }],
      '2.0.0',
      'yes',
    ],
    ['below the limit', [{ introduced: '0' }, { limit: '2.0.0' }], '1.9.0', 'yes'],
    ['at the limit', [{ introduced: '0' }, { limit: '2.0.0' }], '2.0.0', 'no'],
    ['no limit', [{ introduced: '0' }, { limit: '*' }], '9.0.0', 'yes'],
    ['a version that is none', [{ introduced: '0' }, { fixed: '2.0.0' }], 'latest', 'unknown'],
    ['any version of a name that was made to harm', [{ introduced: '0' }], '^1.0.0', 'yes'],
    ['a bound that is none', [{ introduced: 'first' }], '1.0.0', 'unknown'],
  ] as const)('%s', (_, events, version, answer) => {
    expect(covers(affected(events), version)).toBe(answer);
  });

  test('a list names versions as they are written, or in another way', () => {
    const listed = affected([], { ecosystem: 'PyPI', versions: ['1.0', 'not-a-version'] });
    expect(covers(listed, '1.0.0')).toBe('yes');
    expect(covers(listed, 'not-a-version')).toBe('yes');
    expect(covers(listed, '1.1')).toBe('no');
    expect(covers(listed, 'other')).toBe('unknown');
  });

  test('neither list nor range is no good news', () => {
    expect(covers(affected([]), '1.0.0')).toBe('unknown');
  });

  test('a tag that moves is unknown, a release is not', () => {
    const action = affected([{ introduced: '0' }, { fixed: '46.0.1' }], { ecosystem: 'GitHub Actions' });
    expect([covers(action, 'v46'), covers(action, 'v45.0.7'), covers(action, 'v46.0.1')]).toEqual([
      'unknown',
      'yes',
      'no',
    ]);
  });

  const number = fc.nat(4).map(String);
  const version = fc.tuple(number, number, number).map((three) => three.join('.'));
  const range: fc.Arbitrary<AdvisoryRange> = fc
    .uniqueArray(version, { minLength: 1, maxLength: 5 })
    .map((bounds) => ({
      type: 'SEMVER' as const,
      events: bounds.map((bound, i): RangeEvent => (i % 2 === 0 ? { introduced: bound } : { fixed: bound })),
    }));

  test('the order of the events of a record says nothing', () => {
    fc.assert(
      fc.property(range, version, fc.nat(4), ({ events }, one, turn) => {
        const turned = [...events.slice(turn % events.length), ...events.slice(0, turn % events.length)];
        expect(covers(affected(turned), one)).toBe(covers(affected(events), one));
      }),
    );
  });

  test('a bound that cannot be read never clears a version', () => {
    fc.assert(
      fc.property(range, range, version, (good, bad, one) => {
        const broken: AdvisoryRange = { type: 'SEMVER', events: [...bad.events, { fixed: 'soon' }] };
        expect(covers(affected([], { ranges: [good, broken] }), one)).not.toBe('no');
      }),
    );
  });
});

describe('fixedIn', () => {
  test('the least fix above, in a line that has the flaw no more', () => {
    const lines = affected([
      { introduced: '1.0.0' },
      { fixed: '1.2.0' },
      { introduced: '2.0.0' },
      { fixed: '2.1.0' },
    ]);
    expect([fixedIn(lines, '1.1.0'), fixedIn(lines, '2.0.0')]).toEqual(['1.2.0', '2.1.0']);
  });
  test('none', () => {
    expect(fixedIn(affected([{ introduced: '0' }]), '1.0.0')).toBeNull();
    expect(fixedIn(affected([{ introduced: '0' }, { fixed: '2.0.0' }]), 'latest')).toBeNull();
  });
  test('a fix that another range has again is none', () => {
    const again = affected([], {
      ranges: [
        { type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '1.5.0' }] },
        { type: 'SEMVER', events: [{ introduced: '1.5.0' }, { fixed: '1.6.0' }] },
      ],
    });
    expect(fixedIn(again, '1.0.0')).toBe('1.6.0');
  });
});
