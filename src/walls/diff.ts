/** The difference of two texts as a unified diff that `git apply` takes. */

/** Lines around a change, as git shows them. */
const CONTEXT = 3;
/** Texts that differ in more lines than this are replaced as a whole: the search grows with the square. */
const MOST_CHANGES = 2000;

/**
 * @param before null for a file that is new
 * @returns '' when nothing differs
 * @see [MYE86] in docs/references.md
 */
export function unifiedDiff(path: string, before: string | null, after: string): string {
  if (before === after) return '';
  const old = linesOf(before ?? '');
  const fresh = linesOf(after);
  const head =
    before === null
      ? [
          `diff --git ${quoted(`a/${path}`)} ${quoted(`b/${path}`)}`,
          'new file mode 100644',
          '--- /dev/null',
          `+++ ${quoted(`b/${path}`)}`,
        ]
      : [
          `diff --git ${quoted(`a/${path}`)} ${quoted(`b/${path}`)}`,
          `--- ${quoted(`a/${path}`)}`,
          `+++ ${quoted(`b/${path}`)}`,
        ];
  const hunks = hunksOf(script(old, fresh));
  return [...head, ...hunks.flatMap((hunk) => printed(hunk))].map((line) => `${line}\n`).join('');
}

/** Each line with its end; the last may have none. */
const linesOf = (text: string): string[] => (text === '' ? [] : (text.match(/[^\n]*\n|[^\n]+$/g) ?? []));

/** Names with bytes that git would quote are quoted as git does. */
const quoted = (path: string): string =>
  /^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/.test(path)
    ? path
    : `"${[...new TextEncoder().encode(path)].map(byteText).join('')}"`;

const byteText = (byte: number): string => {
  if (byte === 0x22 || byte === 0x5c) return `\\${String.fromCharCode(byte)}`;
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, '0')}`;
};

interface Line {
  readonly sign: ' ' | '-' | '+';
  readonly text: string;
}

/** The shortest script from one list of lines to the other. */
function script(old: readonly string[], fresh: readonly string[]): Line[] {
  let start = 0;
  while (start < old.length && start < fresh.length && old[start] === fresh[start]) start++;
  let end = 0;
  while (
    end < old.length - start &&
    end < fresh.length - start &&
    old[old.length - 1 - end] === fresh[fresh.length - 1 - end]
  )
    end++;
  const keep = (text: string): Line => ({ sign: ' ', text });
  return [
    ...old.slice(0, start).map(keep),
    ...between(old.slice(start, old.length - end), fresh.slice(start, fresh.length - end)),
    ...old.slice(old.length - end).map(keep),
  ];
}

function between(old: readonly string[], fresh: readonly string[]): Line[] {
  const trace = furthest(old, fresh);
  if (trace === null)
    return [
      ...old.map((text): Line => ({ sign: '-', text })),
      ...fresh.map((text): Line => ({ sign: '+', text })),
    ];
  return walkBack(old, fresh, trace);
}

/** How far each diagonal gets with so many changes; null past the limit. */
function furthest(old: readonly string[], fresh: readonly string[]): Map<number, number>[] | null {
  const trace: Map<number, number>[] = [];
  let reach = new Map<number, number>([[1, 0]]);
  for (let changes = 0; changes <= Math.min(old.length + fresh.length, MOST_CHANGES); changes++) {
    const next = new Map<number, number>();
    for (let k = -changes; k <= changes; k += 2) {
      let x = comesDown(reach, k, changes) ? (reach.get(k + 1) ?? 0) : (reach.get(k - 1) ?? 0) + 1;
      while (x < old.length && x - k < fresh.length && old[x] === fresh[x - k]) x++;
      next.set(k, x);
      if (x >= old.length && x - k >= fresh.length) return [...trace, reach, next];
    }
    trace.push(reach);
    reach = next;
  }
  return null;
}

const comesDown = (reach: ReadonlyMap<number, number>, k: number, changes: number): boolean =>
  k === -changes || (k !== changes && (reach.get(k - 1) ?? -1) < (reach.get(k + 1) ?? -1));

function walkBack(
  old: readonly string[],
  fresh: readonly string[],
  trace: readonly Map<number, number>[],
): Line[] {
  const lines: Line[] = [];
  let x = old.length;
  let y = fresh.length;
  const keepDownTo = (least: number): void => {
    while (x > least && y > 0 && old[x - 1] === fresh[y - 1]) {
      lines.push({ sign: ' ', text: old[--x] as string });
      y--;
    }
  };
  for (let changes = trace.length - 2; changes > 0; changes--) {
    const reach = trace[changes] as Map<number, number>;
    const k = x - y;
    const down = comesDown(reach, k, changes);
    // Where the change of this round had led, before lines that are alike were walked.
    keepDownTo(down ? (reach.get(k + 1) ?? 0) : (reach.get(k - 1) ?? 0) + 1);
    if (down) lines.push({ sign: '+', text: fresh[--y] as string });
    else lines.push({ sign: '-', text: old[--x] as string });
  }
  keepDownTo(0);
  return lines.reverse();
}

interface Hunk {
  readonly oldFrom: number;
  readonly newFrom: number;
  readonly lines: readonly Line[];
}

/** Changes with the lines around them; those that touch are one hunk. */
function hunksOf(lines: readonly Line[]): Hunk[] {
  const hunks: Hunk[] = [];
  let oldAt = 1;
  let newAt = 1;
  const places = lines.map(({ sign }) => {
    const place = { oldAt, newAt };
    if (sign !== '+') oldAt++;
    if (sign !== '-') newAt++;
    return place;
  });
  let i = 0;
  while (i < lines.length) {
    if (lines[i]?.sign === ' ') {
      i++;
      continue;
    }
    const from = Math.max(0, i - CONTEXT);
    let last = i;
    for (let j = i; j < lines.length && j - last <= 2 * CONTEXT; j++) if (lines[j]?.sign !== ' ') last = j;
    const to = Math.min(lines.length, last + 1 + CONTEXT);
    const place = places[from] as { oldAt: number; newAt: number };
    hunks.push({ oldFrom: place.oldAt, newFrom: place.newAt, lines: lines.slice(from, to) });
    i = to;
  }
  return hunks;
}

function printed({ oldFrom, newFrom, lines }: Hunk): string[] {
  const old = lines.filter((line) => line.sign !== '+').length;
  const fresh = lines.filter((line) => line.sign !== '-').length;
  // An empty side begins at the line before, as git counts.
  const range = (from: number, count: number): string => `${count === 0 ? from - 1 : from},${count}`;
  return [
    `@@ -${range(oldFrom, old)} +${range(newFrom, fresh)} @@`,
    ...lines.flatMap(({ sign, text }) =>
      text.endsWith('\n')
        ? [`${sign}${text.slice(0, -1)}`]
        : [`${sign}${text}`, '\\ No newline at end of file'],
    ),
  ];
}
