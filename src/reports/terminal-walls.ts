/** The walls that change most: a section of the report. */
import type { Assessment } from '../model/assessment.ts';
import { significant } from './figures.ts';
import type { Style } from './report.ts';
import { cell, cellRight, clip, type Paints } from './terminal-text.ts';

const MOST = 5;

export function wallSection({ walls = [] }: Assessment, { width }: Style, paint: Paints): string[] {
  const buildable = walls
    .flatMap((wall) => (wall.effect === null ? [] : [{ ...wall, effect: wall.effect }]))
    .filter((wall) => wall.effect.anyAsset < -5e-5)
    .sort((a, b) => a.effect.anyAsset - b.effect.anyAsset);
  if (buildable.length === 0) return [];
  return [
    paint.bold('Walls that change it most, each by itself wherever it can be built'),
    ...buildable
      .slice(0, MOST)
      .map((wall) =>
        clip(
          `  ${cellRight(points(wall.effect.anyAsset), 8)}  ${cell(wall.id, 23)} ${cellRight(hours(wall.effortHours), 7)}  ${wall.title}`,
          width,
        ),
      ),
    '  the best day of work: bulkhead plan --effort 8h',
  ];
}

/** `3.5 h`, `40 min`, `2 days`. @param value hours */
export function hours(value: number): string {
  if (value < 0.95) return `${significant(value * 60)} min`;
  return value < 40 ? `${significant(value)} h` : `${significant(value / 8)} days`;
}

/** A difference of odds, in percentage points: `−1.3 pt`. */
export const points = (difference: number): string =>
  Math.abs(difference) < 5e-7
    ? '0 pt'
    : `${difference < 0 ? '−' : '+'}${significant(Math.abs(difference) * 100)} pt`;
