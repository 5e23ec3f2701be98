/** `runs-on:`, with expressions over `matrix` resolved to all their values. */
import type { Runner } from '../../model/workflow.ts';
import { expressionsIn } from '../syntax/github-expressions.ts';
import { child, entriesOf, itemsOf, textOf, textsOf, type YamlNode } from '../syntax/yaml.ts';

type Kind = Runner['kind'];

const HOSTED =
  /^(?:ubuntu-(?:latest|slim|\d\d\.\d\d)(?:-arm)?|windows-(?:latest|\d{2,4})(?:-vs\d{4})?(?:-arm)?|macos-(?:latest|\d\d)(?:-intel)?)$/;
const LARGER = /^(?:ubuntu|windows|macos|linux)[-_.].*|.*-\d{1,3}-?cores?\b.*/;

const VENDORS: readonly (readonly [string, RegExp])[] = [
  ['warp', /^warp(?:build)?-/],
  ['blacksmith', /^blacksmith\b/],
  ['namespace', /^(?:namespace-|nscloud-)/],
  ['depot', /^depot-/],
  ['buildjet', /^buildjet-/],
  ['ubicloud', /^ubicloud\b/],
  ['runs-on', /^(?:runs-on\b|runner=|family=)/],
  ['actuated', /^actuated\b/],
  ['cirun', /^cirun-/],
  ['codebuild', /^codebuild-/],
  ['tenki', /^tenki-/],
  ['cirrus', /^ghcr\.io\/cirruslabs\//],
  ['machine', /^machine(?:-|$)/],
  ['latchkey', /^latchkey-/],
  ['bullfrog', /^bullfrog-/],
];

export function runnerOf(runsOn: YamlNode | null, matrix: YamlNode | null): Runner {
  const isMapping = runsOn?.kind === 'mapping';
  const written = isMapping ? textsOf(child(runsOn, 'labels')) : textsOf(runsOn);
  const labels = [...new Set(written.slice(0, 100).flatMap((label) => resolve(label, matrix)))].slice(0, 200);
  const group = isMapping && textOf(child(runsOn, 'group')) !== null;
  if (group && !labels.includes('self-hosted')) return { kind: 'hosted-larger', vendor: null, labels };
  const kinds = labels.map(kindOf);
  const kind = kinds.length === 0 ? 'unknown' : worst(labels, kinds);
  const vendor = labels.map(vendorOf).find((one) => one !== null) ?? null;
  return { kind, vendor: kind === 'vendor' ? vendor : null, labels };
}

function kindOf(label: string): Kind {
  const text = label.toLowerCase();
  if (text === 'self-hosted') return 'self-hosted';
  // `runs-on=${{ github.run_id }}/…`: the vendor is told before the computed part.
  if (vendorOf(text) !== null) return 'vendor';
  if (text.includes('${{')) return 'unknown';
  if (HOSTED.test(text)) return 'hosted';
  return LARGER.test(text) ? 'hosted-larger' : 'unknown';
}

const vendorOf = (label: string): string | null =>
  VENDORS.find(([, pattern]) => pattern.test(label.toLowerCase()))?.[0] ?? null;

/** What any of the values may be: the one that tells least about isolation counts. */
function worst(labels: readonly string[], kinds: readonly Kind[]): Kind {
  if (labels.some((label) => label.toLowerCase() === 'self-hosted')) return 'self-hosted';
  // A vendor's label may stand beside labels that only narrow it (`runs-on=…`, `runner=…`).
  const order: readonly Kind[] =
    kinds.includes('vendor') && !labels.some((label) => label.includes('${{')) ? ['vendor'] : [];
  return [...order, 'unknown', 'vendor', 'hosted-larger', 'hosted'].find((kind) =>
    kinds.includes(kind as Kind),
  ) as Kind;
}

/** All values of a label; what cannot be told stays as the expression. */
function resolve(label: string, matrix: YamlNode | null): readonly string[] {
  const expressions = expressionsIn(label);
  const first = expressions[0];
  if (first === undefined) return [label];
  const end = label.indexOf('}}', first.at) + 2;
  const whole = label.slice(first.at, end);
  const values = valuesOf(first.text, matrix);
  if (values.length === 0 || expressions.length > 1) return expandAll(label, matrix);
  return values.slice(0, 50).map((value) => (value === UNKNOWN ? label : label.replace(whole, () => value)));
}

/** Several expressions in one label: `${{ matrix.os }}-${{ matrix.version }}`, by all combinations up to 50. */
function expandAll(label: string, matrix: YamlNode | null): readonly string[] {
  let results = [''];
  let from = 0;
  for (const { text, at } of expressionsIn(label).slice(0, 5)) {
    const end = label.indexOf('}}', at) + 2;
    const values = valuesOf(text, matrix)
      .slice(0, 50)
      .map((value) => (value === UNKNOWN ? label.slice(at, end) : value));
    const options = values.length === 0 ? [label.slice(at, end)] : values;
    results = results
      .flatMap((start) => options.map((value) => start + label.slice(from, at) + value))
      .slice(0, 50);
    from = end;
  }
  return results.map((start) => start + label.slice(from));
}

const UNKNOWN = '\u0000';
/** GitHub makes no more jobs of a matrix. */
const MAX_VALUES = 256;

/**
 * Values that an expression may have: strings that are no operand of a comparison, and the matrix
 * values that it names. `UNKNOWN` stands for a part that files do not show (`inputs.x`, `vars.X`).
 */
function valuesOf(expression: string, matrix: YamlNode | null): readonly string[] {
  const text = expression.slice(0, 500);
  const list = /^fromjson\(\s*'(\[[^']*\])'\s*\)$/i.exec(text)?.[1];
  if (list !== undefined) return jsonTexts(list);
  const values: string[] = [];
  for (const match of text.matchAll(
    /'((?:[^']|'')*)'|\b(matrix(?:\.[\w-]+)+)|\b(?:inputs|vars|github|env|needs|steps|fromjson)\b/gi,
  )) {
    const before = text.slice(Math.max(0, match.index - 200), match.index);
    const after = text.slice(match.index + match[0].length);
    if (isCompared(before, after)) continue;
    if (match[1] !== undefined) values.push(match[1].replaceAll("''", "'"));
    else
      values.push(
        ...(match[2] === undefined ? [UNKNOWN] : matrixValues(matrix, match[2].split('.').slice(1))),
      );
  }
  return values;
}

