/** Many names searched in one pass over bytes, where one search a name would take a minute. */

const OFFSET = 0x811c9dc5;
const PRIME = 0x01000193;

const AT = 64;
const SLASH = 47;

/** 1 for bytes of names: letters, digits, `.`, `_`, `-`, `~`. */
const IN_NAME = Uint8Array.from({ length: 256 }, (_, code) =>
  /[A-Za-z0-9._~-]/.test(String.fromCharCode(code)) ? 1 : 0,
);

/** Whether a text is the name of a package or scope that stands as a word. */
export const isName = (text: string): boolean =>
  /^(@[A-Za-z0-9._~-]+\/)?[A-Za-z0-9._~-]*$/.test(text) && text !== '';

/** Whether what stands at a place is a name of its own, and not a part of a longer one. A scope goes on. */
export function isWordAt(content: Buffer, place: number, length: number): boolean {
  const end = place + length;
  if (content[end - 1] !== SLASH && IN_NAME[content[end] ?? 0] === 1) return false;
  if (content[place] === AT) return true;
  const before = content[place - 1] ?? 0;
  if (before !== SLASH) return before !== AT && IN_NAME[before] !== 1;
  let from = place - 1;
  while (IN_NAME[content[from - 1] ?? 0] === 1) from -= 1;
  return content[from - 1] !== AT;
}

/**
 * Where names of packages stand in bytes, each as a word of its own. A name that ends in `/` is a scope.
 *
 * @returns for a content, the places of each name that it holds
 */
export function nameSearch(names: readonly string[]): (content: Buffer) => Map<string, number[]> {
  const wanted = new Hashes(names);
  return (content) => {
    const found = new Map<string, number[]>();
    const note = (from: number, to: number, hash: number): void => {
      if (!wanted.maybe(hash) || to - from > wanted.longest) return;
      const name = content.toString('latin1', from, to);
      if (!wanted.names.has(name)) return;
      const places = found.get(name);
      if (places === undefined) found.set(name, [from]);
      else places.push(from);
    };
    eachWord(content, note);
    return found;
  };
}

/** Hashes of the names, with a table of their low bits in front: most words are none and are told so at once. */
class Hashes {
  readonly names: ReadonlySet<string>;
  readonly longest: number;
  readonly #hashes: ReadonlySet<number>;
  readonly #table = new Uint8Array(65_536);

  constructor(names: readonly string[]) {
    this.names = new Set(names);
    this.longest = names.reduce((most, name) => Math.max(most, name.length), 0);
    this.#hashes = new Set(names.map(hashOf));
    for (const hash of this.#hashes) this.#table[hash & 0xffff] = 1;
  }

  maybe(hash: number): boolean {
    return this.#table[hash & 0xffff] === 1 && this.#hashes.has(hash);
  }
}

/** Words, and of `@scope/name` both `@scope/` and the whole. */
function eachWord(content: Buffer, note: (from: number, to: number, hash: number) => void): void {
  let i = 0;
  while (i < content.length) {
    const first = content[i] as number;
    const scoped = first === AT;
    if (!scoped && IN_NAME[first] !== 1) {
      i += 1;
      continue;
    }
    const from = i;
    let hash = Math.imul(OFFSET ^ first, PRIME);
    for (i += 1; IN_NAME[content[i] ?? 0] === 1; i++) hash = Math.imul(hash ^ (content[i] as number), PRIME);
    if (scoped && content[i] === SLASH) {
      hash = Math.imul(hash ^ SLASH, PRIME);
      i += 1;
      note(from, i, hash);
      for (; IN_NAME[content[i] ?? 0] === 1; i++) hash = Math.imul(hash ^ (content[i] as number), PRIME);
    }
    note(from, i, hash);
  }
}

function hashOf(name: string): number {
  let hash = OFFSET;
  for (const byte of new TextEncoder().encode(name)) hash = Math.imul(hash ^ byte, PRIME);
  return hash;
}
