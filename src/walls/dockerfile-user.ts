/** `USER` written into a Dockerfile, where the base image has a user to name. */
import type { Image } from '../model/install.ts';
import { nameOf } from './digests.ts';
import type { Patched, PatchFiles, WallFacts } from './wall.ts';
import { endingOf, type Lines, linesOf, startOf } from './workflow-text.ts';

/** Users that images come with, by their makers' documentation. */
const USERS: Readonly<Record<string, string>> = {
  node: 'node',
  'oven/bun': 'bun',
  'denoland/deno': 'deno',
};

export function knownUser(reference: string): string | null {
  const name = nameOf(reference)
    .replace(/^docker\.io\//, '')
    .replace(/^library\//, '');
  if (Object.hasOwn(USERS, name)) return USERS[name] as string;
  return name.startsWith('gcr.io/distroless/') ? 'nonroot' : null;
}

/** The image that a Dockerfile's last stage stands on. */
export const finalImage = ({ inventory }: Pick<WallFacts, 'inventory'>, path: string): Image | undefined =>
  inventory.images.find((one) => one.source === path && one.role === 'base' && one.final);

/** One line more, before the command that the image starts with. */
export function userWritten(path: string, files: PatchFiles, facts: WallFacts): Patched {
  const image = finalImage(facts, path);
  const user = image === undefined ? null : knownUser(image.reference);
  if (image === undefined || user === null)
    return {
      kind: 'lacks',
      what: `a user for ${path}: ${image?.reference ?? 'its base'} has none that is known; make one (RUN useradd …), then USER`,
    };
  if (image.user !== 'unknown')
    return { kind: 'lacks', what: `USER ${image.user} in ${path} is to be changed by hand` };
  const lines = linesOf(path, files, facts);
  if (typeof lines === 'string') return { kind: 'lacks', what: lines };
  const line = lastCommand(lines);
  if (line === null)
    return { kind: 'lacks', what: `USER ${user} in ${path}: it has no command to stand before` };
  const at = startOf(lines, line);
  return {
    kind: 'edits',
    edits: [{ path, from: at, to: at, with: `USER ${user}${endingOf(lines)}` }],
  };
}

/** The line of the last `CMD` or `ENTRYPOINT` of the last stage; null where something is still run behind it. */
function lastCommand({ lines }: Lines): number | null {
  let found: number | null = null;
  let continues = false;
  for (const [at, line] of lines.entries()) {
    const word = continues ? '' : (/^\s*([A-Za-z]+)\s/.exec(line)?.[1]?.toUpperCase() ?? '');
    if (word === 'FROM' || word === 'RUN') found = null;
    if (word === 'CMD' || word === 'ENTRYPOINT') found = at;
    const comment = /^\s*#/.test(line);
    if (!comment) continues = /[\\`]\s*$/.test(line);
  }
  return found;
}
