/** What is asked about: a package, action, image, credential, vendor or surface, out of the text that names it. */
import { parseRange, parseVersion, type Range } from './semver.ts';

export type Target =
  | {
      readonly kind: 'package';
      readonly text: string;
      /** `npm` has readers; others are looked for as text. */
      readonly ecosystem: string;
      /** A name, or `@scope/*`. */
      readonly name: string;
      readonly versions: Versions;
    }
  | {
      readonly kind: 'action';
      readonly text: string;
      /** `owner/repository`, `owner/repository/path` or `owner/*`, lower case. */
      readonly name: string;
      /** `*`, a tag, a branch, a SHA, or a range of tags. */
      readonly ref: string;
      readonly file: string | null;
    }
  | {
      readonly kind: 'image';
      readonly text: string;
      readonly name: string;
      /** `*`, a tag, or `sha256:…`. */
      readonly tag: string;
      readonly file: string | null;
    }
  | {
      readonly kind: 'credential';
      readonly text: string;
      readonly name: string;
      readonly file: string | null;
    }
  | { readonly kind: 'vendor'; readonly text: string; readonly name: string }
  | { readonly kind: 'surface'; readonly text: string };

export interface Versions {
  /** `*` or a range, as written. */
  readonly text: string;
  readonly range: Range;
}

/** What cannot be understood, with what to try instead. */
export interface NoTarget {
  readonly problem: string;
  readonly hint: string;
}

export const EXAMPLES =
  'npm:axios@1.14.1, pkg:npm/axios@1.14.1, "npm:axios@>=1.14.1 <1.15.0", "npm:@scope/*", action:owner/name@v1, image:node:20, credential/NPM_TOKEN, vendor:blacksmith';

const none = (problem: string, hint = `give one such as ${EXAMPLES}`): NoTarget => ({ problem, hint });

const MOST_CHARACTERS = 1000;

