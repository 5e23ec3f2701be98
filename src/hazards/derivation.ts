/** How a rate came about, as data: what `bulkhead why` prints. */
import { sum } from '../maths/survival.ts';
import type { ChanceDerivation, Derivation, UsedParameter } from '../model/assessment.ts';
import type { CampaignWindow } from '../model/campaign.ts';
import type { Factor, Rate, Term } from '../model/rate.ts';
import type { CampaignMember, OpenFlaw, ShockSpec } from '../model/shock.ts';
import type { Route } from '../model/surface.ts';
import { MIX } from './campaign-numbers.ts';
import { type Course, courseParameters } from './course.ts';
import { DELAYED, derivedFormulas } from './derived.ts';
import type { Draws } from './draws.ts';
import { HISTORY_PARAMETERS } from './history.ts';
import { OPEN_FLAW_PARAMETERS } from './open-flaw.ts';

export function derivationOf(
  spec: ShockSpec,
  routes: readonly Route[],
  windows: readonly CampaignWindow[],
  draws: Draws,
  course: Course,
): Derivation {
  return moved(stillDerivation(spec, routes, windows, draws), spec, draws, course);
}

/** What the scenario makes of the rate of today. */
function moved(
  derivation: Derivation,
  { channel, hazard }: ShockSpec,
  draws: Draws,
  course: Course,
): Derivation {
  const { id } = course.scenario;
  const own = hazard.kind === 'campaign' ? null : draws.rate(hazard.rate);
  const then = own === null ? course.campaigns(channel) : course.mean(channel, own);
  if (then === own || id === 'frozen') return derivation;
  const times = sum(then) / (own === null ? draws.size : sum(own));
  return {
    ...derivation,
    notes: [
      ...derivation.notes,
      `costs as in ${id}: over the horizon ${times.toPrecision(3)} times the rate of today`,
    ],
    parameters: [
      ...derivation.parameters,
      ...used(courseParameters(channel), draws).filter(
        ({ id: name }) => !derivation.parameters.some((known) => known.id === name),
      ),
    ],
  };
}

function stillDerivation(
  spec: ShockSpec,
  routes: readonly Route[],
  windows: readonly CampaignWindow[],
  draws: Draws,
): Derivation {
  if (spec.hazard.kind === 'rate') return rateDerivation(spec.hazard.rate, draws);
  if (spec.hazard.kind === 'many') {
    const { count, rate } = spec.hazard;
    return rateDerivation(
      rate.map((one) => ({ ...one, count: one.count * count })),
      draws,
    );
  }
  if (spec.hazard.kind === 'open-flaw') return openFlawDerivation(spec.hazard, draws);
  const window = windows.find(
    (one) => spec.hazard.kind === 'campaign' && one.ecosystem === spec.hazard.ecosystem,
  );
  if (window === undefined) throw new Error(`no campaigns are recorded for ${spec.id}`);
  return ofCampaigns(window, spec.hazard.member, routes, draws);
}

/** How a chance of the attack graph came about: a step is open, a wall fails. An empty product is 1. */
export const chanceDerivation = (factors: readonly Factor[], draws: Draws): ChanceDerivation => ({
  mean: sum(draws.product(factors)) / draws.size,
  factors: factors.map((factor) => ({ id: factor.id, text: textOf(factor, draws) })),
  parameters: used(parametersOf([{ count: 1, factors, because: '' }]), draws),
});

/** How a sum of products came about. */
export function rateDerivation(rate: Rate, draws: Draws): Derivation {
  return {
    formula: ['λ = Σ terms,  a term is count · Π factors, per year'],
    terms: rate.map((term) => termOf(term, draws)),
    parameters: used(parametersOf(rate), draws),
    notes: [],
  };
}

/** The same of a flaw that a fix will end. */
function openFlawDerivation({ rate, openDays }: OpenFlaw, draws: Draws): Derivation {
  const base = rateDerivation(rate, draws);
  if (openDays === null) return { ...base, notes: ['no version without it is recorded: it stays open'] };
  return {
    ...base,
    formula: [
      ...base.formula,
      'P(T) = ν·(1 − e^(−λT)) + (1 − ν)·λ/(λ+μ)·(1 − e^(−(λ+μ)T)),  μ = ln 2/median time to deployment,',
      'ν never fixed among those that are still open: ν₀/(ν₀ + (1 − ν₀)·e^(−μ·open))',
    ],
    parameters: used([...parametersOf(rate), ...OPEN_FLAW_PARAMETERS], draws),
    notes: [`open for ${figure(openDays)} days`],
  };
}

function termOf(term: Term, draws: Draws): Derivation['terms'][number] {
  const values = draws.rate([term]);
  return {
    because: term.because,
    count: term.count,
    perYear: sum(values) / draws.size,
    factors: term.factors.map((factor) => ({ id: factor.id, text: textOf(factor, draws) })),
  };
}

