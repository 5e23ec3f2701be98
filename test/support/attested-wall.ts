/** What holds of every wall that no file shows: attesting it takes it out of the plan and puts it into the odds. */
import { describe, expect, test } from 'vitest';
import type { Attestation } from '../../src/model/attestation.ts';
import type { Wall } from '../../src/walls/wall.ts';
import { walledFor } from '../../src/worth.ts';
import type { Files } from './made-tree.ts';
import { surveyed } from './wall-laws.ts';

export const attested = (fact: string, value = 'standing'): Attestation => ({
  fact,
  value,
  by: 'somebody',
  on: '2026-11-01',
  until: '2027-04-30',
});

/** @param files a tree in which the wall has one choice, attested by `key` */
export function attestedLaws(wall: Wall, files: Files, key: string): void {
  describe(`${wall.id}, attested`, () => {
    test('gives the odds that the plan promised, and is planned no more', async () => {
      const before = await surveyed(wall, files);
      const after = await surveyed(wall, files, [attested(key)]);
      const index = before.of.choices.findIndex((choice) => choice.attest === key);
      expect(index).toBeGreaterThanOrEqual(0);
      expect(after.of.choices.some((choice) => choice.attest === key)).toBe(false);
      const now = walledFor(before.run.basis, before.of.choices, 16).walled;
      const then = walledFor(after.run.basis, [], 16).walled;
      const promised = now.residual([]).lost - now.residual([index]).lost;
      const given = now.residual([]).lost - then.residual([]).lost;
      expect(promised).toBeGreaterThan(0);
      expect(Math.abs(given - promised)).toBeLessThanOrEqual(0.2 * promised);
    });

    test('changes nothing where it is attested to be absent', async () => {
      const before = await surveyed(wall, files);
      const after = await surveyed(wall, files, [attested(key, 'absent')]);
      expect(after.run.basis.facts.graph).toEqual(before.run.basis.facts.graph);
      expect(after.run.basis.facts.specs).toEqual(before.run.basis.facts.specs);
      expect(after.of.sites.some((site) => site.state === 'absent')).toBe(true);
    });
  });
}
