/** Text for a terminal: escaping, width, paint. */

/**
 * What came from a file cannot move the cursor, colour the screen, or turn the line around: control
 * characters, line and paragraph separators, direction marks and lone surrogates become `\u{…}`.
 */
export const escapeTerminal = (text: string): string =>
  text.replace(
    /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]|[\u{e0000}-\u{e007f}]/gu,
    (found) => `\\u{${(found.codePointAt(0) as number).toString(16)}}`,
  );

/** At most `width` columns; what does not fit ends in `…`. Wide characters count as two. */
export function clip(text: string, width: number): string {
  if (columns(text) <= width) return text;
  let used = 0;
  let kept = '';
  for (const character of text) {
    used += columnsOf(character);
    if (used > width - 1) break;
    kept += character;
  }
  return `${kept}…`;
}

/** Cut or filled up to `width` columns. */
export const cell = (text: string, width: number): string => {
  const fitted = clip(text, width);
  return fitted + ' '.repeat(Math.max(0, width - columns(fitted)));
};

/** The same, filled from the left. */
export const cellRight = (text: string, width: number): string =>
  ' '.repeat(Math.max(0, width - columns(text))) + text;

/** Keeps the end of a path, where its name stands. */
export function clipPath(path: string, width: number): string {
  if (columns(path) <= width) return path;
  const characters = [...path];
  let used = 1;
  let from = characters.length;
  while (from > 0 && used + columnsOf(characters[from - 1] as string) <= width) {
    from -= 1;
    used += columnsOf(characters[from] as string);
  }
  return `…${characters.slice(from).join('')}`;
}

const columns = (text: string): number => [...text].reduce((sum, character) => sum + columnsOf(character), 0);

function columnsOf(character: string): number {
  const code = character.codePointAt(0) as number;
  if (/\p{Mn}|\p{Me}/u.test(character)) return 0;
  const wide =
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0xa4cf) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0xffe0 && code <= 0xffe6) ||
    code >= 0x1f300;
  return wide ? 2 : 1;
}

/** A bar of eighths: ▏▎▍▌▋▊▉█. @param part in [0, 1] */
export function bar(part: number, width: number): string {
  const eighths = Math.round(Math.min(1, Math.max(0, part)) * width * 8);
  const full = '█'.repeat(Math.floor(eighths / 8));
  const rest = eighths % 8 === 0 ? '' : '▏▎▍▌▋▊▉'[(eighths % 8) - 1];
  return cell(`${full}${rest}`, width);
}

type Paint = (text: string) => string;
export interface Paints {
  readonly bold: Paint;
  readonly dim: Paint;
  readonly red: Paint;
  readonly yellow: Paint;
  readonly cyan: Paint;
}

export function paints(color: boolean): Paints {
  const paint =
    (on: number, off: number): Paint =>
    (text) =>
      color ? `\u001b[${on}m${text}\u001b[${off}m` : text;
  return {
    bold: paint(1, 22),
    dim: paint(2, 22),
    red: paint(31, 39),
    yellow: paint(33, 39),
    cyan: paint(36, 39),
  };
}

/** Words wrapped at `width`; the first line starts with `first`, each other with `rest`. */
export function wrap(text: string, width: number, first = '', rest = first): string[] {
  const lines: string[] = [];
  let line = first;
  let bare = true;
  for (const word of text.split(' ')) {
    const candidate = bare ? line + word : `${line} ${word}`;
    if (columns(candidate) > width && !bare) {
      lines.push(line);
      line = rest + word;
    } else line = candidate;
    bare = false;
  }
  return [...lines, line];
}
