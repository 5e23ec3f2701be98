/** Commands to be typed: names of files in them are attacker-chosen. */

/**
 * A word for a POSIX shell. Names of files are attacker-chosen: plain ones stay, all else is quoted, and what no
 * terminal shows is spelled out.
 */
export function shellWord(text: string): string {
  if (/^[\w./:=@%+,][\w./:=@%+,-]*$/.test(text)) return text;
  if (!/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u.test(text)) return `'${text.replaceAll("'", "'\\''")}'`;
  const spelled = [...text].map((character) => {
    if (character === "'" || character === '\\') return `\\${character}`;
    if (!/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u.test(character)) return character;
    const code = character.codePointAt(0) as number;
    return code > 0xffff
      ? `\\U${code.toString(16).padStart(8, '0')}`
      : `\\u${code.toString(16).padStart(4, '0')}`;
  });
  return `$'${spelled.join('')}'`;
}
