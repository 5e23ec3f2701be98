/** Commands that are made to insist on their lockfile. */
import type { InstallSite } from '../model/install-site.ts';

/** An install of npm with options alone, which `npm ci` takes as well. */
export const PLAIN = /^npm\s+(?:install|i)(?=\s|$)(?:\s+--?[\w-]+(?:=\S+)?)*$/;

const WITHOUT =
  /\s+--(?:no-package-lock|package-lock=false|no-shrinkwrap|no-lockfile|lockfile=false)(?=\s|$)/g;

/** The command that takes the lockfile as it is; null for one that is there to change it. */
export function frozen(command: string, { tool, version, knowsGate }: InstallSite): string | null {
  const kept = command.replace(WITHOUT, '');
  if (tool === 'npm') return PLAIN.test(kept) ? kept.replace(/^npm\s+(?:install|i)(?=\s|$)/, 'npm ci') : null;
  if (!/^(?:yarn|pnpm|bun)(?:\s+(?:install|i))?(?:\s+--?[\w-]+(?:=\S+)?)*$/.test(kept)) return null;
  const classic = tool === 'yarn' && knowsGate === 'no' && /^[\^~]?1\b/.test(version ?? '1');
  return `${kept} ${tool === 'yarn' && !classic ? '--immutable' : '--frozen-lockfile'}`;
}

const WRITES: Readonly<Record<string, string>> = {
  npm: 'npm install --package-lock-only',
  pnpm: 'pnpm install --lockfile-only',
  yarn: 'yarn install',
  bun: 'bun install --lockfile-only',
};

/** What a tree without lockfile lacks: nobody invents the versions in it. */
export const lockLacks = ({ tool, directory }: InstallSite, off: string | undefined): string =>
  `the lockfile itself: ${off === undefined ? '' : `take out \`${off}\`, then `}\`${WRITES[tool] ?? 'an install'}\` in ${directory === '.' ? 'the root' : directory} writes it`;
