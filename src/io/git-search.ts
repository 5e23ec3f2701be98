/** Searching old contents in the bytes that git hands over, before anything is made a text. */
import { createHash } from 'node:crypto';
import type { Search } from '../model/history.ts';
import { isName, isWordAt, nameSearch } from './name-search.ts';

/** What a search found in a content: places of each name, in order, and of escapes. */
export interface Places {
  readonly found: ReadonlyMap<string, readonly number[]>;
  readonly near: readonly string[];
  readonly escapes: readonly number[];
}

/** Up to so many names are searched one by one. */
const FEW_NAMES = 8;
/** Beyond that many places all of a content stands around them. */
const MOST_PLACES = 4000;
/** How far a version may stand from its name, in bytes: entries of lockfiles are far shorter. */
const NEAR = 8192;
/** Lines before and behind a name that hold its entry in every lockfile as package managers write it. */
const BEFORE = 12;
const BEHIND = 60;

const NEWLINE = 10;
const BACKSLASH = 92;
const LETTER_U = 117;
const LETTER_X = 120;

/** @returns what looks through a content: null when it holds no name, and none can hide in it */
export function searcher({ names, near }: Search): (content: Buffer) => Places | null {
  const find = names.length > FEW_NAMES ? inOnePass(names) : placesOfEach(names);
  const wanted = near === null ? null : new Map([...near].map(([name, texts]) => [name, texts.map(bytesOf)]));
  return (content) => {
    if (names.length === 0) return { found: new Map(), near: [], escapes: [] };
    const escapes = escapesIn(content);
    const found = find(content);
    if (escapes.length === 0 && found.size === 0) return null;
    const near = [...found].filter(
      ([name, at]) => wanted?.get(name)?.some((text) => standsNear(content, text, at)) ?? true,
    );
    return { found, near: near.map(([name]) => name), escapes };
  };
}

const bytesOf = (text: string): Buffer => Buffer.from(text, 'utf8');

/** A digest of what stands around the places of names and escapes: the same for contents that agree there. */
export function digestAround(content: Buffer, { found, escapes }: Places, names: readonly string[]): string {
  const hash = createHash('sha256');
  const places = [...names.flatMap((name) => found.get(name) ?? []), ...escapes];
  if (places.length > MOST_PLACES) return hash.update(content).digest('base64');
  places.sort((a, b) => a - b);
  let done = 0;
  for (const place of places) {
    const to = linesOn(content, place, BEHIND);
    if (to <= done) continue;
    const from = linesBack(content, place, BEFORE);
    // A gap says that lines are left out.
    if (from > done) hash.update('\0');
    hash.update(content.subarray(Math.max(from, done), to));
    done = to;
  }
  return hash.digest('base64');
}

/** Where the line begins that stands so many before that of a place. */
function linesBack(content: Buffer, place: number, count: number): number {
  let from = place;
  for (let i = 0; i <= count && from >= 0; i++)
    from = from === 0 ? -1 : content.lastIndexOf(NEWLINE, from - 1);
  return from + 1;
}

/** Where the line ends that stands so many behind that of a place. */
function linesOn(content: Buffer, place: number, count: number): number {
  let to = place - 1;
  for (let i = 0; i <= count; i++) {
    to = content.indexOf(NEWLINE, to + 1);
    if (to < 0) return content.length;
  }
  return to + 1;
}

/** Names behind `\u…` and `\x…` are read by parsers, not seen by a search. */
function escapesIn(content: Buffer): number[] {
  const places: number[] = [];
  for (let at = content.indexOf(BACKSLASH); at >= 0; at = content.indexOf(BACKSLASH, at + 1))
    if (content[at + 1] === LETTER_U || content[at + 1] === LETTER_X) places.push(at);
  return places;
}

type Find = (content: Buffer) => Map<string, number[]>;

/** Names as words; what no word can be is searched by itself. */
function inOnePass(names: readonly string[]): Find {
  const words = nameSearch(names.filter(isName));
  const others = placesOfEach(names.filter((name) => !isName(name)));
  return (content) => new Map([...words(content), ...others(content)]);
}

function placesOfEach(names: readonly string[]): Find {
  const needles = names.map((name) => [name, bytesOf(name)] as const);
  return (content) => {
    const found = new Map<string, number[]>();
    for (const [name, needle] of needles) {
      const all = placesOf(content, needle);
      const places = isName(name) ? all.filter((place) => isWordAt(content, place, needle.length)) : all;
      if (places.length > 0) found.set(name, places);
    }
    return found;
  };
}

function placesOf(content: Buffer, text: Buffer): number[] {
  const places: number[] = [];
  for (let at = content.indexOf(text); at >= 0; at = content.indexOf(text, at + text.length)) places.push(at);
  return places;
}

/** Whether a text stands close to one of the places, which are in order. */
function standsNear(content: Buffer, text: Buffer, places: readonly number[]): boolean {
  let looked = 0;
  for (const place of places) {
    const from = Math.max(looked, place - NEAR);
    const to = Math.min(content.length, place + NEAR);
    if (to <= looked) continue;
    if (content.subarray(Math.max(0, from - text.length), to).includes(text)) return true;
    looked = to;
  }
  return false;
}
