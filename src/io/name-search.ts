/** Many names searched in one pass over bytes, where one search a name would take a minute. */

const OFFSET = 0x811c9dc5;
const PRIME = 0x01000193;

const AT = 64;
const SLASH = 47;

/** 1 for bytes of names: letters, digits, `.`, `_`, `-`, `~`. */
const IN_NAME = Uint8Array.from({ length: 256 }, (_, code) =>
  /[A-Za-z0-9._~-]/.test(String.fromCharCode(code)) ? 1 : 0,
);

/**
 * Whether some name of packages stands in the bytes, as a word of its own. A name that ends in `/` is a scope.
 * Hashes decide, so at times a text is shown that holds none; one that holds a name is never left out.
 */
export function nameSearch(names: readonly string[]): (content: Uint8Array) => boolean {
  const wanted = new Set(names.map((name) => hashOf(name)));
  return (content) => {
    const word = new Word(wanted);
    for (let i = 0; i < content.length; i++) if (word.takes(content[i] as number)) return true;
    return word.takes(0);
  };
}

/** The word that is being read: none, a name, or a scope (`@…` up to its slash, then the rest). */
class Word {
  readonly #wanted: ReadonlySet<number>;
  #hash = OFFSET;
  #state: 'none' | 'name' | 'scope' = 'none';

  constructor(wanted: ReadonlySet<number>) {
    this.#wanted = wanted;
  }

  /** Takes one byte more. @returns whether a wanted name, or scope, ends here */
  takes(code: number): boolean {
    if (IN_NAME[code] === 1) {
      if (this.#state === 'none') this.#begin('name', OFFSET);
      this.#hash = Math.imul(this.#hash ^ code, PRIME);
      return false;
    }
    if (this.#state === 'scope' && code === SLASH) {
      this.#begin('name', Math.imul(this.#hash ^ code, PRIME));
      return this.#wanted.has(this.#hash);
    }
    const ends = this.#state !== 'none' && this.#wanted.has(this.#hash);
    if (code === AT) this.#begin('scope', Math.imul(OFFSET ^ code, PRIME));
    else this.#state = 'none';
    return ends;
  }

  #begin(state: 'name' | 'scope', hash: number): void {
    this.#state = state;
    this.#hash = hash;
  }
}

function hashOf(name: string): number {
  let hash = OFFSET;
  for (const byte of new TextEncoder().encode(name)) hash = Math.imul(hash ^ byte, PRIME);
  return hash;
}
