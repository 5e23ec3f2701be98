/** What a file says of what is asked: each place that names it, and whether it is it, admits it, or is something else. */
import type { Found } from '../model/blast.ts';
import type { Location } from '../model/diagnostic.ts';
import type { InstallCommand } from '../model/install.ts';
import type { Component, Inventory } from '../model/inventory.ts';
import { versionsOverlap } from '../model/platform.ts';
import type { Dependency } from '../model/settings.ts';
import type { Use } from '../model/workflow.ts';
import { inRange, parseRange, parseVersion } from './semver.ts';
import { exactVersions, imageParts, type Target } from './target.ts';

export interface Finding {
  /** Index of the target. */
  readonly target: number;
  readonly kind: Found['kind'];
  readonly text: string;
  /** `yes`: it is it; `maybe`: it admits it; `no`: the same thing in another version, or held fast. */
  readonly answer: 'yes' | 'maybe' | 'no';
  readonly at: Location;
  /** For packages: not only for development. */
  readonly production: boolean;
}

/** Targets by name, so that a list of a thousand names is looked up and not walked. */
export class Targets {
  readonly all: readonly Target[];
  readonly #names = new Map<string, number[]>();

  constructor(all: readonly Target[]) {
    this.all = all;
    all.forEach((target, index) => {
      if (!('name' in target)) return;
      const key = `${target.kind === 'package' ? target.ecosystem : target.kind}:${target.name}`;
      this.#names.set(key, [...(this.#names.get(key) ?? []), index]);
    });
  }

  /** Targets that a package of npm falls under, by its name or its scope. */
  ofPackage(name: string, ecosystem = 'npm'): readonly number[] {
    const scope = name.startsWith('@') ? `${name.slice(0, name.indexOf('/'))}/*` : null;
    const scoped = scope === null ? undefined : this.#names.get(`${ecosystem}:${scope}`);
    const named = this.#names.get(`${ecosystem}:${name}`);
    return scoped === undefined ? (named ?? []) : [...(named ?? []), ...scoped];
  }

  ofKind<K extends Target['kind']>(kind: K): { target: Extract<Target, { kind: K }>; index: number }[] {
    return this.all.flatMap((target, index) =>
      target.kind === kind ? [{ target: target as Extract<Target, { kind: K }>, index }] : [],
    );
  }

  /** Texts that a file must hold for it to matter; a scope without its star. */
  readonly needles = (kind: 'package' | 'other'): string[] => [
    ...new Set(
      this.all.flatMap((target) => {
        if (!('name' in target) || (target.kind === 'package') !== (kind === 'package')) return [];
        return [target.name.replace(/\*$/, '')];
      }),
    ),
  ];
}

/** All findings of one inventory: a file's, or a tree's. */
export function findingsIn(inventory: Inventory, targets: Targets): Finding[] {
  return [
    ...inventory.components.flatMap((one) => ofComponent(one, targets)),
    ...inventory.manifests.flatMap((one) =>
      one.dependencies.flatMap((dependency) => ofDependency(dependency, targets)),
    ),
    ...commandsIn(inventory).flatMap((command) => ofCommand(command, targets)),
    ...usesIn(inventory).flatMap((use) => ofUse(use, targets)),
    ...imagesIn(inventory).flatMap((image) => ofImage(image, targets)),
    ...ofSecrets(inventory, targets),
    ...ofVendors(inventory, targets),
  ];
}

function ofComponent({ name, version, scope, at }: Component, targets: Targets): Finding[] {
  return targets.ofPackage(name).map((target) => ({
    target,
    kind: 'locked',
    text: `${name}@${version}`,
    answer: versionAnswer(version, targets.all[target] as Target),
    at,
    production: scope !== 'development',
  }));
}

type PackageTarget = Extract<Target, { kind: 'package' }>;

