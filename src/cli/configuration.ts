/** `bulkhead.yml`: its schema, and errors that name the place and the nearest field. */
import { ATTESTATION_DAYS, type Attestation, attestable } from '../model/attestation.ts';
import { SCENARIOS, type Scenario } from '../model/scenario.ts';
import type { StatedLoss } from '../model/stated-loss.ts';
import { WAIVER_DAYS, type Waiver, waiverReasons } from '../model/waiver.ts';
import { readYaml, type YamlNode } from '../readers/syntax/yaml.ts';
import { parseDate } from './options.ts';
import { nearest, UsageError } from './usage-error.ts';

export interface Configuration {
  readonly horizon?: string | number | undefined;
  readonly scenario?: string | undefined;
  /** Scenarios of the owner's own, by name. */
  readonly scenarios?: readonly Scenario[] | undefined;
  readonly seed?: number | undefined;
  readonly maxFileSize?: string | number | undefined;
  readonly organisation?: { readonly segment?: string | undefined } | undefined;
  readonly assets?: readonly StatedLoss[] | undefined;
  readonly attestations?: readonly Attestation[] | undefined;
  readonly waivers?: readonly Waiver[] | undefined;
}

/** The schema in zod, imported when first needed: it costs a tenth of a second. */
export async function configurationSchema() {
  const { z } = await import('zod');
  const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
  const halving = z.union([z.number().positive(), z.literal('never')]);
  const share = z.number().min(0).max(1);
  return z
    .strictObject({
      horizon: z.union([z.string(), z.number()]).optional().describe('time looked ahead, such as 1y or 90d'),
      scenario: z
        .string()
        .optional()
        .describe('how costs move: frozen, trend, fast, slow, ramp, or one of scenarios'),
      scenarios: z
        .array(
          z.strictObject({
            id: z.string().min(1).describe('its name'),
            attackHalvingMonths: halving.optional().describe('in which all costs of attack halve, or never'),
            defenceHalvingMonths: halving
              .optional()
              .describe('in which all costs of defence halve, or never'),
            field: z
              .union([share, z.strictObject({ from: share, to: share, years: z.number().positive() })])
              .optional()
              .describe('share of the fall that reaches the field, or one that rises'),
            decisiveness: z.number().min(0).max(5).optional().describe('m of the contest'),
          }),
        )
        .optional()
        .describe('scenarios of your own; what is left out is drawn as in trend'),
      seed: z.int().min(0).optional().describe('seed of the joint draws'),
      maxFileSize: z
        .union([z.string(), z.number()])
        .optional()
        .describe('larger files are not read, such as 64MB'),
      organisation: z
        .strictObject({
          segment: z
            .enum(['any-size', 'under-25m', '25m-2b', 'over-2b'])
            .optional()
            .describe('whose base rate stands beside the headline'),
        })
        .optional(),
      assets: z
        .array(
          z.strictObject({
            id: z.string().min(1).describe('the asset, as reports name it, such as production or users/npm'),
            lossUsd: z.strictObject({
              p5: z.number().positive().describe('US dollars that the loss exceeds in 95 of 100 cases'),
              p95: z.number().positive().describe('US dollars that it exceeds in 5 of 100'),
            }),
          }),
        )
        .optional()
        .describe('what the loss of an asset costs you'),
      attestations: z
        .array(
          z.strictObject({
            fact: z.string().describe('the key that a report names beside an unknown, such as people'),
            value: z.union([z.string(), z.int()]).describe('what holds'),
            by: z.string().min(1).describe('who says so'),
            on: date.describe('the day it was looked at'),
            until: date
              .optional()
              .describe(`first day it no longer holds; ${ATTESTATION_DAYS} days after \`on\` unless said`),
          }),
        )
        .optional()
        .describe('facts that no file shows'),
      waivers: z
        .array(
          z.strictObject({
            id: z
              .string()
              .min(1)
              .describe('the surface or shock, as reports name it, such as credential/GH_PAT'),
            reason: z.enum(waiverReasons).describe('why it is left as it is'),
            note: z.string().min(1).describe('the same in words'),
            owner: z.string().min(1).describe('who answers for it'),
            created: date.describe('the day it was looked at'),
            expires: date
              .optional()
              .describe(`first day it no longer holds; ${WAIVER_DAYS} days after \`created\` unless said`),
            effect: z
              .enum(['accept', 'mitigated'])
              .describe('accept hides it and stays in the odds; mitigated lowers them'),
            failureOnDemand: z
              .number()
              .gt(0)
              .max(1)
              .optional()
              .describe('of mitigated: how often what stands before it fails'),
          }),
        )
        .optional()
        .describe('what is left as it is, for a time'),
    })
    .describe('bulkhead configuration, version 1');
}

