/** `${{ … }}` of GitHub workflows: where they stand, which secrets they name, which outsiders write. */

export interface Expression {
  /** Between `${{` and `}}`, trimmed. */
  readonly text: string;
  /** Offset of `${{` in the text. */
  readonly at: number;
}

/** All expressions of a text; an unclosed one ends the search. */
export function expressionsIn(text: string): readonly Expression[] {
  const found: Expression[] = [];
  let at = text.indexOf('${{');
  while (at >= 0) {
    const end = text.indexOf('}}', at + 3);
    if (end < 0) break;
    found.push({ text: text.slice(at + 3, end).trim(), at });
    at = text.indexOf('${{', end + 2);
  }
  return found;
}

/** `a['b']` as `a.b`, `a[0]` as `a.0`, lower case, so that one spelling is compared. */
export const plain = (expression: string): string =>
  expression
    .toLowerCase()
    .replace(/\[\s*'([\w-]{1,100})'\s*\]/g, '.$1')
    .replace(/\[\s*(\d{1,9}|\*)\s*\]/g, '.$1')
    .replace(/[ \t]*\.[ \t]*/g, '.');

export interface SecretName {
  /** As written; null when the secret is chosen at run time, or all are passed. */
  readonly name: string | null;
  readonly at: number;
}

/** Secrets named inside one expression. Comparing names is up to the caller: GitHub ignores case. */
export function secretsIn(expression: string): readonly SecretName[] {
  const found: SecretName[] = [];
  for (const match of withoutStrings(expression).matchAll(
    /\bsecrets\b(?:\s*\.\s*([A-Za-z_]\w{0,200}|\*)|\s*\[)?/gi,
  )) {
    const quoted = /^secrets\s*\[\s*'([A-Za-z_]\w{0,200})'\s*\]/i.exec(
      expression.slice(match.index, match.index + 300),
    )?.[1];
    const dotted = match[1] === '*' ? undefined : match[1];
    if (!isMember(expression, match.index)) found.push({ name: dotted ?? quoted ?? null, at: match.index });
  }
  return found;
}

/** `inputs.secrets` is no use of the context. */
const isMember = (expression: string, at: number): boolean =>
  /[.\w-]$/.test(expression.slice(Math.max(0, at - 2), at).trimEnd());

/** String literals blanked out, so that words in them are not taken for contexts; same length. */
function withoutStrings(expression: string): string {
  return expression.replace(/'[^']*'/g, (literal) => `'${' '.repeat(literal.length - 2)}'`);
}

const PERSON = '(?:author|committer)\\.(?:name|email)';

/** Contexts whose text an outsider writes. */
const OUTSIDER = new RegExp(
  [
    'github\\.head_ref',
    'github\\.event\\.(?:issue|pull_request|discussion|comment|review|review_comment)\\.(?:title|body)',
    'github\\.event\\.pull_request\\.head\\.(?:ref|label)',
    'github\\.event\\.pull_request\\.head\\.repo\\.(?:default_branch|description|homepage)',
    'github\\.event\\.changes\\.(?:title|body)\\.from',
    `github\\.event\\.commits(?:\\.[\\d*]+)?\\.(?:message|${PERSON})`,
    `github\\.event\\.head_commit\\.(?:message|${PERSON})`,
    'github\\.event\\.pages(?:\\.[\\d*]+)?\\.page_name',
    `github\\.event\\.workflow_run\\.(?:head_branch|display_title|head_commit\\.(?:message|${PERSON}))`,
    'github\\.event\\.workflow_run\\.pull_requests(?:\\.[\\d*]+)?\\.head\\.ref',
    'github\\.event\\.workflow_run\\.head_repository\\.description',
    'tojson\\(\\s*github(?:\\.event(?:\\.(?:issue|pull_request|comment|review|discussion|commits|head_commit))?)?\\s*\\)',
  ].join('|'),
  'g',
);

/** Whether the expression puts an outsider's text into its result (a comparison of it does not). */
export function isOutsiderText(expression: string): boolean {
  const text = plain(expression.slice(0, 4000));
  for (const match of text.matchAll(OUTSIDER)) {
    const end = match.index + match[0].length;
    const before = text.slice(Math.max(0, match.index - 300), match.index);
    const longer = /^[\w-]/.test(text.slice(end)) && !match[0].endsWith(')');
    if (!longer && !isMember(text, match.index) && !isTested(before, text.slice(end, end + 10))) return true;
  }
  return false;
}

function isTested(before: string, after: string): boolean {
  if (/^\s*(?:==|!=)/.test(after) || /(?:==|!=)\s*$/.test(before)) return true;
  return /(?:contains|startswith|endswith|hashfiles)\([^()]*$/.test(before);
}

/** References to code that the change's author chooses: a head, a merge of it, or its repository. */
const UNTRUSTED_REF = new RegExp(
  [
    'github\\.head_ref',
    'github\\.event\\.pull_request\\.(?:head\\b|merge_commit_sha)',
    'github\\.event\\.workflow_run\\.(?:head_|pull_requests)',
    'github\\.event\\.check_(?:suite|run)\\.(?:head_|pull_requests)',
    'github\\.event\\.client_payload\\.pull_request\\.head',
    'refs/pull/|(?:^|[\\s\'"+:])pull/[^/\\s]{1,200}/(?:head|merge)',
  ].join('|'),
);

/** Whether a `ref`, `repository` or git argument leads to code of the change's author. */
export const isUntrustedRef = (text: string): boolean => UNTRUSTED_REF.test(plain(text.slice(0, 4000)));

/** Words by which a step's or job's output is told to be a pull request's head. */
export const LOOKS_LIKE_HEAD =
  /(?:^|[._-])(?:pr|pull|head|merge)[\w-]*[._-]?(?:sha|ref|branch|oid|commit|repo)|^(?:sha|ref|head|branch)$/i;
