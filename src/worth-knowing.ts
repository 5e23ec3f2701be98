/**
 * What it is worth to look up a fact that no file shows (model.md 7): the odds for each answer, and the share of
 * their variance that goes with it.
 *
 *     share = Σ_v Pr(v)·(mean_v − m)² / ( Var_θ P + Σ_v Pr(v)·(mean_v − m)² ),   m = Σ_v Pr(v)·mean_v
 */
import { everything, type Happening, ratesOf } from './given.ts';
import { Walled } from './graph/walled.ts';
import { spaced, summarise } from './maths/order.ts';
import { sum } from './maths/survival.ts';
import type { Estimate } from './model/assessment.ts';
import type { Attestation } from './model/attestation.ts';
import type { FactValue } from './model/plan.ts';
import type { CredentialKind, UnknownFact } from './model/surface.ts';
import type { WallChoice } from './model/wall.ts';
import { type Basis, type Facts, factsWith } from './pipeline.ts';

/** Draws that are followed for each answer. */
const DRAWS = 16;
/** Secrets that are asked about: those with the highest rates. */
const MOST_SECRETS = 4;
const MOST_FACTS = 8;

interface Asked {
  readonly fact: UnknownFact;
  readonly answers: readonly { readonly value: string | number; readonly chance: number }[];
}

/**
 * @param choices those that no file shows are facts, too: does it stand already?
 * @param lost P(something is lost), draw by draw, with these choices standing
 */
export function factValues(
  basis: Basis,
  choices: readonly WallChoice[],
  happening: Happening,
  lost: (chosen: readonly number[]) => Float64Array,
): FactValue[] {
  const now = lost([]);
  const asked = basis.facts.places.unknown.flatMap((fact) => answersOf(fact, basis)).filter(likely(basis));
  const oddsOf = asker(basis, happening);
  const few = oddsOf(basis.facts);
  const would = (odds: Float64Array): Float64Array => changed(now, few, odds);
  const found = asked.map(({ fact, answers }) =>
    valued(
      fact,
      answers.map(({ value, chance }) => ({
        answer: String(value),
        chance,
        odds: would(oddsOf(attested(basis, fact, value))),
      })),
      now,
    ),
  );
  const stands = basis.draws.record('fact.wall-stands').value;
  const walls = choices.flatMap(({ title, attest }, c) =>
    attest === null
      ? []
      : [
          valued(
            { fact: `whether it stands already: ${title}`, attest },
            [
              { answer: 'standing', chance: stands, odds: lost([c]) },
              { answer: 'absent', chance: 1 - stands, odds: now },
            ],
            now,
          ),
        ],
  );
  return [...found, ...walls].sort((a, b) => b.share - a.share).slice(0, MOST_FACTS);
}

/** Many draws as a few of them change: what is left of the hazard of the few is left of that of each. */
function changed(many: Float64Array, few: Float64Array, then: Float64Array): Float64Array {
  const total = (odds: Float64Array): number => sum(odds.map(hazardOf));
  const before = total(few);
  const kept = before > 0 ? total(then) / before : 1;
  return many.map((p) => -Math.expm1(-kept * hazardOf(p)));
}

/** −ln(1 − p), finite where p rounds to 1. */
const hazardOf = (p: number): number => -Math.log1p(-Math.min(p, 1 - Number.EPSILON));

function valued(
  { fact, attest }: UnknownFact,
  answers: readonly { readonly answer: string; readonly chance: number; readonly odds: Float64Array }[],
  now: Float64Array,
): FactValue {
  const means = answers.map(({ odds }) => sum(odds) / odds.length);
  const middle = sum(answers.map(({ chance }, v) => chance * (means[v] as number)));
  const between = sum(answers.map(({ chance }, v) => chance * ((means[v] as number) - middle) ** 2));
  const mean = sum(now) / now.length;
  const within = sum(now.map((p) => (p - mean) ** 2)) / now.length;
  return {
    fact,
    attest,
    share: between > 0 ? between / (within + between) : 0,
    answers: answers.map(({ answer, chance, odds }) => ({ answer, chance, anyAsset: estimate(odds) })),
  };
}

