/**
 * The scanner under `json.ts`: checks structure, notes where keys stand and which repeat, and, in
 * tolerant mode, rewrites the text as strict JSON on the way. It loops over a stack of its own, so
 * that no nesting can exhaust the engine's.
 */

/** Keys of one object, or indices of one array, with their offsets; containers go on below. */
export interface Branch {
  readonly offset: number;
  readonly children: Map<string, number | Branch>;
}

export interface DuplicateOffset {
  readonly path: readonly string[];
  readonly offset: number;
}

export interface Scan {
  readonly root: Branch;
  readonly duplicates: readonly DuplicateOffset[];
  /** The text as strict JSON; the text itself unless tolerant. */
  readonly strict: string;
}

/** Text that is not JSON, and where. Does not leave `json.ts`. */
export class JsonFault extends Error {
  readonly offset: number;
  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

export interface ScanOptions {
  readonly tolerant: boolean;
  readonly keyDepth: number;
  /** Parse each string by itself, to find the one that `JSON.parse` stumbles over. */
  readonly verify: boolean;
}

interface Frame {
  readonly close: '}' | ']';
  readonly keys: Map<string, number | Branch>;
  key: string;
  index: number;
}

/** No file that a tool writes nests deeper. */
const DEPTH_LIMIT = 200;
/** Places kept for one file; a file past this has places of ancestors only. A Map holds 2^24 at most. */
const PLACE_LIMIT = 2_000_000;

const NUMBER = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;
const WORD = /[^\s,:"'{}[\]/]+/y;
const IDENTIFIER = /[\p{L}\p{Nl}$_][\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}$\u200C\u200D]*/uy;
const ODD_SPACE = /[\s\uFEFF]/;
const ESCAPE = /\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(\r\n|[\s\S]))/g;
const ESCAPED: ReadonlyMap<string, string> = new Map([
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
  ['0', '\0'],
  ['\n', ''],
  ['\r', ''],
  ['\r\n', ''],
  ['\u2028', ''],
  ['\u2029', ''],
]);

export class JsonScanner {
  readonly #text: string;
  readonly #options: ScanOptions;
  readonly #stack: Frame[] = [];
  readonly #duplicates: DuplicateOffset[] = [];
  readonly #out: string[] = [];
  #copied = 0;
  #at = 0;
  #places = 0;

  constructor(text: string, options: ScanOptions) {
    this.#text = text;
    this.#options = options;
  }

