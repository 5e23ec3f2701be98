/** What stands behind a name in a manifest: a range, or where else the package comes from. */
import type { Dependency } from '../../model/settings.ts';
import { isGitAddress } from './lockfile.ts';

const WORKSPACE = /^workspace:/;
const LOCAL = /^(?:(?:file|link|portal|exec):|\.{1,2}(?:\/|$)|~?\/|[A-Za-z]:[\\/])/;
/** `owner/repo`, at GitHub. A range holds no slash. */
const SHORT_GIT = /^[\w.-]{1,100}\/[\w.-]{1,100}(?:#.*)?$/;
const ADDRESS = /^https?:\/\//i;

/** Where a range takes the package from. */
export function originOfRange(range: string): Dependency['from'] {
  const text = range.trim();
  if (WORKSPACE.test(text)) return 'workspace';
  if (LOCAL.test(text)) return 'file';
  if (isGitAddress(text) || SHORT_GIT.test(text)) return 'git';
  return ADDRESS.test(text) ? 'url' : 'registry';
}

const ALIAS = 'npm:';

/** The real name behind an alias, such as `npm:real@^1.0.0`; yarn also writes `npm:^1.0.0`, which is none. */
export function targetOfRange(name: string, range: string): string {
  if (!range.startsWith(ALIAS)) return name;
  const target = range.slice(ALIAS.length);
  const split = target.indexOf('@', 1);
  if (split !== -1) return target.slice(0, split);
  return /^(?:@[^/]+\/|[A-Za-z])/.test(target) && !/^(?:v\d|x$|latest$)/i.test(target) ? target : name;
}