/** Prefixes, and what reads the text behind them. */
const PREFIXES: readonly (readonly [RegExp, (rest: string) => Target | NoTarget])[] = [
  [/^npm:/i, npmTarget],
  [/^pkg:/i, purlTarget],
  [/^(?:takeover\/)?action:|^action\//i, actionTarget],
  [/^(?:image|docker):/i, imageTarget],
  [/^(?:credential|secret)[:/]/i, credentialTarget],
  [
    /^(?:vendor|provider)[:/]/i,
    (rest) => named(rest, (name) => ({ kind: 'vendor', text: `vendor:${name}`, name })),
  ],
  [/^takeover\/npm:/i, (rest) => npmTarget(rest.startsWith('@') && !rest.includes('/') ? `${rest}/*` : rest)],
  [/^account[:/]/i, (rest) => surface('account', rest)],
  [/^workflow[:/]/i, (rest) => surface('workflow', rest)],
];
/** Commands that fetch from other registries make surfaces `<tool>:<name>#<file>`. */
const FETCH_SURFACE = /^(?:script|pip|pipx|uv|poetry|go|cargo|gem|curl|wget|deno):.*#/;

export function parseTarget(typed: string): Target | NoTarget {
  const text = typed.trim();
  if (text === '' || text.length > MOST_CHARACTERS)
    return none('a text of no length, or of far too much, is asked for');
  for (const [prefix, read] of PREFIXES) {
    const match = prefix.exec(text);
    if (match !== null) return read(text.slice(match[0].length));
  }
  if (FETCH_SURFACE.test(text)) return { kind: 'surface', text };
  if (/^(pypi|go|cargo|crates|gem|rubygems|maven|nuget|composer|pub|hex|swift):./i.test(text)) {
    const [ecosystem = '', ...rest] = text.split(':');
    return elsewhere(ecosystem.toLowerCase(), rest.join(':'));
  }
  return bareTarget(text);
}

/** Without a prefix: a secret is in capitals, a package has a version, an action has an owner. */
function bareTarget(text: string): Target | NoTarget {
  if (/^[A-Z][A-Z0-9_]{2,}$/.test(text)) return credentialTarget(text);
  if (/^@[^/\s]+\/[^\s@]+(@\S.*)?$/.test(text)) return npmTarget(text);
  if (/^[\w.-]+\/[\w./-]+@\S+$/.test(text)) return actionTarget(text);
  if (/^[a-z0-9][\w.-]*@\S.*$/i.test(text)) return npmTarget(text);
  return none(
    `${JSON.stringify(text.slice(0, 60))} names nothing that can be asked about`,
    /^[\w.-]+$/.test(text) ? `for all versions of a package: npm:${text}@*` : undefined,
  );
}

const isSafe = (name: string): boolean => /^\S{1,300}$/.test(name);

function named(name: string, make: (name: string) => Target): Target | NoTarget {
  return isSafe(name) ? make(name) : none('no name is given');
}

function surface(kind: string, rest: string): Target | NoTarget {
  return named(rest, () => ({ kind: 'surface', text: `${kind}:${rest}` }));
}

function npmTarget(rest: string): Target | NoTarget {
  const split = rest.indexOf('@', 1);
  const name = (split === -1 ? rest : rest.slice(0, split)).trim();
  const version = split === -1 ? '*' : rest.slice(split + 1).trim();
  return packageTarget('npm', name, version);
}

export function packageTarget(ecosystem: string, name: string, version: string): Target | NoTarget {
  if (!isSafe(name) || name === '@') return none('no package is named');
  const star = name.indexOf('*');
  if (star !== -1 && !/^@[^/*]+\/\*$/.test(name))
    return none(`${JSON.stringify(name)} is too wide`, 'only a whole scope can be asked for: npm:@scope/*');
  if (ecosystem !== 'npm') return elsewhere(ecosystem, `${name}@${version}`);
  const text = version === '' ? '*' : version;
  const range = parseRange(text, true);
  if (range === null)
    return none(
      `${JSON.stringify(text.slice(0, 60))} is no version and no range`,
      `give a version or a range, such as npm:${name}@1.2.3 or "npm:${name}@>=1.2.3 <2.0.0"`,
    );
  return { kind: 'package', text: `npm:${name}@${text}`, ecosystem, name, versions: { text, range } };
}

function elsewhere(ecosystem: string, rest: string): Target | NoTarget {
  const [name = '', version = '*'] = rest.split('@');
  return named(name, () => ({
    kind: 'package',
    text: `${ecosystem}:${name}@${version}`,
    ecosystem,
    name,
    versions: { text: version, range: parseRange('*', true) ?? [] },
  }));
}

/** `pkg:<type>/<namespace>/<name>@<version>?<qualifiers>#<path>`, percent-encoded. */
function purlTarget(rest: string): Target | NoTarget {
  const plain = (rest.split(/[?#]/)[0] ?? '').replace(/^\/+/, '');
  const slash = plain.indexOf('/');
  const [type, path] = [plain.slice(0, slash).toLowerCase(), decoded(plain.slice(slash + 1))];
  if (slash < 1 || path === null)
    return none('this is no package URL', 'give one such as pkg:npm/axios@1.14.1');
  if (type === 'npm') return npmTarget(path);
  if (type === 'githubactions' || type === 'github') return actionTarget(path);
  if (type === 'docker' || type === 'oci') return imageTarget(path.replace(/@(?!sha256:)/, ':'));
  return elsewhere(type, path);
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

function actionTarget(rest: string): Target | NoTarget {
  const [reference = '', file] = splitFile(rest);
  const split = reference.lastIndexOf('@');
  const name = (split < 1 ? reference : reference.slice(0, split)).toLowerCase();
  const ref = split < 1 ? '*' : reference.slice(split + 1).trim();
  if (!/^[\w.-]+\/(\*|[\w.-]+(\/\S*)?)$/.test(name) || ref === '')
    return none('no action is named', 'give owner and name, such as action:tj-actions/changed-files@v39');
  return { kind: 'action', text: `action:${reference}`, name, ref, file };
}

/** A surface id ends in the file that it stands in. */
const splitFile = (rest: string): [string, string | null] => {
  const at = rest.indexOf('#');
  return at === -1 ? [rest, null] : [rest.slice(0, at), rest.slice(at + 1)];
};

function imageTarget(rest: string): Target | NoTarget {
  const [reference, file] = splitFile(rest);
  const { name, tag, digest } = imageParts(reference);
  if (!isSafe(name))
    return none('no image is named', 'give one such as image:node:20 or image:ghcr.io/owner/name:*');
  return { kind: 'image', text: `image:${reference}`, name, tag: digest ?? tag ?? '*', file };
}

/** `docker.io/library/node:20` → node, 20; a host may have a port. */
export function imageParts(reference: string): {
  readonly name: string;
  readonly tag: string | null;
  readonly digest: string | null;
} {
  const [whole = '', digest] = reference.split('@');
  const colon = whole.lastIndexOf(':');
  const tagged = colon > whole.lastIndexOf('/');
  const name = (tagged ? whole.slice(0, colon) : whole).toLowerCase().replace(/^(index\.)?docker\.io\//, '');
  return {
    name: name.replace(/^library\//, ''),
    tag: tagged ? whole.slice(colon + 1) : null,
    digest: digest ?? null,
  };
}

function credentialTarget(rest: string): Target | NoTarget {
  const [name, file] = splitFile(rest);
  return named(name, () => ({
    kind: 'credential',
    text: `credential/${name}`,
    name: name.toUpperCase(),
    file,
  }));
}

/** The exact versions that the question names, null when it names others too. */
export function exactVersions({ versions }: Extract<Target, { kind: 'package' }>): readonly string[] | null {
  const parts = versions.text.split('||').map((part) => part.trim().replace(/^=\s*/, ''));
  return parts.every((part) => parseVersion(part) !== null)
    ? parts.map((part) => part.replace(/^v/, ''))
    : null;
}
