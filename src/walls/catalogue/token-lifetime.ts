import { parameter, term } from '../../model/rate.ts';
import type { WallSite } from '../../model/wall.ts';
import { attestedSite } from '../attested.ts';
import { secretStep, storedSecrets } from '../secrets.ts';
import type { Wall } from '../wall.ts';

/** Stored tokens end after ninety days at most, so that what was stolen long ago is worth nothing. */
const tokenLifetime: Wall = {
  id: 'token-lifetime',
  title: 'stored tokens end after ninety days at most',
  standard: 'NIST SP 800-57 Part 1: cryptoperiods; GitHub security hardening: rotate secrets',
  against: 'a token that is stolen elsewhere, or was stolen and is used late',
  limits: 'nothing against a thief who uses it at once, as worms do',
  failure: ['wall.token-lifetime', 'wall.token-lifetime-use'],
  effort: ['effort.token-lifetime'],
  conflicts: [],
  sites: (facts) =>
    storedSecrets(facts).map(({ name, kind, at, attest }): WallSite => {
      const id = `token-lifetime#${name}`;
      const what = { kind: 'credential' as const, text: name };
      // The kind is one that ends.
      if (kind === 'fine-grained')
        return {
          id,
          at,
          what,
          state: 'standing',
          mode: null,
          because: 'a fine-grained or short-lived token',
        };
      return attestedSite(facts, { id, attest, at, what }, 'when it ends is not shown by any file');
    }),
  choices: (facts, missing) =>
    storedSecrets(facts).flatMap(({ name, at, attest }) => {
      const site = missing.find((one) => one.id === `token-lifetime#${name}`);
      const shocks = facts.shocks.filter((one) => one.id === `credential/${name}`).map((one) => one.id);
      if (site === undefined) return [];
      return [
        {
          id: site.id,
          wall: 'token-lifetime',
          title: `replace ${name} by a token that ends after ninety days at most`,
          sites: [site.id],
          fails: [parameter('wall.token-lifetime-use')],
          acts: [
            { kind: 'rate' as const, shocks, by: [parameter('wall.token-lifetime')] },
            { kind: 'steps' as const, steps: secretStep(facts, name) },
          ],
          hours: [term('the token', 1, 'effort.token-lifetime')],
          at,
          attest,
        },
      ];
    }),
};
export default tokenLifetime;
