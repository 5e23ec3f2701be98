/** What the parts of the workflow and action readers share. */
import type { Diagnostic, Location, Severity } from '../../model/diagnostic.ts';
import type { TextFile } from '../reader.ts';
import { placesIn } from '../syntax/lines.ts';
import type { Variables } from '../syntax/shell.ts';
import { entriesOf, type YamlFile, type YamlNode, type YamlScalar } from '../syntax/yaml.ts';

export interface Context {
  readonly reader: string;
  readonly path: string;
  readonly yaml: YamlFile;
  /** Folder of the repository that the file configures, relative to the root of the tree. */
  readonly base: string;
  /** Filled as the file is read. */
  readonly diagnostics: Diagnostic[];
}

export const placeIn = (
  context: Pick<Context, 'path'>,
  node: { readonly line: number; readonly column: number },
): Location => ({
  path: context.path,
  line: node.line,
  column: node.column,
});

export function remark(
  context: Context,
  what: string,
  message: string,
  hint: string,
  node: { readonly line: number; readonly column: number },
  severity: Severity = 'warning',
): void {
  context.diagnostics.push({
    code: `${context.reader}/${what}`,
    severity,
    message,
    at: placeIn(context, node),
    hint,
  });
}

/** Problems of the YAML itself as diagnostics. */
export function yamlDiagnostics(reader: string, file: TextFile, yaml: YamlFile): readonly Diagnostic[] {
  const hints: Readonly<Record<string, string>> = {
    malformed: 'correct the YAML at this place; GitHub does not run a workflow that it cannot parse',
    'duplicate-key': 'remove one of the two',
    'several-documents': 'split the file, one document each',
  };
  return yaml.problems.map((problem) => ({
    code: `${reader}/${problem.what}`,
    severity: problem.severity,
    message: problem.message,
    at: { path: file.path, line: problem.line, column: problem.column },
    hint: hints[problem.what] ?? 'make the file smaller and flatter, as a person would write it',
  }));
}

/** A long script may be asked for thousands of places: its lines are indexed once. */
const placers = new WeakMap<YamlScalar, ReturnType<typeof placesIn>>();

/** Offsets in a scalar's text as places. */
export function placeInText(context: Pick<Context, 'path'>, scalar: YamlScalar, offset: number): Location {
  const placeAt = placers.get(scalar) ?? placesIn(scalar.text);
  placers.set(scalar, placeAt);
  const { line, column } = placeAt(offset);
  return { path: context.path, line: scalar.textLine + line - 1, column: scalar.textColumn + column - 1 };
}

/** A mapping as variables. */
export const variablesOf = (node: YamlNode | null): Variables => new Map(Object.entries(textsByKey(node)));

/** A mapping of scalars as text (`env`, `with`); anything else in it is left out. */
export function textsByKey(node: YamlNode | null, longest = 2000): Readonly<Record<string, string>> {
  const pairs = entriesOf(node).flatMap(({ key, value }) =>
    value.kind === 'scalar' ? [[key, value.text.slice(0, longest)] as const] : [],
  );
  return Object.fromEntries(pairs);
}

/** A key of such texts, whatever its case: GitHub ignores case in inputs. */
export function input(texts: Readonly<Record<string, string>>, name: string): string | undefined {
  if (Object.hasOwn(texts, name)) return texts[name];
  const key = Object.keys(texts).find((one) => one.toLowerCase() === name);
  return key === undefined ? undefined : texts[key];
}
