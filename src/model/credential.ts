/** Kinds of credentials, by the names that people give them: `data/credentials/`. */
export interface CredentialRecord {
  readonly id: string;
  readonly title: string;
  /** A regular expression over the name of the secret, case ignored. The first record that matches counts. */
  readonly names: string;
  /** Words for what it opens: `github`, `npm`, `docker`, `cloud`, `deploy`, `database`, `signing`, `cache`, `notice`, … */
  readonly opens: readonly string[];
  /** How to revoke it. */
  readonly revoke: string;
  /** What dies with it, and what lives on. */
  readonly dies: string;
  /** What an attacker may have left behind. */
  readonly left: string;
  readonly source: string;
  /** When this was looked up; ISO date. */
  readonly date: string;
}