/** @throws UsageError with the place and the nearest field for anything that is not in the schema */
export async function parse(text: string, path: string): Promise<Configuration> {
  const { root, problems } = await readYaml(text);
  const broken = problems.find((one) => one.severity === 'error');
  if (broken !== undefined) {
    throw new UsageError(`${path}:${broken.line} ${broken.message}`, 'mend the line, or use --no-config');
  }
  const schema = await configurationSchema();
  const result = schema.safeParse(root === null ? {} : plain(root));
  if (result.success) {
    const { assets, attestations, waivers, scenarios, ...rest } = result.data;
    return {
      ...rest,
      assets: assets === undefined ? undefined : stated(assets, path),
      attestations: attestations?.map((one) => attested(one, path)),
      scenarios: scenarios === undefined ? undefined : ownScenarios(scenarios, path),
      waivers: waivers?.map((one) => waived(one, path)),
    };
  }
  const issue = result.error.issues[0];
  if (issue === undefined) throw new UsageError(`${path} is not a configuration`, 'see schema/config-1.json');
  const key = issue.code === 'unrecognized_keys' ? (issue.keys[0] ?? '') : '';
  const at = [...issue.path.map(String), ...(key === '' ? [] : [key])];
  const line = lineOf(root, at);
  if (key === '')
    throw new UsageError(`${path}:${line} ${at.join('.')}: ${issue.message}`, 'see schema/config-1.json');
  const known = fieldsAt(issue.path.map(String));
  const near = nearest(key, known);
  throw new UsageError(
    `${path}:${line} has the unknown field ${JSON.stringify(at.join('.'))}`,
    near === null ? `known fields: ${known.join(', ')}` : `did you mean ${near}?`,
  );
}

/** Field names at a place of the configuration: kept beside the schema, held to it by a test. */
export function fieldsAt(path: readonly string[]): readonly string[] {
  if (path.length === 0)
    return [
      'horizon',
      'scenario',
      'scenarios',
      'seed',
      'maxFileSize',
      'organisation',
      'assets',
      'attestations',
      'waivers',
    ];
  if (path[0] === 'assets') return path.length > 2 ? ['p5', 'p95'] : ['id', 'lossUsd'];
  if (path[0] === 'scenarios')
    return path.length > 2
      ? ['from', 'to', 'years']
      : ['id', 'attackHalvingMonths', 'defenceHalvingMonths', 'field', 'decisiveness'];
  if (path[0] === 'waivers')
    return ['id', 'reason', 'note', 'owner', 'created', 'expires', 'effect', 'failureOnDemand'];
  if (path[0] === 'attestations') return ['fact', 'value', 'by', 'on', 'until'];
  return path[0] === 'organisation' ? ['segment'] : [];
}

interface StatedScenario {
  readonly id: string;
  readonly attackHalvingMonths?: number | 'never' | undefined;
  readonly defenceHalvingMonths?: number | 'never' | undefined;
  readonly field?: Exclude<Scenario['field'], 'drawn'> | undefined;
  readonly decisiveness?: number | undefined;
}

/** Scenarios of the owner's own; the names of those that are built in are taken. */
function ownScenarios(stated: readonly StatedScenario[], path: string): Scenario[] {
  return stated.map((one, i) => {
    const { id } = one;
    if (SCENARIOS.some((known) => known.id === id) || stated.findIndex((other) => other.id === id) < i)
      throw new UsageError(
        `${path}: a scenario named ${JSON.stringify(id)} is there already`,
        'give it another name',
      );
    return {
      id,
      attack: one.attackHalvingMonths ?? 'drawn',
      defence: one.defenceHalvingMonths ?? 'drawn',
      field: one.field ?? 'drawn',
      decisiveness: one.decisiveness ?? 'drawn',
    };
  });
}