const isCompared = (before: string, after: string): boolean =>
  /(?:[=!<>]=?|contains\([^()]*|startswith\([^()]*|endswith\([^()]*|,)\s*$/i.test(before) ||
  /^\s*(?:[=!]=|[<>])/.test(after);

function jsonTexts(text: string): readonly string[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
  } catch {
    return [UNKNOWN];
  }
}

/** `matrix.os`, `matrix.target.os`: values of the axis and of `include`. */
function matrixValues(matrix: YamlNode | null, keys: readonly string[]): readonly string[] {
  const [axis = '', ...deeper] = keys;
  const included = itemsOf(child(matrix, 'include')).flatMap((item) => child(item, axis) ?? []);
  const direct = child(matrix, axis);
  const listed = direct === null ? [] : direct.kind === 'sequence' ? direct.items : [direct];
  const texts = [...listed, ...included].slice(0, MAX_VALUES).flatMap((node) => {
    const found = deeper.reduce<YamlNode | null>((at, key) => child(at, key), node);
    return found === null ? [] : textsOf(found);
  });
  const values = texts.flatMap((text) => {
    const expressions = expressionsIn(text);
    return expressions.length === 0 ? [text] : [UNKNOWN];
  });
  return values.length === 0 || entriesOf(matrix).length === 0 ? [UNKNOWN] : values;
}
