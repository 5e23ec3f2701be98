/** From offsets of a text to lines and columns. */

/** Line and column count from 1; the column counts UTF-16 units, as editors' protocols do. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/**
 * A function from offsets to places. The lines are indexed once, when the first place is asked for;
 * each place is then a binary search, so that a hundred thousand places cost no more than they should.
 */
export function placesIn(text: string): (offset: number) => Place {
  let starts: readonly number[] | undefined;
  return (offset) => {
    starts ??= lineStarts(text);
    const line = lastAtMost(starts, offset);
    return { line: line + 1, column: offset - (starts[line] ?? 0) + 1 };
  };
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', end + 1)) starts.push(end + 1);
  return starts;
}

/** Index of the last item that is at most `value`; the items ascend and the first one is 0. */
function lastAtMost(items: readonly number[], value: number): number {
  let low = 0;
  let high = items.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((items[middle] ?? 0) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
