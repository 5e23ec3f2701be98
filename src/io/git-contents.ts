/** Taking apart what `git cat-file --batch` answers, as its bytes come. */

const NEWLINE = 10;
/** `<object> blob <size>` is far shorter. */
const LONGEST_HEAD = 1000;

/**
 * Contents out of a stream of `<object> blob <size>`, a newline, the bytes, a newline. One buffer serves them all:
 * what is handed over is good only until the call returns.
 */
export class Contents {
  readonly #buffer: Buffer;
  readonly #look: (blob: string, content: Buffer) => void;
  #head = '';
  #blob = '';
  /** Bytes of the content that are still to come, and those that came; null while a head is read. */
  #content: { readonly size: number; taken: number } | null = null;
  #lost = false;

  /** @param room the size of the largest content */
  constructor(room: number, look: (blob: string, content: Buffer) => void) {
    this.#buffer = Buffer.allocUnsafe(room);
    this.#look = look;
  }

  take(piece: Buffer): void {
    let from = 0;
    while (from < piece.length && !this.#lost)
      from = this.#content === null ? this.#takeHead(piece, from) : this.#takeContent(piece, from);
  }

  #takeHead(piece: Buffer, from: number): number {
    const end = piece.indexOf(NEWLINE, from);
    this.#head += piece.toString('latin1', from, end < 0 ? piece.length : end);
    if (end < 0) {
      this.#lost = this.#head.length > LONGEST_HEAD;
      return piece.length;
    }
    const match = /^([0-9a-f]{40,64}) blob (\d+)$/.exec(this.#head);
    const isMissing = this.#head.endsWith(' missing');
    this.#head = '';
    const size = Number(match?.[2]);
    if (match?.[1] !== undefined && size <= this.#buffer.length) {
      this.#blob = match[1];
      this.#content = { size, taken: 0 };
    } else if (!isMissing) this.#lost = true;
    return end + 1;
  }

  #takeContent(piece: Buffer, from: number): number {
    const content = this.#content as { size: number; taken: number };
    const count = Math.min(piece.length - from, content.size - content.taken);
    piece.copy(this.#buffer, content.taken, from, from + count);
    content.taken += count;
    // The newline behind a content ends it.
    if (from + count === piece.length) return piece.length;
    this.#content = null;
    this.#look(this.#blob, this.#buffer.subarray(0, content.size));
    return from + count + 1;
  }
}
