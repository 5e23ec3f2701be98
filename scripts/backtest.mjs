/**
 * The forecast, graded: fitted on what was public before a date, held against what came after.
 *
 *     npm run backtest -- --rates FOLDER --mirror FOLDER --trees FOLDER
 *
 * Writes docs/backtest.md, its plots, and the fitted figures.
 *
 * RATES has the counted events (`takeover_events.csv`, `takeover_packages.csv`, `exposure_windows.csv`,
 * `disclosure_event_rates.csv`, `nb_fits.csv`), MIRROR the advisories as docs/data.md lays them out, TREES the
 * repositories. No date is taken
 * from the clock: the same files give the same bytes.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fitted } from './backtest/fitted.mjs';
import { gradePackages } from './backtest/packages.mjs';
import { page } from './backtest/page.mjs';
import { gradeTakeovers } from './backtest/takeovers.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const args = process.argv.slice(2);
const folder = (flag) => {
  const at = args.indexOf(flag);
  if (at === -1 || args[at + 1] === undefined) {
    console.error(`npm run backtest -- --rates FOLDER --mirror FOLDER --trees FOLDER: ${flag} is missing`);
    process.exit(2);
  }
  return resolve(process.env.INIT_CWD ?? '.', args[at + 1]);
};
const rates = folder('--rates');
const mirror = folder('--mirror');
const trees = folder('--trees');

if (spawnSync(process.execPath, [join(root, 'scripts/build.mjs')], { stdio: ['ignore', 2, 2] }).status !== 0)
  process.exit(1);
const dist = (path) => import(join(root, 'dist', path));
const modules = {
  scores: await dist('backtest/scores.js'),
  dates: await dist('backtest/events.js'),
  campaigns: await dist('backtest/campaigns.js'),
};
const packages = await dist('backtest/packages.js');
const { uniforms } = await dist('maths/philox.js');
const text = (name) => readFileSync(join(rates, name), 'utf8');
const digest = (names) =>
  createHash('sha256')
    .update(names.map((name) => createHash('sha256').update(text(name)).digest('hex')).join(' '))
    .digest('hex')
    .slice(0, 16);

const CUTS = ['2023-01-01', '2024-01-01', '2025-01-01', '2025-09-01', '2026-03-01'];
const HORIZONS = [0.5, 1];
const read = {
  events: modules.dates.takeoverEvents(text('takeover_events.csv')),
  packages: modules.dates.takenPackages(text('takeover_packages.csv')),
};
const result = {
  takeovers: gradeTakeovers({ ...modules, ...read, cuts: CUTS, horizons: HORIZONS, root, trees }),
  packages: await gradePackages({
    ...modules,
    packages,
    uniforms,
    mirror,
    root,
    cuts: CUTS,
    horizons: HORIZONS,
  }),
};
const fit = fitted({ ...modules, ...read, text, packagesFit: result.packages.lastFit });
const inputs = [
  'takeover_events.csv',
  'takeover_packages.csv',
  'exposure_windows.csv',
  'disclosure_event_rates.csv',
  'nb_fits.csv',
];
writeFileSync(
  join(root, 'test/reference/backtest-fitted.json'),
  `${JSON.stringify({ generator: 'npm run backtest', inputs: digest(inputs), ...fit }, null, 2)}\n`,
);
const { markdown, plots } = page(result, fit);
writeFileSync(join(root, 'docs/backtest.md'), markdown);
for (const [name, svg] of Object.entries(plots)) writeFileSync(join(root, 'docs', name), svg);
console.log(markdown);
