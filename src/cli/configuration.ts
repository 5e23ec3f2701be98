/** `bulkhead.yml`: its schema, and errors that name the nearest field. The schema file is generated from here. */
import { nearest, UsageError } from './usage-error.ts';

/** Stands for a value that no file may set. */
export const UNSET = Symbol('unset');

export interface Configuration {
  readonly horizon?: string | number | undefined;
  readonly scenario?: string | undefined;
  readonly seed?: number | undefined;
  readonly maxFileSize?: string | number | undefined;
  readonly organisation?: { readonly segment?: string | undefined } | undefined;
}

/** The schema in zod, imported when first needed: it costs a tenth of a second. */
export async function configurationSchema() {
  const { z } = await import('zod');
  return z
    .strictObject({
      horizon: z.union([z.string(), z.number()]).optional().describe('time looked ahead, such as 1y or 90d'),
      scenario: z.enum(['frozen']).optional().describe('how costs move; only frozen is computed yet'),
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
    })
    .describe('bulkhead configuration, version 1');
}

/** @throws UsageError with the place and the nearest field for anything that is not in the schema */
export async function parse(text: string, path: string): Promise<Configuration> {
  const { parseDocument, LineCounter } = await import('yaml');
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const broken = document.errors[0];
  if (broken !== undefined)
    throw new UsageError(
      `${path}:${lines.linePos(broken.pos[0]).line} is no YAML: ${broken.message}`,
      'mend the line, or use --no-config',
    );
  const schema = await configurationSchema();
  const result = schema.safeParse(document.toJS({ maxAliasCount: 50 }) ?? {});
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  if (issue === undefined) throw new UsageError(`${path} is not a configuration`, 'see schema/config-1.json');
  const key = issue.code === 'unrecognized_keys' ? (issue.keys[0] ?? '') : '';
  const at = [...issue.path.map(String), ...(key === '' ? [] : [key])];
  const node = document.getIn(at, true) as { range?: [number, number, number] } | undefined;
  const line = node?.range === undefined ? 1 : lines.linePos(node.range[0]).line;
  if (key !== '') {
    const near = nearest(key, fieldsAt(issue.path.map(String)));
    throw new UsageError(
      `${path}:${line} has the unknown field ${JSON.stringify(at.join('.'))}`,
      near === null
        ? `known fields: ${fieldsAt(issue.path.map(String)).join(', ')}`
        : `did you mean ${near}?`,
    );
  }
  throw new UsageError(`${path}:${line} ${at.join('.')}: ${issue.message}`, 'see schema/config-1.json');
}

/** Field names at a place of the configuration: kept beside the schema, held to it by a test. */
export function fieldsAt(path: readonly string[]): readonly string[] {
  if (path.length === 0) return ['horizon', 'scenario', 'seed', 'maxFileSize', 'organisation'];
  return path[0] === 'organisation' ? ['segment'] : [];
}
