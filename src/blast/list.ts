/** Lists of incidents, as they come: one a line, `name@version`, `name,version`, bullets, headings and remarks between. */
import { at, type Diagnostic } from '../model/diagnostic.ts';
import { type NoTarget, packageTarget, parseTarget, type Target } from './target.ts';

export interface TargetList {
  readonly targets: readonly Target[];
  /** One for each line that was not understood. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Lines beyond are told and not read. */
const MOST_LINES = 50_000;
const ECOSYSTEMS = new Set(['npm', 'pypi', 'go', 'cargo', 'gem', 'rubygems', 'maven', 'nuget']);
const HEADINGS =
  /^["']?(package|packages|name|package[ _-]?name|ecosystem|component|module|purl|#)["']?\s*([,;|\t]|$)/i;

/** @param path as the user named it: stands in diagnostics */
export function parseList(text: string, path: string): TargetList {
  const targets = new Map<string, Target>();
  const diagnostics: Diagnostic[] = [];
  const lines = text.replace(/^\ufeff/, '').split(/\r\n|\n|\r/);
  lines.slice(0, MOST_LINES).forEach((line, index) => {
    const found = targetOf(line);
    if (found === null) return;
    if ('kind' in found) targets.set(found.text, found);
    else diagnostics.push(notUnderstood(path, index + 1, found));
  });
  if (lines.length > MOST_LINES)
    diagnostics.push(
      notUnderstood(path, MOST_LINES + 1, {
        problem: 'the list goes on and is not read further',
        hint: 'split it',
      }),
    );
  return { targets: [...targets.values()], diagnostics };
}

const notUnderstood = (path: string, line: number, { problem, hint }: NoTarget): Diagnostic => ({
  code: 'blast/list-line',
  severity: 'warning',
  message: `this line of the list was not understood: ${problem}`,
  at: at(path, line),
  hint,
});

/** Null for a line that says nothing: empty, a remark, a heading, a rule of a table. */
function targetOf(line: string): Target | NoTarget | null {
  const bare = line
    .replace(/(^|\s)#.*$/, '')
    .trim()
    .replace(/^[-*•+]\s+/, '')
    .replace(/^\||\|$/g, '')
    .replace(/[`"'“”]/g, '')
    .trim();
  if (bare === '' || HEADINGS.test(bare) || /^[\s|:+=-]+$/.test(bare)) return null;
  const whole = parseTarget(bare);
  if ('kind' in whole && !/[,;|\t]/.test(bare.replaceAll('||', ''))) return whole;
  return columnsOf(bare);
}

/** `name,version`, `npm;name;version`, `name: 1.2.3, 1.2.4`, `name (v1.2.3)`, `name@1.2.3, 1.2.4`, `name 1.2.3`. */
function columnsOf(line: string): Target | NoTarget {
  const parted = line
    .replaceAll('||', '\u0000')
    .split(/[,;|\t]+|:\s+|\s+[–—-]\s+|\s*[()]\s*|\s{2,}/)
    .map((part) => part.replaceAll('\u0000', '||').trim())
    .filter((part) => part !== '');
  const fields = parted.length === 1 ? line.split(/\s+/) : parted;
  const ecosystem =
    ECOSYSTEMS.has((fields[0] ?? '').toLowerCase()) && fields.length > 1 ? fields.shift() : undefined;
  const [first = '', ...rest] = fields;
  const split = first.indexOf('@', 1);
  const name = split === -1 ? first : first.slice(0, split);
  const versions = [...(split === -1 ? [] : [first.slice(split + 1)]), ...rest].filter(
    (one) => !isRemark(one),
  );
  if (!/^(@[\w.~-]+\/)?[\w.~*-]+$/.test(name) || versions.length === 0)
    return {
      problem: JSON.stringify(line.slice(0, 60)),
      hint: 'write name@version or name,version; `#` begins a remark',
    };
  return packageTarget((ecosystem ?? 'npm').toLowerCase(), name, versions.join(' || '));
}

/** Columns such as dates, links and words. */
const isRemark = (text: string): boolean =>
  /^https?:|^\d{4}-\d{2}-\d{2}|^(malicious|compromised|removed|yes|no|true|false|npm|all|high|critical|medium|low)$/i.test(
    text,
  );
