/** Secrets with what they open: by the table of credential kinds. */
import type { CredentialRecord } from '../model/credential.ts';
import type { SecretFact } from '../model/execution.ts';
import type { Inventory } from '../model/inventory.ts';
import type { Job, SecretUse } from '../model/workflow.ts';
import type { SurfaceContext } from './context.ts';
import { kindOf } from './credentials.ts';

export interface SecretTable {
  /** Secrets that lie open to code in a job, all of the repository's where the job's text hands over all. */
  readonly ofJob: (job: Job) => readonly SecretFact[];
  /** Variables of a platform's service, by name. */
  readonly named: (name: string, at: SecretFact['at']) => SecretFact;
  /** Each secret that a workflow names, once. */
  readonly all: readonly SecretFact[];
}

export function secretTable(inventory: Inventory, { attested, credentials }: SurfaceContext): SecretTable {
  const opens = opener(credentials);
  const fact = (use: SecretUse): SecretFact => {
    const kind = attested.credentials.get(use.name) ?? kindOf(use).kind;
    const opened = kind === 'classic-pat' ? ['github'] : opens(use.name);
    return { name: use.name, kind, opens: opened, oneStep: use.step !== null, reach: 'named', at: use.at };
  };
  const uses = inventory.workflows.flatMap((workflow) => workflow.jobs.flatMap((job) => job.secrets));
  const all = [...new Map(uses.map((use) => [use.name, fact(use)])).values()];
  // Jobs that are handed all secrets and name none share one list: there may be many of both.
  const handed = all.map((one): SecretFact => ({ ...one, reach: 'dynamic' }));
  const ofJob = (job: Job): readonly SecretFact[] => {
    const named = new Map<string, SecretFact>();
    for (const use of job.secrets) {
      const known = named.get(use.name);
      const made = fact(use);
      named.set(use.name, known === undefined ? made : { ...made, oneStep: known.oneStep && made.oneStep });
    }
    if (job.allSecrets === 'no') return [...named.values()];
    if (named.size === 0) return handed;
    return [...named.values(), ...handed.filter((one) => !named.has(one.name))];
  };
  const named = (name: string, at: SecretFact['at']): SecretFact => ({
    name,
    kind: kindOf({ name, comment: '', as: '' }).kind,
    opens: opens(name),
    oneStep: false,
    reach: 'named',
    at,
  });
  return { ofJob, named, all };
}

/** What a secret of this name opens; `other` when no record knows the name. */
function opener(records: readonly CredentialRecord[]): (name: string) => readonly string[] {
  const patterns = records.map((record) => ({ pattern: new RegExp(record.names, 'i'), opens: record.opens }));
  return (name) => patterns.find(({ pattern }) => pattern.test(name))?.opens ?? ['other'];
}