/** Losses in dollars: each asset once, its 95 % point not below its 5 % point. */
function stated(
  assets: readonly { readonly id: string; readonly lossUsd: { readonly p5: number; readonly p95: number } }[],
  path: string,
): StatedLoss[] {
  return assets.map(({ id, lossUsd: { p5, p95 } }, i) => {
    if (p95 < p5)
      throw new UsageError(
        `${path}: the 95 % point of the loss of ${JSON.stringify(id)} lies below its 5 % point`,
        'swap p5 and p95',
      );
    if (assets.findIndex((one) => one.id === id) < i)
      throw new UsageError(`${path}: the asset ${JSON.stringify(id)} stands twice`, 'leave one of them');
    return { asset: id, p5, p95 };
  });
}

interface StatedFact extends Omit<Attestation, 'until'> {
  readonly until?: string | undefined;
}

/** A fact that the odds use, a value that it takes, and its last day. */
function attested({ fact, value, by, on, until }: StatedFact, path: string): Attestation {
  const kind = attestable.find((one) => one.key.test(fact));
  if (kind === undefined) {
    const examples = attestable.map((one) => one.example);
    const near = nearest(fact, examples);
    throw new UsageError(
      `${path}: nothing that the odds use is attested by ${JSON.stringify(fact)}`,
      near === null ? `facts that can be attested: ${examples.join(', ')}` : `did you mean ${near}?`,
    );
  }
  const fits =
    kind.values === null ? typeof value === 'number' && value >= 1 : kind.values.includes(String(value));
  if (!fits) {
    const words = kind.values === null ? 'a whole number from 1' : `one of ${kind.values.join(', ')}`;
    throw new UsageError(`${path}: ${fact} cannot be ${JSON.stringify(value)}`, `give ${words}`);
  }
  return {
    fact,
    value,
    by,
    on: parseDate(on),
    until: until === undefined ? after(on, ATTESTATION_DAYS) : parseDate(until),
  };
}

interface StatedWaiver extends Omit<Waiver, 'expires' | 'failureOnDemand'> {
  readonly expires?: string | undefined;
  readonly failureOnDemand?: number | undefined;
}

/** Only what is stated to stand before it lowers anything, and then how often it fails must be stated, too. */
function waived({ expires, failureOnDemand, ...one }: StatedWaiver, path: string): Waiver {
  if (one.effect === 'mitigated' && failureOnDemand === undefined)
    throw new UsageError(
      `${path}: the waiver of ${JSON.stringify(one.id)} is mitigated, but does not say how often that fails`,
      'give failureOnDemand, above 0 and at most 1, or effect: accept',
    );
  if (one.effect === 'accept' && failureOnDemand !== undefined)
    throw new UsageError(
      `${path}: the waiver of ${JSON.stringify(one.id)} is accepted, so that its failureOnDemand lowers nothing`,
      'leave failureOnDemand out, or give effect: mitigated',
    );
  return {
    ...one,
    created: parseDate(one.created),
    expires: expires === undefined ? after(one.created, WAIVER_DAYS) : parseDate(expires),
    failureOnDemand: failureOnDemand ?? null,
  };
}

function after(on: string, days: number): string {
  const day = new Date(`${parseDate(on)}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() + days);
  return day.toISOString().slice(0, 10);
}

/** Plain values: quoted text stays text, what looks like a number or a truth value is one. */
function plain(node: YamlNode): unknown {
  if (node.kind === 'sequence') return node.items.map(plain);
  if (node.kind === 'mapping') {
    return Object.fromEntries([...node.entries].map(([key, entry]) => [key, plain(entry.value)]));
  }
  if (node.isNull) return undefined;
  if (node.style !== 'plain') return node.text;
  if (/^-?\d+(\.\d+)?$/.test(node.text)) return Number(node.text);
  return node.text === 'true' || node.text === 'false' ? node.text === 'true' : node.text;
}

/** The line of a field, or of the nearest thing around it. */
function lineOf(root: YamlNode | null, path: readonly string[]): number {
  let node = root;
  let line = root?.line ?? 1;
  for (const part of path) {
    const entry = node?.kind === 'mapping' ? node.entries.get(part) : undefined;
    const next = node?.kind === 'sequence' ? node.items[Number(part)] : entry?.value;
    if (next === undefined) break;
    line = entry?.keyLine ?? next.line;
    node = next;
  }
  return line;
}