const figure = (value: number): string => Number(value.toPrecision(2)).toString();

function textOf(factor: Factor, draws: Draws): string {
  const mean = figure(sum(draws.factor(factor)) / draws.size);
  if (factor.kind === 'derived') return `${mean}  ${derivedFormulas[factor.id].text}`;
  if (factor.kind === 'at-least')
    return `${mean}  ${draws.record(factor.id).title}, and at least ${factor.least}`;
  if (factor.kind === 'fact') return `${mean}  an unknown fact, one for all it bears on: ${factor.name}`;
  if (factor.kind === 'delayed') return `${mean}  ${DELAYED} (${figure(factor.hours / 24)} d)`;
  if (factor.kind === 'monthly')
    return `${mean} a year  ${draws.record(factor.id).title}${factor.least > 0 ? `, and at least ${factor.least}` : ''}`;
  if (factor.kind === 'disclosures') return `${mean} a year  ${disclosuresText(factor)}`;
  if (factor.kind === 'share') return `${mean}  ${draws.record(factor.id).title}, of all runs`;
  return factor.kind === 'complement'
    ? `${mean}  1 − ${draws.record(factor.id).title.toLowerCase()}`
    : `${mean}  ${draws.record(factor.id).title}`;
}

function disclosuresText({ yearsAgo }: Extract<Factor, { kind: 'disclosures' }>): string {
  const when = yearsAgo.map((years) => figure(years)).join(', ');
  return yearsAgo.length === 0
    ? 'disclosures, given that none is recorded'
    : `disclosures, given those of ${when} years ago`;
}

const used = (ids: readonly string[], draws: Draws): UsedParameter[] =>
  [...new Set(ids)].map((id) => ({ ...draws.record(id), mean: draws.mean(id) }));

/** Every parameter that a rate rests on, those of derived numbers included, each once. */
export function parametersOf(rate: Rate): string[] {
  const ids = rate.flatMap((term) =>
    term.factors.flatMap((factor) =>
      factor.kind === 'derived'
        ? derivedFormulas[factor.id].parameters
        : factor.kind === 'within' || factor.kind === 'share'
          ? [factor.id, ...parametersOf(factor.runs)]
          : factor.kind === 'delayed'
            ? derivedFormulas['vulnerability.exploited-in-time'].parameters
            : factor.kind === 'disclosures'
              ? HISTORY_PARAMETERS
              : [factor.id],
    ),
  );
  return [...new Set(ids)];
}

const CAMPAIGN_PARAMETERS = [
  'takeover.level',
  'takeover.prior-weight',
  'takeover.lifetime-median',
  'takeover.lifetime-sigma',
  'takeover.sleeper-share',
  'takeover.sleeper-median',
  'takeover.sleeper-sigma',
  'takeover.sleeper-harm',
];

function ofCampaigns(
  window: CampaignWindow,
  member: CampaignMember,
  all: readonly Route[],
  draws: Draws,
): Derivation {
  const routes = all.filter((route) => member.routes.includes(route.id));
  const choices = routes.map((route) => (member.direct ? route.direct : route.transitive));
  const rates = [
    ...routes.map((route) => route.refresh),
    ...choices,
    ...(member.groups === null ? [] : [member.groups]),
  ];
  return {
    formula: [
      'λ = Σ_j κ_j · h_j · E_L[ 1 − e^(−Σ_r (u₀ + u)·max(0, L − gate)) ]',
      'κ_j campaigns a year, h_j chance that one hits this publisher, L lifetime of a malicious release,',
      'u₀ + u how often a year a route chooses this version anew',
    ],
    terms: [],
    parameters: used(
      [
        ...CAMPAIGN_PARAMETERS,
        ...MIX[window.ecosystem],
        ...rates.flatMap(parametersOf),
        ...(member.pin === null ? [] : [member.pin]),
      ],
      draws,
    ),
    notes: [
      `prior: ${window.campaigns.length} campaigns from ${window.from} to ${window.until} (${window.class}, ${window.grade}); ${window.source}`,
      ...routes.map((route, r) => routeNote(route, choices[r] as Rate, draws)),
      ...(routes.length === 0 ? ['no route: nothing here chooses a new version of it'] : []),
    ],
  };
}

function routeNote(route: Route, choices: Rate, draws: Draws): string {
  const perYear = (rate: Rate): string => figure(sum(draws.rate(rate)) / draws.size);
  const gate =
    route.gate.hours === 0
      ? route.gate.because
      : `gate ${figure(route.gate.hours / 24)} d (${route.gate.because})`;
  return `route ${route.title} [${route.at.path}:${route.at.line}]: whole tree ${perYear(route.refresh)} times a year, this one ${perYear(choices)}; ${gate}`;
}
