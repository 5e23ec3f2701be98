/**
 * The only place where stages meet: bytes → facts → places → rates → odds → losses.
 *
 * A run is a function of its arguments: date, seed, files and history are passed in.
 */
import { withAttestedWalls } from './attested-walls.ts';
import { campaignWindows } from './campaigns.generated.ts';
import { assumedCompromised, evidenceSummary, fallenBy } from './compromised.ts';
import { credentialRecords } from './credentials.generated.ts';
import { findingsOf } from './evidence/findings.ts';
import { assessLosses, LOSS_DRAWS, type LossResult } from './graph/assess.ts';
import { weave } from './graph/weave.ts';
import { assessedShocks, assessedSurfaces } from './hazards/assessed.ts';
import { channels } from './hazards/channels/index.generated.ts';
import { type Combined, combine, costFactors, estimator, oddsBy } from './hazards/combine.ts';
import { type Course, courseOf } from './hazards/course.ts';
import { chanceDerivation, derivationOf } from './hazards/derivation.ts';
import { Draws } from './hazards/draws.ts';
import { spaced } from './maths/order.ts';
import type { AdvisorySnapshot } from './model/advisory.ts';
import type { Assessment, ChanceDerivation, Completeness, Derivation } from './model/assessment.ts';
import type { AttackGraph } from './model/attack-graph.ts';
import { type Attestation, inForce } from './model/attestation.ts';
import type { CampaignWindow } from './model/campaign.ts';
import { at, type Diagnostic } from './model/diagnostic.ts';
import type { FileTree, History } from './model/files.ts';
import type { Findings } from './model/finding.ts';
import type { ParameterRecord } from './model/parameter.ts';
import type { Growth } from './model/race.ts';
import type { Scenario } from './model/scenario.ts';
import type { ShockSpec } from './model/shock.ts';
import type { StatedLoss } from './model/stated-loss.ts';
import type { Places } from './model/surface.ts';
import type { HeldWaiver, Waiver } from './model/waiver.ts';
import { type Outlook, outlookOf } from './outlook.ts';
import { parameterRecords, parametersDigest } from './parameters.generated.ts';
import { platformRules } from './platform.generated.ts';
import { type Collected, collect, type Progress } from './readers/collect.ts';
import { attestedFacts } from './surfaces/attested.ts';
import type { SurfaceContext } from './surfaces/context.ts';
import { placesOf } from './surfaces/places.ts';
import { summarise } from './surfaces/summary.ts';
import { version } from './version.generated.ts';
import { heldWaivers, isInForce, mitigated, waiverDiagnostics } from './waived.ts';

export type { Progress };

export interface AssessmentRequest {
  /** The root as the user named it: printed, never resolved. */
  readonly root: string;
  readonly tree: FileTree;
  readonly history: History;
  /** ISO date. */
  readonly asOf: string;
  readonly seed: number;
  /** Years, > 0. */
  readonly horizonYears: number;
  /** Number of joint draws. */
  readonly draws: number;
  /** Id of the organisation's segment: which outside rate stands beside the headline. */
  readonly segment: string;
  /** What the loss of assets costs, as their owner states it. */
  readonly stated: readonly StatedLoss[];
  /** Facts that people state, those of the past too: which of them hold is decided by `asOf`. */
  readonly attestations: readonly Attestation[];
  /** What people leave as it is, expired ones too. */
  readonly waivers: readonly Waiver[];
  /** Public records; `NO_SNAPSHOT` where there are none: rates are then the population's. */
  readonly snapshot: AdvisorySnapshot;
  /** How costs move. */
  readonly scenario: Scenario;
  /** Parameters of this project's own, in place of the population's of the same name. */
  readonly own?: readonly ParameterRecord[];
  /** How fast surfaces grow in number; null or left out where no history was read. */
  readonly growth?: Growth | null;
  readonly progress?: Progress;
}

export interface AssessmentRun {
  readonly assessment: Assessment;
  /** How the rate of a shock came about; null for an id that is no shock. */
  readonly derive: (shock: string) => Derivation | null;
  /** How the chance of a step, or the failure of a standing wall, came about; null for an id that is neither. */
  readonly deriveChance: (id: string) => ChanceDerivation | null;
  /** How many files were recognised: nothing recognised is no answer. */
  readonly recognised: number;
  /** What the assessment rests on, for who asks what walls would change. */
  readonly basis: Basis;
}

/** Facts, places, rates and graph of one run: never printed as they are. */
export interface Basis {
  readonly request: AssessmentRequest;
  readonly facts: Facts;
  readonly combined: Combined;
  readonly draws: Draws;
  /** How costs move over the horizon. */
  readonly course: Course;
}

/** The facts of one tree and what they lead to, before any number is drawn. */
export interface Facts {
  readonly collected: Collected;
  readonly context: SurfaceContext;
  readonly places: Places;
  /** What public records say of them. */
  readonly findings: Findings;
  readonly specs: readonly ShockSpec[];
  readonly graph: AttackGraph;
  /** Attestations in force. */
  readonly held: readonly Attestation[];
}

