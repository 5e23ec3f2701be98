/**
 * Joins the program's modules into one file, `dist/cli/main.js`: loading 150 small modules took longer than
 * reading a lockfile of 2,300 packages (docs/adr/0011). The worker thread's are a file of their own, `worker.js`.
 * Packages stay outside, loaded when first needed.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const folder = join(dirname(fileURLToPath(import.meta.url)), '../dist/cli');
const parts = [...(await joined('main.js')), ...(await joined('worker.js'))];
rmSync(folder, { recursive: true });
mkdirSync(folder, { recursive: true });
for (const part of parts) {
  if (part.type === 'chunk') writeFileSync(join(folder, part.fileName), part.code, { mode: 0o755 });
}

async function joined(name) {
  const bundle = await rolldown({
    input: join(folder, name),
    platform: 'node',
    external: /^[^./]/,
    logLevel: 'warn',
  });
  const { output } = await bundle.generate({ format: 'esm' });
  await bundle.close();
  return output;
}
