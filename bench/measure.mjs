/** CPU time and memory of whole processes, measured in turn so that a drift of the machine hits all alike. */
import { spawnSync } from 'node:child_process';

/**
 * Runs a command and asks the system what it used, by `/usr/bin/time`; where that is missing, the wall clock
 * stands for the CPU and memory is unknown.
 * @returns CPU seconds (user and system, all threads) and peak memory in megabytes
 */
export function measure(command, cwd) {
  const timed = spawnSync('/usr/bin/time', ['-f', '%U %S %M', ...command], {
    cwd,
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
    maxBuffer: 1e9,
  });
  if (timed.error === undefined) {
    const [user, system, kilobytes] = timed.stderr.trim().split('\n').at(-1).split(' ').map(Number);
    return { cpu: user + system, memory: kilobytes / 1000 };
  }
  const started = process.hrtime.bigint();
  const [program, ...args] = command;
  spawnSync(program, args, { cwd, stdio: 'ignore' });
  return { cpu: Number(process.hrtime.bigint() - started) / 1e9, memory: Number.NaN };
}

export const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** Each command `runs` times, in turn. */
export function inTurn(commands, runs, cwd) {
  const found = Object.fromEntries(Object.keys(commands).map((name) => [name, []]));
  for (let run = 0; run <= runs; run++) {
    for (const [name, command] of Object.entries(commands)) {
      const result = measure(command, cwd);
      if (run > 0) found[name].push(result); // the first is a warm-up
    }
  }
  return found;
}