/** Reads a tree: bytes → facts → places → ways in and onward. */
export async function readFacts(
  request: Pick<
    AssessmentRequest,
    'tree' | 'history' | 'asOf' | 'attestations' | 'waivers' | 'snapshot' | 'progress'
  >,
): Promise<Facts> {
  const collected = await collect(request.tree, request.history, request.progress);
  return factsWith(
    collected,
    request,
    request.attestations.filter((one) => inForce(one, request.asOf)),
  );
}

/** Facts of files and of attestations to places, shocks and graph. */
export function factsWith(
  collected: Collected,
  { asOf, history, waivers, snapshot }: Pick<AssessmentRequest, 'asOf' | 'history' | 'waivers' | 'snapshot'>,
  held: readonly Attestation[],
): Facts {
  const context = {
    asOf,
    rules: platformRules,
    credentials: credentialRecords,
    attested: attestedFacts(held),
    committers: history.committers,
  };
  const places = placesOf(collected.inventory, context);
  const findings = findingsOf(places.surfaces, snapshot, asOf);
  const specs = channels.flatMap((channel) => channel.shocks(places, { asOf, findings }));
  const { inventory } = collected;
  const { graph, shocks } = withAttestedWalls({
    inventory,
    places,
    graph: weave(places),
    shocks: mitigated(
      specs,
      waivers.filter((one) => isInForce(one, asOf)),
    ),
    attested: held,
  });
  return { collected, held, context, places, findings, specs: shocks, graph };
}

/** Facts and the rates that follow from them: what losses, plans and explanations begin with. */
export async function basisOf(request: AssessmentRequest): Promise<Basis> {
  const facts = await readFacts(request);
  const draws = new Draws(withOwn(request.own ?? []), request.seed, request.draws);
  const course = courseOf(request.scenario, draws, request.horizonYears);
  return {
    request,
    facts,
    draws,
    course,
    combined: combine(facts.specs, facts.places.routes, campaignWindows, draws, course),
  };
}

const withOwn = (own: readonly ParameterRecord[]): readonly ParameterRecord[] =>
  own.length === 0
    ? parameterRecords
    : parameterRecords.map((one) => own.find(({ id }) => id === one.id) ?? one);

/** What every answer says of itself: which tool, and of what. */
export const provenance = ({ root, history, asOf, seed, horizonYears }: AssessmentRequest) => ({
  tool: { version, model: '1', parameters: parametersDigest },
  subject: { root, commit: history.commit, asOf },
  seed,
  horizonYears,
});

export async function assess(request: AssessmentRequest): Promise<AssessmentRun> {
  const { horizonYears } = request;
  const basis = await basisOf(request);
  const { facts, combined, draws, course } = basis;
  const { collected, context, places, findings, specs, graph, held } = facts;
  const outlook = outlookOf({
    ...request,
    ...basis,
    ...growthBy(request.growth ?? null, places),
    specs,
    picked: spaced(draws.size, LOSS_DRAWS),
  });
  const loss = lossesBehind(facts, combined, request, outlook.views, draws);
  const anySurface = oddsBy(combined.anyPerYear, horizonYears);
  const estimate = estimator();
  const shocks = assessedShocks(specs, combined, loss.shocks, estimate, costFactors(draws, course));
  const waivers = heldWaivers(request.waivers, request.asOf, shocks, specs);
  const assessment: Assessment = {
    schema: 'bulkhead/assessment/1',
    ...provenance(request),
    scenario: request.scenario.id,
    completeness: completenessOf(collected, request, places, held),
    diagnostics: [
      ...collected.inventory.diagnostics,
      ...expired(request),
      ...unknownAssets(request, loss),
      ...waiverDiagnostics(waivers),
    ],
    evidence: evidenceSummary(findings, request.asOf),
    inventory: summarise(collected.inventory, places.surfaces, context),
    assumedCompromised: assumedCompromised(findings),
    odds: {
      anySurface,
      anySurfaceUnattested:
        held.length === 0 && !waivers.some(lowers)
          ? null
          : oddsBy(withoutAttestations(collected, request, draws, course), horizonYears),
      anyAsset: loss.anyAsset,
      anyAssetAnew: loss.anyAssetAnew,
      anyAssetGivenCompromised: loss.anyAssetGivenFallen,
      containment: loss.containment,
      touchesPerYear: estimate(combined.touches),
      entriesPerYear: estimate(combined.entries),
      outside: { segment: request.segment, perYear: estimate(draws.of(`outside.${request.segment}`)) },
      ...outlook.answer(loss.views, { anySurface, anyAsset: loss.anyAsset }),
    },
    surfaces: assessedSurfaces(places.surfaces, shocks),
    shocks,
    waivers,
    assets: loss.assets,
    losses: loss.losses,
    graph: loss.graph,
    notCovered: notCovered(findings),
  };
  const byId = new Map<string, ShockSpec>(specs.map((spec) => [spec.id, spec]));
  const derive = (id: string): Derivation | null => {
    const spec = byId.get(id);
    return spec === undefined ? null : derivationOf(spec, places.routes, campaignWindows, draws, course);
  };
  const deriveChance = (id: string): ChanceDerivation | null => {
    const factors =
      graph.steps.find((step) => step.id === id)?.open ?? graph.walls.find((wall) => wall.id === id)?.fails;
    return factors === undefined ? null : chanceDerivation(factors, draws);
  };
  return { assessment, derive, deriveChance, recognised: collected.recognised, basis };
}