/** A version that is none (an address of git, a folder) may be anything. */
function versionAnswer(version: string, target: Target): Finding['answer'] {
  const { versions } = target as PackageTarget;
  if (versions.text === '*') return 'yes';
  const parsed = parseVersion(version.replace(/\(.*$/s, ''));
  if (parsed === null) return 'maybe';
  return inRange(parsed, versions.range, true) ? 'yes' : 'no';
}

function ofDependency({ target: name, range, kind, from, at }: Dependency, targets: Targets): Finding[] {
  if (from === 'workspace' || from === 'file' || kind === 'peer') return [];
  return targets.ofPackage(name).map((target) => ({
    target,
    kind: 'declared',
    text: `${name}@${range}`,
    answer: from === 'registry' ? rangeAnswer(range, targets.all[target] as Target) : 'maybe',
    at,
    production: kind !== 'development',
  }));
}

/** Whether a range that npm is asked for admits what is asked about. A tag such as `latest` may be anything. */
export function rangeAnswer(range: string, target: Target): Finding['answer'] {
  const { versions } = target as PackageTarget;
  const exact = parseVersion(range);
  if (exact !== null) return inRange(exact, versions.range, true) ? 'yes' : 'no';
  if (versions.text === '*') return 'maybe';
  const asked = parseRange(range, false);
  if (asked === null) return 'maybe';
  const named = exactVersions(target as PackageTarget);
  if (named === null) return versionsOverlap(range, versions.text) === false ? 'no' : 'maybe';
  return named.some((one) => {
    const version = parseVersion(one);
    return version !== null && inRange(version, asked, false);
  })
    ? 'maybe'
    : 'no';
}

/** Every command of an inventory that fetches something. */
export const commandsIn = (inventory: Inventory): InstallCommand[] => [
  ...inventory.installs,
  ...inventory.workflows.flatMap((workflow) => workflow.jobs.flatMap((job) => job.installs)),
  ...inventory.actions.flatMap((action) => action.installs),
  ...inventory.manifests.flatMap((manifest) => manifest.installs),
  ...inventory.platforms.flatMap((platform) => platform.installs),
];

const NPM_TOOLS = new Set(['npm', 'npx', 'pnpm', 'yarn', 'bun', 'bunx', 'corepack']);
const ECOSYSTEM_OF: Readonly<Record<string, string>> = {
  pip: 'pypi',
  pipx: 'pypi',
  uv: 'pypi',
  poetry: 'pypi',
  go: 'go',
  cargo: 'cargo',
  gem: 'gem',
};

function ofCommand(command: InstallCommand, targets: Targets): Finding[] {
  if (command.kind === 'image')
    return command.names.flatMap((name) => ofImage({ reference: name, at: command.at }, targets));
  const isNpm = NPM_TOOLS.has(command.tool);
  const ecosystem = isNpm ? 'npm' : ECOSYSTEM_OF[command.tool];
  if (ecosystem === undefined) return [];
  return command.names.flatMap((named) => {
    const { name, range } = isNpm
      ? splitName(named)
      : { name: named.split(/[=<>~!@[]/)[0] ?? named, range: '' };
    return targets.ofPackage(name, ecosystem).map((target): Finding => {
      const asked = isNpm ? rangeAnswer(range === '' ? '*' : range, targets.all[target] as Target) : 'maybe';
      // `npx x` may run the tree's own copy; which it is, is told by the tree.
      return {
        target,
        kind: 'fetched',
        text: command.command,
        answer: asked,
        at: command.at,
        production: true,
      };
    });
  });
}

/** `@scope/x@1` → `@scope/x`, `1`. */
export function splitName(named: string): { readonly name: string; readonly range: string } {
  const split = named.indexOf('@', 1);
  return split === -1
    ? { name: named, range: '' }
    : { name: named.slice(0, split), range: named.slice(split + 1) };
}

const usesIn = (inventory: Inventory): Use[] => [
  ...inventory.workflows.flatMap((workflow) => workflow.jobs.flatMap((job) => job.uses)),
  ...inventory.actions.flatMap((action) => action.uses),
];

function ofUse(use: Use, targets: Targets): Finding[] {
  if (use.pin === 'local') return [];
  if (use.pin === 'docker-tag' || use.pin === 'docker-digest')
    return ofImage({ reference: use.reference.replace(/^docker:\/\//, ''), at: use.at }, targets);
  return targets
    .ofKind('action')
    .filter(({ target }) => isAction(use.reference, target) && inFile(use.at, target.file))
    .map(({ target, index }) => ({
      target: index,
      kind: 'used',
      text: use.reference,
      answer: refAnswer(use.reference.slice(use.reference.lastIndexOf('@') + 1), target.ref),
      at: use.at,
      production: true,
    }));
}

const inFile = (at: Location, file: string | null): boolean => file === null || at.path === file;

/** Owner, repository, and paths inside of it. */
export function isAction(reference: string, { name }: { readonly name: string }): boolean {
  const used = reference.replace(/@[^@]*$/, '').toLowerCase();
  if (name.endsWith('/*')) return used.startsWith(name.slice(0, -1));
  return used === name || used.startsWith(`${name}/`);
}

const SHA = /^[0-9a-f]{7,64}$/i;

/** A tag may be moved, a commit may not: who pins one is exposed only to that very commit. */
export function refAnswer(used: string, asked: string): Finding['answer'] {
  const pinned = /^[0-9a-f]{40,64}$/i.test(used);
  if (asked === '*') return pinned ? 'no' : 'yes';
  if (pinned) return SHA.test(asked) && used.toLowerCase().startsWith(asked.toLowerCase()) ? 'yes' : 'no';
  if (SHA.test(asked) && !/^\d{1,3}$/.test(asked)) return 'maybe'; // where the tag pointed, no file tells
  if (used === asked) return 'yes';
  if (versionsOverlap(used, asked) !== true) return 'no';
  // `v3` floats over `v3.5.2`: whether it pointed there, no file tells. A range names all its tags.
  return /[\s<>=~^|*]/.test(asked) ? 'yes' : 'maybe';
}

interface NamedImage {
  readonly reference: string;
  readonly at: Location;
}

const imagesIn = (inventory: Inventory): NamedImage[] => [
  ...inventory.images,
  ...inventory.workflows.flatMap((workflow) => workflow.jobs.flatMap((job) => job.images)),
];

function ofImage({ reference, at }: NamedImage, targets: Targets): Finding[] {
  const found = imageParts(reference);
  return targets
    .ofKind('image')
    .filter(
      ({ target }) => inFile(at, target.file) && (found.name === target.name || reference.includes('$')),
    )
    .filter(({ target }) => found.name === target.name || reference.toLowerCase().startsWith(target.name))
    .map(({ target, index }) => ({
      target: index,
      kind: 'image',
      text: reference,
      answer: imageAnswer(found, target.tag, reference),
      at,
      production: true,
    }));
}

function imageAnswer(
  { tag, digest }: ReturnType<typeof imageParts>,
  asked: string,
  reference: string,
): Finding['answer'] {
  if (digest !== null) return digest === asked ? 'yes' : 'no';
  if (reference.includes('$')) return 'maybe';
  if (asked === '*') return 'yes';
  if (asked.startsWith('sha256:')) return 'maybe';
  return (tag ?? 'latest') === asked ? 'yes' : 'no';
}

function ofSecrets(inventory: Inventory, targets: Targets): Finding[] {
  const asked = targets.ofKind('credential');
  if (asked.length === 0) return [];
  const jobs = inventory.workflows.flatMap((workflow) => workflow.jobs);
  const finding = (index: number, text: string, answer: Finding['answer'], at: Location): Finding => ({
    target: index,
    kind: 'named',
    text,
    answer,
    at,
    production: true,
  });
  return asked.flatMap(({ target: { name, file }, index }) => [
    ...jobs.flatMap((job) =>
      job.secrets
        .filter((secret) => secret.name.toUpperCase() === name && inFile(secret.at, file))
        .map((secret) => finding(index, secret.name, 'yes', secret.at)),
    ),
    ...jobs
      .filter((job) => job.allSecrets !== 'no' && inFile(job.at, file))
      .map((job) => finding(index, 'all secrets are handed over', 'maybe', job.at)),
    ...inventory.platforms
      .filter(
        (platform) => platform.secrets.some((one) => one.toUpperCase() === name) && inFile(platform.at, file),
      )
      .map((platform) => finding(index, name, 'yes', platform.at)),
  ]);
}

function ofVendors(inventory: Inventory, targets: Targets): Finding[] {
  return targets.ofKind('vendor').flatMap(({ target: { name }, index }) => {
    const jobs = inventory.workflows.flatMap((workflow) => workflow.jobs);
    const there = [
      ...jobs.filter((job) => (name === 'github' ? job.runner.vendor === null : job.runner.vendor === name)),
      ...inventory.platforms.filter((platform) => platform.vendor === name),
      ...inventory.bots.filter((bot) => bot.tool === name),
    ];
    return there.map(
      ({ at }): Finding => ({
        target: index,
        kind: 'runs-on',
        text: name,
        answer: 'yes',
        at,
        production: true,
      }),
    );
  });
}