const estimate = (odds: Float64Array): Estimate => summarise(odds);

/** P(something is lost) of facts as they are, or would be, draw by draw. */
function asker(basis: Basis, happening: Happening): (facts: Facts) => Float64Array {
  const { draws, request, facts: now } = basis;
  const routes = JSON.stringify(now.places.routes);
  return (facts) => {
    const { graph, specs, places } = facts;
    const bearing = graph.assets.filter((asset) => asset.weight !== null).map((asset) => asset.state);
    const rates = facts === now ? happening.rates : ratesOf(specs, basis);
    // Most facts leave the routes as they are, and with them what campaigns do.
    const { campaigns } =
      JSON.stringify(places.routes) === routes ? happening : everything({ ...basis, facts });
    const walled = new Walled({
      graph,
      choices: [],
      specs,
      rates,
      campaigns: () => campaigns(places.routes),
      chances: (factors) => draws.product(factors),
      seed: request.seed,
      horizonYears: request.horizonYears,
      events: 1,
      draws: spaced(basis.draws.size, DRAWS),
      targets: [{ states: bearing, usd: 1 }],
      any: bearing,
    });
    const [odds] = walled.odds([], [bearing]);
    return odds === undefined ? new Float64Array(0) : walled.perDraw(odds);
  };
}

function attested(basis: Basis, { attest }: UnknownFact, value: string | number): Facts {
  const { request, facts } = basis;
  const one: Attestation = { fact: attest, value, by: 'nobody yet', on: request.asOf, until: '9999-12-31' };
  return factsWith(facts.collected, request, [...facts.held, one]);
}

/** The answers that a fact may have, with the chances that the population gives them; none for one that cannot be attested. */
function answersOf(fact: UnknownFact, { draws, facts }: Basis): Asked[] {
  const mean = (id: string): number => draws.mean(id);
  if (fact.attest === 'github.default-token') {
    const level =
      facts.places.repository.places.find((place) => place.job !== null)?.job?.defaultWrite ?? 'unknown';
    if (level === 'read' || level === 'write') return [];
    const write = mean(`workflow.default-write.${level}`);
    return [{ fact, answers: twoAnswers('write', write, 'read') }];
  }
  if (fact.attest === 'popularity')
    return [{ fact, answers: twoAnswers('popular', mean('workflow.popular'), 'otherwise') }];
  if (fact.attest === 'people') {
    const persons = [...draws.of('account.persons')].sort((a, b) => a - b);
    const at = (part: number): number =>
      Math.max(2, Math.round(persons[Math.floor(part * persons.length)] as number));
    return [{ fact, answers: [1 / 6, 1 / 2, 5 / 6].map((part) => ({ value: at(part), chance: 1 / 3 })) }];
  }
  if (!fact.attest.startsWith('credentials.')) return [];
  const short = mean('fact.token-short-lived');
  const kinds: readonly CredentialKind[] = ['classic-pat', 'long-lived-key'];
  const classic = mean('credential.mix-classic');
  return [
    {
      fact,
      answers: [
        ...kinds.map((value, i) => ({ value, chance: (1 - short) * (i === 0 ? classic : 1 - classic) })),
        { value: 'fine-grained', chance: short },
      ],
    },
  ];
}

const twoAnswers = (one: string, chance: number, other: string): Asked['answers'] => [
  { value: one, chance },
  { value: other, chance: 1 - chance },
];

/** Of secrets those with the highest rates are asked about: each answer costs a look at the whole graph. */
function likely({ combined, draws }: Basis): (asked: Asked) => boolean {
  const rates = [...combined.rates]
    .filter(([id]) => id.startsWith('credential/'))
    .map(([id, rate]) => ({ name: id.slice('credential/'.length), rate: sum(rate) / draws.size }))
    .sort((a, b) => b.rate - a.rate);
  const names = new Set(rates.slice(0, MOST_SECRETS).map(({ name }) => `credentials.${name}`));
  return ({ fact }) => !fact.attest.startsWith('credentials.') || names.has(fact.attest);
}
