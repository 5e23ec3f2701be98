/** What a source sent is not what it should be: the update of that source fails, and what was there before stays. */
export class SourceError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SourceError';
  }
}
