/** What npm itself is set to: its registry is never a literal of ours. */
import { spawnSync } from 'node:child_process';
import { homedir } from 'node:os';
import { Refused } from './refused.ts';

/**
 * The registry of the user's own configuration. npm is asked in the home folder: a setting of the assessed tree would
 * send the names of its packages to whoever wrote it.
 * @throws Refused where npm is not there, or gives no address
 */
export function npmRegistry(env: Readonly<Record<string, string | undefined>>): string {
  const asked = spawnSync('npm', ['config', 'get', 'registry'], {
    cwd: homedir(),
    env: { ...env, npm_config_update_notifier: 'false' } as NodeJS.ProcessEnv,
    encoding: 'utf8',
    timeout: 30_000,
    shell: process.platform === 'win32',
  });
  const address = asked.status === 0 ? asked.stdout.trim() : '';
  if (!/^https?:\/\//.test(address) || !URL.canParse(address))
    throw new Refused('npm does not tell its registry', 'look at: npm config get registry');
  return address.endsWith('/') ? address : `${address}/`;
}
