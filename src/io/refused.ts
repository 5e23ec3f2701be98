/** Something outside cannot be had, or is not what it should be: a sentence, and what to do. */
export class Refused extends Error {
  readonly hint: string;
  /** Milliseconds after which another try may help; null when none will. */
  readonly again: number | null;

  constructor(message: string, hint: string, again: number | null = null) {
    super(message);
    this.name = 'Refused';
    this.hint = hint;
    this.again = again;
  }
}
