/** Figures of data/ that follow from counted events: written by this script, and held to it by a test. */

const WINDOW = { from: '2025-08-17', until: '2026-08-17' };

export function fitted({ dates, campaigns, events, packages, text, packagesFit }) {
  return {
    campaigns: {
      ...WINDOW,
      entries: campaigns.campaignsIn(events, packages, WINDOW.from, WINDOW.until),
    },
    lifetime: lifetime(dates, text('exposure_windows.csv')),
    disclosures: disclosures(dates, text('disclosure_event_rates.csv')),
    shapes: shapes(dates, text('nb_fits.csv')),
    halfLife: { years: packagesFit.halfLife, cut: packagesFit.cut },
  };
}

/** Famous cases since 2021, in hours: mean and standard deviation of the logarithms. Sleepers and copies of a typo are left out. */
const SINCE_2021 = new Set([
  'ua-parser-js',
  'nx s1ngularity',
  'chalk/debug',
  'reviewdog/action-setup',
  'tj-actions/changed-files',
  'xygeni-action',
  'trivy-action',
  'axios',
  '@bitwarden/cli',
  'actions-cool/issues-helper',
  'Checkmarx Jenkins AST plugin',
  'nx-console vscode',
]);

function lifetime(dates, csv) {
  const logs = dates
    .rowsOf(csv)
    .filter((row) => SINCE_2021.has(row.event))
    .map((row) => Math.log(Number(row.hours)));
  const mu = logs.reduce((sum, one) => sum + one, 0) / logs.length;
  const sigma = Math.sqrt(logs.reduce((sum, one) => sum + (one - mu) ** 2, 0) / (logs.length - 1));
  return { cases: logs.length, mu, sigma, medianHours: Math.exp(mu) };
}

/** Disclosure events a package and year, tiers that exclude each other. */
function disclosures(dates, csv) {
  const rows = dates.rowsOf(csv).filter((row) => row.ecosystem === 'npm' && row.window === 'last12mo');
  const of = (top) => {
    const row = rows.find((one) => Number(one.topN) === top);
    return { top, events: Number(row['disclosure_days(pkg,date)']) };
  };
  const [first, next, all] = [of(1000), of(10_000), of(226_930)];
  return {
    'top-1000': first.events / 1000,
    'top-10000': (next.events - first.events) / 9000,
    listed: (all.events - next.events) / (226_930 - 10_000),
  };
}

function shapes(dates, csv) {
  const rows = dates.rowsOf(csv).filter((row) => row.ecosystem === 'npm');
  const of = (universe, window) =>
    Number(rows.find((row) => row.universe === universe && row.window === window).gamma_shape_r);
  // One package has most of the last twelve months of the lower tiers.
  return {
    'top-1000': of('top1000', 'last12mo'),
    'top-10000': of('top10000', '2023-25'),
    listed: of('>=~500dl/mo listed', '2023-25'),
  };
}
