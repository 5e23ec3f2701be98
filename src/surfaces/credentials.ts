/** Stored secrets that workflows name, with the kind that their name, use and comments tell. */
import { surfaceId } from '../model/ids.ts';
import type { Inventory } from '../model/inventory.ts';
import type { CredentialKind, CredentialSurface } from '../model/surface.ts';
import type { SecretUse } from '../model/workflow.ts';
import type { AttestedFacts } from './attested.ts';
import type { SurfaceContext } from './context.ts';
import { pushedSecrets } from './layer-secrets.ts';

interface KindRule {
  readonly kind: CredentialKind;
  readonly pattern: RegExp;
  readonly because: string;
}

/** First match wins. A comment proves nothing, so it can only make a secret worse than its name says. */
const BY_COMMENT: readonly KindRule[] = [
  {
    kind: 'classic-pat',
    pattern: /\bclassic\b|personal access token|\bPAT\b/i,
    because: 'its comment says personal access token',
  },
];

const BY_NAME: readonly KindRule[] = [
  {
    kind: 'app-or-deploy-key',
    pattern: /(APP|BOT)_?(PRIVATE_?KEY|PEM)|DEPLOY_?KEY|APP_KEY$/i,
    because: 'named like an App key or deploy key',
  },
  {
    kind: 'low-value',
    pattern: /WEBHOOK|_DSN$|PUBLISHABLE|SITE_?KEY|(TELEMETRY|ANALYTICS)_(WRITE_)?KEY$/i,
    because: 'named like a webhook or a publishable key',
  },
  {
    kind: 'identifier',
    pattern:
      /(^|_)(USER(NAME)?|ORG(ANI[SZ]ATION)?|PROJECT(_ID|_NAME)?|TEAM|HOST(NAME)?|URL|URI|DOMAIN|REGION|BUCKET|CLIENT_ID|APP_ID|ACCOUNT(_ID)?|ID|EMAIL|NAME|ENDPOINT|PROVIDER|SERVICE_ACCOUNT|REGISTRY|SERVER|ARN|FINGERPRINT|MODEL|VERSION|ENV(IRONMENT)?)$/i,
    because: 'named like an identifier, not a secret',
  },
  {
    kind: 'classic-pat',
    pattern:
      /(^|(?<!VSCE|OVSX)_)PAT(_|$)|(^|_)(GH|GITHUB)_(ACCESS_)?TOKEN|GITHUB_(API_)?TOKEN|^REPO_TOKEN|(^|_)(ORG|REPO|BOT|ADMIN|RELEASE|PROJECTS?)_([A-Z_]*_)?TOKEN|RELEASE_?PLEASE/i,
    because: 'named like a GitHub token; taken as classic until attested otherwise',
  },
  {
    kind: 'long-lived-key',
    pattern: /TOKEN|SECRET|_PAT$|PASS(WORD|PHRASE)?|KEY|CREDENTIALS?|AUTH|CERT|PEM|JSON|SIGNING|DATABASE/i,
    because: 'named like a long-lived registry, cloud or service key',
  },
];

/** Where a GitHub token goes: a secret that is handed to these is one, whatever its name. */
const GITHUB_TARGET = /^(github_token|gh_token|github-token|repo-token|token|GITHUB_PAT|GH_PAT)$/i;

export function credentialSurfaces(inventory: Inventory, { attested }: SurfaceContext): CredentialSurface[] {
  const unguarded = unguardedSecrets(inventory);
  const inImages = pushedSecrets(inventory);
  const found = new Map<string, CredentialSurface>();
  for (const workflow of inventory.workflows) {
    for (const secret of workflow.jobs.flatMap((job) => job.secrets)) {
      const id = surfaceId(`credential:${secret.name}#${workflow.path}`);
      const known = found.get(id);
      const told = attestedKind(secret.name, attested) ?? kindOf(secret);
      const made: CredentialSurface = {
        id,
        kind: 'credential',
        title: `${secret.name} in ${workflow.path}`,
        at: [...(known?.at ?? []), secret.at],
        name: secret.name,
        credential: told.kind,
        because: told.because,
        inImage: inImages.has(secret.name),
        level: unguarded.has(secret.name) ? 'repository' : 'unknown',
      };
      found.set(id, known === undefined ? made : { ...made, ...stronger(known, told) });
    }
  }
  return [...found.values()];
}

/** Names that some job without an environment uses: wherever else they stand, no environment guards them. */
function unguardedSecrets(inventory: Inventory): ReadonlySet<string> {
  const jobs = inventory.workflows.flatMap((workflow) => workflow.jobs);
  return new Set(
    jobs.filter((job) => job.environment === null).flatMap((job) => job.secrets.map((secret) => secret.name)),
  );
}

function attestedKind(
  name: string,
  attested: AttestedFacts,
): { kind: CredentialKind; because: string } | null {
  const kind = attested.credentials.get(name);
  return kind === undefined ? null : { kind, because: 'attested' };
}

export function kindOf(secret: Pick<SecretUse, 'name' | 'comment' | 'as'>): {
  readonly kind: CredentialKind;
  readonly because: string;
} {
  const told =
    BY_COMMENT.find((rule) => rule.pattern.test(secret.comment)) ??
    (GITHUB_TARGET.test(secret.as) && !/^(token)$/i.test(secret.as)
      ? {
          kind: 'classic-pat' as const,
          because: `handed over as ${secret.as}, so a GitHub token; taken as classic until attested otherwise`,
        }
      : undefined) ??
    BY_NAME.find((rule) => rule.pattern.test(secret.name));
  return told ?? { kind: 'unknown', because: 'nothing tells what it opens' };
}

/** Of two readings the one that costs more if lost: a fact recorded as bad stays bad. */
const ORDER: readonly CredentialKind[] = [
  'classic-pat',
  'unknown',
  'long-lived-key',
  'fine-grained',
  'app-or-deploy-key',
  'low-value',
  'identifier',
];

export const stronger = <T extends { readonly credential: CredentialKind; readonly because: string }>(
  one: T,
  other: { readonly kind: CredentialKind; readonly because: string },
): { credential: CredentialKind; because: string } =>
  ORDER.indexOf(other.kind) < ORDER.indexOf(one.credential)
    ? { credential: other.kind, because: other.because }
    : { credential: one.credential, because: one.because };
