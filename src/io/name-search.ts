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
    let hash = OFFSET;
    // 0: outside; 1: in a word; 2: in a scope, before its slash; 3: behind it.
    let state = 0;
    for (let i = 0; i <= content.length; i++) {
      const code = i < content.length ? (content[i] as number) : 0;
      if (IN_NAME[code] === 1) {
        if (state === 0) {
          hash = OFFSET;
          state = 1;
        }
        hash = Math.imul(hash ^ code, PRIME);
        continue;
      }
      if (state === 2 && code === SLASH) {
        hash = Math.imul(hash ^ code, PRIME);
        if (wanted.has(hash)) return true; // a scope
        state = 3;
        continue;
      }
      if (state !== 0 && wanted.has(hash)) return true;
      if (code === AT && state === 0) {
        hash = Math.imul(OFFSET ^ code, PRIME);
        state = 2;
      } else state = 0;
    }
    return false;
  };
}

function hashOf(name: string): number {
  let hash = OFFSET;
  for (const byte of new TextEncoder().encode(name)) hash = Math.imul(hash ^ byte, PRIME);
  return hash;
}
