/**
 * What a registry of npm says of a package, reduced to what is asked of it.
 *
 * @see https://github.com/npm/registry/blob/main/docs/responses/package-metadata.md
 */
import type { PackageFacts, VersionFacts } from '../model/advisory.ts';
import { SourceError } from './source-error.ts';

type Json = Readonly<Record<string, unknown>>;
const object = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
const day = (value: unknown): string | null =>
  /^\d{4}-\d{2}-\d{2}/.test(text(value) ?? '') ? (value as string).slice(0, 10) : null;

/**
 * @param name that was asked for; @param versions of it that are in the tree
 * @throws SourceError when the text is no document of that package
 */
export function packageFactsOf(name: string, document: string, versions: readonly string[]): PackageFacts {
  const json = parsed(document);
  if (json.name !== name) throw new SourceError('it is the document of another package');
  const time = object(json.time);
  const all = object(json.versions);
  const order = Object.keys(all)
    .filter((version) => text(time[version]) !== null)
    .sort((a, b) => (String(time[a]) < String(time[b]) ? -1 : 1));
  return {
    created: day(time.created),
    maintainers: namesOf(json.maintainers),
    releases: order.length,
    versions: Object.fromEntries(
      versions
        .filter((version) => Object.hasOwn(all, version))
        .map((version) => [version, versionFacts(all, order, version, day(time[version]))]),
    ),
  };
}

function parsed(document: string): Json {
  try {
    return object(JSON.parse(document));
  } catch (error) {
    throw new SourceError(`it is no JSON: ${error instanceof Error ? error.message.slice(0, 80) : ''}`);
  }
}

const namesOf = (value: unknown): string[] =>
  (Array.isArray(value) ? value : []).flatMap((one) => text(object(one).name) ?? []).sort();

function versionFacts(
  all: Json,
  order: readonly string[],
  version: string,
  published: string | null,
): VersionFacts {
  const own = object(all[version]);
  const before = order[order.indexOf(version) - 1];
  const provenance = isAttested(own);
  return {
    published,
    publisher: text(object(own._npmUser).name),
    provenance,
    // Its predecessor could show where it was built, and it cannot: somebody published by hand, or somebody else did.
    provenanceLost: !provenance && before !== undefined && isAttested(object(all[before])),
    deprecated: text(own.deprecated) !== null,
    installScript: own.hasInstallScript === true,
  };
}

const isAttested = (version: Json): boolean => Object.hasOwn(object(version.dist), 'attestations');
