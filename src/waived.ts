/** Waivers: what they lower, and what became of each. */
import { at, type Diagnostic } from './model/diagnostic.ts';
import type { ShockId, SurfaceId } from './model/ids.ts';
import type { ShockSpec } from './model/shock.ts';
import type { HeldWaiver, Waiver } from './model/waiver.ts';

export const isInForce = ({ created, expires }: Waiver, asOf: string): boolean =>
  created <= asOf && asOf < expires;

/**
 * Shocks with what mitigations leave of them: a rate times the stated failure on demand. A shock that hits several
 * surfaces is lowered when all of them are, by the one that fails most. Campaigns have no rate of their own: a
 * release comes by its routes, whoever published it, so that nothing is lowered there.
 *
 * @param waivers those in force
 */
export function mitigated(specs: readonly ShockSpec[], waivers: readonly Waiver[]): readonly ShockSpec[] {
  const stated = new Map(
    waivers.flatMap((one) => (one.effect === 'mitigated' ? [[one.id, one] as const] : [])),
  );
  return stated.size === 0 ? specs : specs.map((spec) => lowered(spec, stated));
}

function lowered(spec: ShockSpec, stated: ReadonlyMap<string, Waiver>): ShockSpec {
  const { hazard } = spec;
  const waiver = mitigationOf(spec, stated);
  if (waiver === null || hazard.kind === 'campaign') return spec;
  const left = waiver.failureOnDemand as number;
  const because = `mitigated, ${waiver.owner} states: fails ${left} of the time`;
  return {
    ...spec,
    hazard: {
      ...hazard,
      rate: hazard.rate.map((term) => ({
        ...term,
        count: term.count * left,
        because: `${term.because}; ${because}`,
      })),
    },
  };
}

function mitigationOf({ id, hits }: ShockSpec, stated: ReadonlyMap<string, Waiver>): Waiver | null {
  const own = stated.get(id);
  if (own !== undefined) return own;
  const each = hits.map((surface) => stated.get(surface));
  const [first] = each;
  if (first === undefined || each.includes(undefined)) return null;
  return each.reduce<Waiver>(
    (worst, one) =>
      one !== undefined && (one.failureOnDemand as number) > (worst.failureOnDemand as number) ? one : worst,
    first,
  );
}

interface SharedShock {
  readonly id: ShockId;
  readonly hits: readonly SurfaceId[];
  readonly share: number;
}

/** What became of each waiver. @param specs the shocks that it could act on */
export const heldWaivers = (
  waivers: readonly Waiver[],
  asOf: string,
  shocks: readonly SharedShock[],
  specs: readonly ShockSpec[],
): HeldWaiver[] =>
  waivers.map((waiver) => {
    const named = shocks.filter(({ id, hits }) => [id, ...hits].some((one) => one === waiver.id));
    const share = named.reduce((total, one) => total + one.share, 0);
    if (!isInForce(waiver, asOf)) return { ...waiver, state: 'expired', share };
    const ids = new Set<string>(named.map((one) => one.id));
    const acts =
      waiver.effect === 'accept'
        ? named.length > 0
        : specs.some(({ id, hazard }) => ids.has(id) && hazard.kind !== 'campaign');
    return { ...waiver, state: acts ? 'in-force' : 'unused', share };
  });

/** Waivers that hide nothing, or no longer, each with what of the odds it stood for. */
export const waiverDiagnostics = (held: readonly HeldWaiver[]): Diagnostic[] =>
  held.flatMap(({ id, owner, state, expires, effect, share }): Diagnostic[] => {
    const part = `${(100 * share).toPrecision(2)} % of the odds`;
    if (state === 'in-force') return [];
    if (state === 'expired')
      return [
        {
          code: 'config/expired-waiver',
          severity: 'warning',
          message: `the waiver of ${id} by ${owner} does not hold on this day (until ${expires}): ${part} are told again`,
          at: at('bulkhead.yml'),
          hint: 'look again, then set its `created` to the day you looked, or take it out',
        },
      ];
    return [
      {
        code: 'config/unused-waiver',
        severity: 'warning',
        message:
          effect === 'mitigated' && share > 0
            ? `the waiver of ${id} by ${owner} lowers nothing: malicious releases come by routes, whoever published them (${part})`
            : `the waiver of ${id} by ${owner} is not used: nothing of this tree has that id`,
        at: at('bulkhead.yml'),
        hint:
          effect === 'mitigated' && share > 0
            ? 'attest the wall that stands before it'
            : 'take it out, or mend the id',
      },
    ];
  });