/** The pace of a shock is that of the kind of the surfaces that it hits; one that hits none has none. */
function growthBy(
  growth: Growth | null,
  { surfaces }: Places,
): Pick<Parameters<typeof outlookOf>[0], 'growth' | 'packageGrowth'> {
  if (growth === null) return { growth: null, packageGrowth: 0 };
  const kinds = new Map<string, string>(surfaces.map(({ id, kind }) => [id, kind]));
  const paces = new Map(
    growth.kinds.map(({ kind, now, perYear }) => [kind, now > 0 ? perYear.mean / now : 0]),
  );
  const paceOf = (kind: string | undefined): number => (kind === undefined ? 0 : (paces.get(kind) ?? 0));
  return {
    growth: ({ hits }) => paceOf(kinds.get(hits[0] ?? '')),
    packageGrowth: paceOf('package'),
  };
}

/** What burns when a surface falls: the graph of the repository, and the odds that something is lost. */
function lossesBehind(
  { graph, specs, places, findings }: Facts,
  combined: Combined,
  { segment, stated, horizonYears, seed }: AssessmentRequest,
  views: Outlook['views'],
  draws: Draws,
): LossResult {
  return assessLosses({
    graph,
    specs,
    rates: combined.rates,
    shares: combined.shares,
    anyPerYear: combined.anyPerYear,
    campaigns: combined.campaigns.map((one, i) => ({
      ecosystem: (campaignWindows[i] as CampaignWindow).ecosystem,
      ways: one.ways,
      entering: one.entering,
      joined: one.joined,
    })),
    chances: (factors) => draws.product(factors),
    parameter: (id) => draws.of(id),
    fixed: (id) => draws.record(id).value,
    fallen: fallenBy(findings, places),
    segment,
    stated,
    horizonYears,
    views,
    seed,
  });
}

const lowers = ({ state, effect }: HeldWaiver): boolean => state === 'in-force' && effect === 'mitigated';

/** λ(any) of the same tree with nothing attested, and nothing mitigated. */
function withoutAttestations(
  collected: Collected,
  request: AssessmentRequest,
  draws: Draws,
  course: Course,
): Float64Array {
  const { specs, places } = factsWith(collected, { ...request, waivers: [] }, []);
  return combine(specs, places.routes, campaignWindows, draws, course).anyPerYear;
}

function completenessOf(
  collected: Collected,
  { tree }: AssessmentRequest,
  places: Places,
  held: readonly Attestation[],
): Completeness {
  const { unread } = collected;
  const status = unread.length > 0 ? 'partial' : 'complete';
  return { status, unread, skipped: tree.skipped, unknown: places.unknown, attested: held };
}

/** An attestation that no longer holds is told, and counts for nothing. */
const expired = ({ attestations, asOf }: AssessmentRequest): Diagnostic[] =>
  attestations
    .filter((one) => !inForce(one, asOf))
    .map((one) => ({
      code: 'config/expired-attestation',
      severity: 'warning',
      message: `the attestation of ${one.fact} by ${one.by} holds from ${one.on} to ${one.until}, not on ${asOf}`,
      at: at('bulkhead.yml'),
      hint: 'look again, then set its `on` to the day you looked',
    }));

/** Dollars of an asset that the tree does not show count for nothing, and that is told. */
const unknownAssets = ({ stated }: AssessmentRequest, { assets }: LossResult): Diagnostic[] =>
  stated
    .filter(({ asset }) => !assets.some((one) => one.bearsLoss && one.id === asset))
    .map(({ asset }) => ({
      code: 'config/unknown-asset',
      severity: 'warning',
      message: `no asset of this tree that bears loss is named ${asset}: its dollars are not counted`,
      at: at('bulkhead.yml'),
      hint: `assets here: ${assets
        .filter((one) => one.bearsLoss)
        .map((one) => one.id)
        .join(', ')}`,
    }));

/** What no part of the model sees (model.md 12). */
const notCovered = ({ silent }: Findings): string[] => [
  'how long an attacker needs from a foothold to a loss, and that somebody may throw him out in between',
  ...(silent.length > 0
    ? [`what these records say of this tree (bulkhead data update): ${silent.join(', ')}`]
    : []),
  "flaws in the project's own code",
  'exposed services and their configuration',
  'attackers inside, physical access, hardware, other repositories',
];
