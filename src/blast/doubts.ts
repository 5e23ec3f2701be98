/** Why something may have been missed: history that is not here, files that were not read, own packages. */
import type { Reason } from '../model/blast.ts';
import { at } from '../model/diagnostic.ts';
import { hasSurface } from './scene.ts';
import type { Scenery } from './scenery.ts';
import type { Target } from './target.ts';

export function cutOf({ past, history }: Scenery): Reason[] {
  if (!('commits' in history))
    return [
      { text: `the history could not be read, only the tree as it is now: ${history.unread}`, at: null },
    ];
  return [
    ...(history.shallow
      ? [{ text: 'the clone is shallow, older commits are not here: git fetch --unshallow', at: null }]
      : []),
    ...[...history.cut, ...(past?.cut ?? [])].map((text) => ({ text, at: null })),
  ];
}

const LOCKFILE =
  /(^|\/)(package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|package\.json)$/;
const CI = /^\.github\/workflows\/|(^|\/)action\.ya?ml$/;

/** Files of today's tree that were not read and that bear on a target. */
export function unreadFor(target: Target, { unread, past, history }: Scenery): Reason[] {
  const reason = ({ path, reason: text }: { path: string; reason: string }): Reason => ({
    text: `not read: ${path}: ${text}`,
    at: at(path),
  });
  const files = unread.filter(({ path, reason: text }) => {
    const otherCi = text.startsWith('CI of another host');
    if (target.kind === 'package' && target.ecosystem === 'npm')
      return LOCKFILE.test(path) || CI.test(path) || otherCi;
    if (target.kind === 'image')
      return (
        CI.test(path) || otherCi || /compose file|Kubernetes|Terraform/.test(text) || /dockerfile/i.test(path)
      );
    return CI.test(path) || (otherCi && target.kind !== 'action');
  });
  const binary =
    'commits' in history &&
    past !== null &&
    past.relevant.some((one) => [...one.files.keys()].some((path) => path.endsWith('bun.lockb')));
  return [
    ...(target.kind === 'package' && target.ecosystem !== 'npm'
      ? [
          {
            text: `files of ${target.ecosystem} have no reader yet: only commands of jobs and images were looked at`,
            at: null,
          },
        ]
      : []),
    ...(target.kind === 'package' && binary && !files.some(({ path }) => path.endsWith('bun.lockb'))
      ? [{ text: 'a bun.lockb of the past is binary and was not read', at: null }]
      : []),
    ...files.map(reason),
  ];
}

export function ownPackages({ scenes, current }: Scenery): Map<string, Reason> {
  const manifests = [...scenes, current].flatMap((scene) => scene.inventory.manifests);
  return new Map(
    manifests.flatMap((one) =>
      one.name === null || one.private
        ? []
        : [
            [
              one.name,
              {
                text: `this repository publishes ${one.name} itself: whether its own release was altered, no lock tells`,
                at: one.at,
              },
            ] as const,
          ],
    ),
  );
}

export function surfaceReason({ scenes, current }: Scenery, id: string): Reason | null {
  for (const scene of [...scenes, current]) {
    const surface = hasSurface(scene, id);
    if (surface !== undefined)
      return { text: `the tree has it: ${surface.title}`, at: surface.at[0] ?? null };
  }
  return null;
}
