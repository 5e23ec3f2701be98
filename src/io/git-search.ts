/** Searching old contents: by git itself, or in bytes that git hands over. */
import type { Search } from '../model/history.ts';
import { git } from './git.ts';
import { nameSearch } from './name-search.ts';

/** Lines before and behind a name that hold its entry in every lockfile as package managers write it. */
const CONTEXT = ['--before-context=12', '--after-context=60'];
/** With more than that a name is everywhere, and all is read anyway. */
const MOST_AROUND = 12e6;
/** Object ids on one command line. */
const MOST_WORDS = 1000;

/** Git searches its packs itself: no content has to come here. */
export function around(
  root: string,
  blobs: readonly string[],
  names: readonly string[],
): Map<string, string> | null {
  if (names.length === 0 || names.length > FEW_NAMES) return null;
  const found = new Map<string, string>();
  const patterns = [...names, '\\u', '\\x'].flatMap((name) => ['-e', name]);
  for (let from = 0; from < blobs.length; from += MOST_WORDS) {
    const flags = [
      '-F',
      '-a',
      '-n',
      '--heading',
      '--no-color',
      '--no-column',
      '--no-textconv',
      '--threads=2',
    ];
    const words = blobs.slice(from, from + MOST_WORDS);
    const answer = git(
      root,
      ['grep', ...flags, '--no-recurse-submodules', ...CONTEXT, ...patterns, ...words],
      '',
      MOST_AROUND,
    );
    // 1: nothing was found.
    if (answer.status !== 0 && answer.status !== 1) return null;
    addAround(answer.stdout.toString('latin1'), found);
  }
  return found;
}

/** A heading is an object id; every other line begins with its number, or parts two places. */
function addAround(text: string, found: Map<string, string>): void {
  let blob = '';
  let lines: string[] = [];
  for (const line of text.split('\n')) {
    if (/^[0-9a-f]{40,64}$/.test(line)) {
      if (blob !== '') found.set(blob, lines.join('\n'));
      [blob, lines] = [line, []];
    } else lines.push(line.replace(/^\d+[:-]/, ''));
  }
  if (blob !== '') found.set(blob, lines.join('\n'));
}

/** Up to so many names are searched one by one. */
const FEW_NAMES = 8;
/** How far a version may stand from its name, in bytes: entries of lockfiles are far shorter. */
const NEAR = 32_768;

export function searcher({ names, near }: Search): (content: Buffer) => boolean {
  const wanted = names.map((name) => Buffer.from(name, 'utf8'));
  const close = near?.map((text) => Buffer.from(text, 'utf8')) ?? null;
  const many = names.length > FEW_NAMES ? nameSearch(names) : null;
  const escaped = [Buffer.from('\\u'), Buffer.from('\\x')];
  return (content) => {
    if (wanted.length === 0) return true;
    // A name may hide behind an escape.
    if (escaped.some((one) => content.includes(one))) return true;
    if (many !== null && !many(content)) return false;
    if (close === null) return many !== null || wanted.some((name) => content.includes(name));
    return close.some((text) => placesOf(content, text).some((place) => namedAround(content, place, wanted)));
  };
}

function placesOf(content: Buffer, text: Buffer): number[] {
  const places: number[] = [];
  for (let at = content.indexOf(text); at >= 0; at = content.indexOf(text, at + text.length)) places.push(at);
  return places;
}

const namedAround = (content: Buffer, place: number, names: readonly Buffer[]): boolean => {
  const around = content.subarray(Math.max(0, place - NEAR), place + NEAR);
  return names.some((name) => around.includes(name));
};
