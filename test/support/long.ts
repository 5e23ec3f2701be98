/**
 * Milliseconds that only work growing with the square of its input takes, even on a machine that is busy with
 * much else. Speed itself is measured by `npm run bench`.
 */
export const LONG = 30_000;