  /** @throws JsonFault */
  scan(): Scan {
    this.#space();
    const root: Branch = { offset: this.#at, children: new Map() };
    this.#value(root.offset, root.children);
    let frame = this.#stack.at(-1);
    while (frame !== undefined) {
      this.#member(frame);
      frame = this.#stack.at(-1);
    }
    this.#space();
    if (this.#at < this.#text.length) this.#fail('there is text behind the end of the value');
    return { root, duplicates: this.#duplicates, strict: this.#strict() };
  }

  /** One key and value, or one item, or the end of the container. */
  #member(frame: Frame): void {
    this.#space();
    if (frame.index > 0 && this.#text[this.#at] !== frame.close) this.#comma(frame);
    if (this.#text[this.#at] === frame.close) {
      this.#at += 1;
      this.#stack.pop();
      return;
    }
    if (frame.index > 0 && this.#options.tolerant) this.#edit(this.#at, this.#at, ',');
    const offset = this.#at;
    frame.key = frame.close === ']' ? String(frame.index) : this.#key(frame);
    frame.index += 1;
    this.#value(offset, null, frame);
  }

  /** A comma may trail in tolerant mode: it is dropped here and written again before the next member. */
  #comma(frame: Frame): void {
    if (this.#text[this.#at] !== ',') this.#fail(`expected "," or "${frame.close}"`);
    if (this.#options.tolerant) this.#edit(this.#at, this.#at + 1, '');
    this.#at += 1;
    this.#space();
    if (this.#text[this.#at] === frame.close && !this.#options.tolerant)
      this.#fail('a comma stands before the end');
  }

  #key(frame: Frame): string {
    const offset = this.#at;
    const quote = this.#text[offset];
    const key = quote === '"' || quote === "'" ? this.#string(quote) : this.#identifier();
    this.#space();
    if (this.#text[this.#at] !== ':') this.#fail('expected ":" after a key');
    this.#at += 1;
    this.#space();
    if (frame.keys.has(key)) {
      const path = [...this.#stack.slice(0, -1).map((outer) => outer.key), key];
      this.#duplicates.push({ path, offset });
    }
    return key;
  }

  #identifier(): string {
    const word = this.#options.tolerant ? this.#match(IDENTIFIER) : undefined;
    if (word === undefined) this.#fail('expected a key in double quotes');
    this.#edit(this.#at, this.#at + word.length, JSON.stringify(word));
    this.#at += word.length;
    return word;
  }

  /** A value at the cursor; `offset` is where its key stands. Containers are only opened. */
  #value(offset: number, rootKeys: Frame['keys'] | null, parent?: Frame): void {
    const first = this.#text[this.#at];
    if (first === '{' || first === '[') {
      const keys = rootKeys ?? new Map();
      this.#note(parent, this.#stack.length < this.#options.keyDepth ? { offset, children: keys } : offset);
      this.#open(first, keys);
      return;
    }
    this.#note(parent, offset);
    if (first === '"' || first === "'") this.#string(first);
    else this.#word();
  }

  #note(parent: Frame | undefined, child: number | Branch): void {
    if (parent === undefined) return;
    const kept = parent.close === '}' || this.#stack.length <= this.#options.keyDepth;
    if (!kept || (parent.close === ']' && this.#places >= PLACE_LIMIT)) return;
    this.#places += 1;
    parent.keys.set(parent.key, child);
  }

  #open(first: string, keys: Frame['keys']): void {
    if (this.#stack.length >= DEPTH_LIMIT) this.#fail(`it is nested deeper than ${DEPTH_LIMIT} levels`);
    this.#stack.push({ close: first === '{' ? '}' : ']', keys, key: '', index: 0 });
    this.#at += 1;
  }

  #word(): void {
    const word = this.#match(WORD);
    if (word === undefined)
      this.#fail(this.#at >= this.#text.length ? 'it ends too early' : 'expected a value');
    const end = this.#at + word.length;
    if (word !== 'true' && word !== 'false' && word !== 'null' && !NUMBER.test(word)) {
      if (!this.#options.tolerant) this.#fail('expected a value');
      this.#edit(this.#at, end, this.#looseNumber(word));
    }
    this.#at = end;
  }

  /** JSON5's numbers; JSON has no infinity and no NaN, so they become null. */
  #looseNumber(word: string): string {
    const digits = word.replace(/^[-+]/, '');
    if (digits === 'Infinity' || digits === 'NaN') return 'null';
    const number = Number(digits);
    if (!/^[0-9.]/.test(digits) || Number.isNaN(number)) this.#fail('expected a value');
    if (!Number.isFinite(number)) return 'null';
    return word.startsWith('-') ? `-${number}` : `${number}`;
  }

  /** A string at the cursor, decoded only where somebody needs it: keys, and what strict JSON lacks. */
  #string(quote: string): string {
    const start = this.#at;
    if (quote === "'" && !this.#options.tolerant) this.#fail('expected double quotes');
    const end = this.#endOfString(quote);
    this.#at = end + 1;
    const inner = this.#text.slice(start + 1, end);
    if (quote === '"' && !inner.includes('\\')) return this.#verified(start, inner);
    if (!this.#options.tolerant) return this.#verified(start, decode(inner));
    const decoded = decode(inner);
    this.#edit(start, end + 1, JSON.stringify(decoded));
    return decoded;
  }

  #verified(start: number, decoded: string): string {
    if (!this.#options.verify) return decoded;
    try {
      JSON.parse(this.#text.slice(start, this.#at));
    } catch {
      this.#fail('a string holds a raw control character or an unknown escape', start);
    }
    return decoded;
  }

  #endOfString(quote: string): number {
    let end = this.#text.indexOf(quote, this.#at + 1);
    while (end !== -1) {
      let before = end - 1;
      while (this.#text[before] === '\\') before -= 1;
      if ((end - before) % 2 === 1) return end;
      end = this.#text.indexOf(quote, end + 1);
    }
    return this.#fail('a string does not end');
  }

  #space(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (code === 32 || code === 10 || code === 13 || code === 9) this.#at += 1;
      else if (!this.#options.tolerant || !this.#oddSpace()) return;
    }
  }

  /** Comments and the spaces that JSON does not have. */
  #oddSpace(): boolean {
    const start = this.#at;
    if (this.#text.startsWith('//', start)) {
      const end = this.#text.indexOf('\n', start);
      this.#at = end === -1 ? this.#text.length : end;
    } else if (this.#text.startsWith('/*', start)) {
      const end = this.#text.indexOf('*/', start + 2);
      if (end === -1) this.#fail('a comment does not end');
      this.#at = end + 2;
    } else if (ODD_SPACE.test(this.#text[start] ?? '')) this.#at += 1;
    else return false;
    this.#edit(start, this.#at, ' ');
    return true;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    return pattern.exec(this.#text)?.[0];
  }

  #edit(start: number, end: number, text: string): void {
    if (start > this.#copied) this.#out.push(this.#text.slice(this.#copied, start));
    this.#out.push(text);
    this.#copied = end;
  }

  #strict(): string {
    return this.#out.length === 0 ? this.#text : this.#out.join('') + this.#text.slice(this.#copied);
  }

  #fail(message: string, offset = this.#at): never {
    throw new JsonFault(message, offset);
  }
}

const decode = (inner: string): string =>
  inner.replace(ESCAPE, (_, unicode?: string, hex?: string, other?: string) =>
    other === undefined
      ? String.fromCharCode(Number.parseInt(unicode ?? hex ?? '', 16))
      : (ESCAPED.get(other) ?? other),
  );
