import { at } from '../model/diagnostic.ts';
import { inventory, type Owner } from '../model/inventory.ts';
import { malformed, type Reader } from './reader.ts';
import { clip, remarksOn } from './syntax/setting.ts';

const PLACES = new Set(['CODEOWNERS', '.github/CODEOWNERS', 'docs/CODEOWNERS', '.gitlab/CODEOWNERS']);

/**
 * Reads `CODEOWNERS`: who is named in it, each once. Which files they own is left aside.
 *
 * GitHub takes the first of `.github/`, the root and `docs/`; a tree with several gives the owners of all.
 */
const codeowners: Reader = {
  id: 'codeowners',
  title: 'code owners',
  spec: 'https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners',
  matches: (path) => PLACES.has(path),
  read(file) {
    if (file.text.includes('\0')) {
      return malformed(
        'codeowners',
        file,
        'the file is not text',
        'write `pattern @owner` lines, or remove the file',
      );
    }
    const remarks = remarksOn('codeowners', file);
    const owners = new Map<string, Owner>();
    for (const word of ownerWords(file.text)) {
      const place = at(file.path, word.line, word.column);
      const kind = kindOf(word.text);
      const key = word.text.toLowerCase();
      if (kind === null) {
        const message = `\`${clip(word.text, 60)}\` is no owner`;
        remarks.add('bad-owner', message, place, 'write `@name`, `@organisation/team` or a mail address');
      } else if (!owners.has(key)) owners.set(key, { name: word.text, kind, at: place });
    }
    return inventory({ owners: [...owners.values()], diagnostics: remarks.list() });
  },
};
export default codeowners;

interface Word {
  readonly text: string;
  readonly line: number;
  readonly column: number;
}

/** All words behind the pattern, or behind the heading of a GitLab section. */
function* ownerWords(text: string): Generator<Word> {
  for (const [index, raw] of text.split(/\r\n|\r|\n/).entries()) {
    const line = raw.replace(/^\uFEFF/, ' ');
    const heading = /^\s*\^?\[[^\]]*\](?:\[\d*\])?/.exec(line);
    // A backslash keeps a space in the pattern.
    const words = [...line.slice(heading?.[0].length ?? 0).matchAll(/(?:\\.|\S)+/g)];
    const comment = words.findIndex((word) => word[0].startsWith('#'));
    const kept = comment === -1 ? words : words.slice(0, comment);
    for (const word of heading === null ? kept.slice(1) : kept) {
      yield { text: word[0], line: index + 1, column: (heading?.[0].length ?? 0) + word.index + 1 };
    }
  }
}

function kindOf(text: string): Owner['kind'] | null {
  if (text.length > 254) return null;
  if (/^@[A-Za-z0-9][\w-]*(?:\[bot\])?$/.test(text)) return 'person';
  if (/^@[A-Za-z0-9][\w.-]*(?:\/[A-Za-z0-9][\w.-]*)+$/.test(text)) return 'team';
  return /^[^\s@<>()]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+$/.test(text) ? 'person' : null;
}
