/** The outside world as commands see it: passed in, so that tests give their own. */
export interface Terminal {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** ISO date of the clock. */
  readonly today: string;
  /** Columns of stdout, 80 when it is no terminal. */
  readonly columns: number;
  readonly stdoutIsTerminal: boolean;
  readonly stderrIsTerminal: boolean;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}
