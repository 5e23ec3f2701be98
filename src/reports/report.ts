/** The contract of a report: one file a format, a pure function of the assessment. */
import type { Assessment } from '../model/assessment.ts';

/** What the place of printing can show. */
export interface Style {
  readonly color: boolean;
  /** Columns, ≥ 40. */
  readonly width: number;
  /** List all where otherwise the first few are shown. */
  readonly verbose: boolean;
}

export interface Report {
  /** The word after `--format`. */
  readonly id: string;
  readonly title: string;
  readonly mediaType: string;
  /** Text that came from a file is escaped for the format: package names are attacker-chosen. */
  render(assessment: Assessment, style: Style): string;
}
