/** Disclosures by package, on the advisories of PyPI that the mirror has. */
import { join } from 'node:path';
import { mean } from './takeovers.mjs';

const ECOSYSTEM = 'PyPI';
/** Packages that could have been hit: the top of the list of downloads. */
const UNIVERSE = 15_000;
const FROM = '2018-01-01';
const END = '2026-07-23';
const BINS = 8;

export async function gradePackages({ scores, dates, packages, uniforms, mirror, root, cuts, horizons }) {
  const histories = await historiesOf(mirror, root);
  const rows = [];
  const pairs = { model: [], 'last year carried forward': [], 'constant rate': [] };
  const totals = [];
  let lastFit = null;
  for (const cut of cuts) {
    const fit = packages.fitPackages(histories, UNIVERSE, FROM, cut);
    lastFit = { cut, ...fit };
    const exposure = packages.exposureOf(FROM, cut, fit.halfLife);
    const known = [...histories].filter(([, days]) => days[0] < cut);
    const yearBefore = dates.later(cut, -1);
    const lastTotal = known.reduce((sum, [, days]) => sum + countIn(days, yearBefore, cut), 0);
    for (const { years, until } of dates.horizonsFrom(cut, horizons, END)) {
      const constant = (lastTotal / UNIVERSE) * years;
      const memo = new Map();
      const forecastOf = (events) => {
        const key = events.toFixed(6);
        if (!memo.has(key)) memo.set(key, packages.forecastPackage(fit, events, exposure, years));
        return memo.get(key);
      };
      const fixed = new Map();
      const poisson = (rate) => {
        if (!fixed.has(rate))
          fixed.set(rate, scores.countForecast([{ weight: 1, mean: rate, shape: Number.POSITIVE_INFINITY }]));
        return fixed.get(rate);
      };
      const newcomers = [...histories].filter(([, days]) => days[0] >= cut && countIn(days, cut, until) > 0);
      const items = [
        ...known.map(([, days]) => ({
          observed: countIn(days, cut, until),
          events: packages.eventsOf(days, cut, fit.halfLife),
          last: countIn(days, yearBefore, cut),
          count: 1,
          known: true,
        })),
        ...newcomers.map(([, days]) => ({
          observed: countIn(days, cut, until),
          events: 0,
          last: 0,
          count: 1,
          known: false,
        })),
        { observed: 0, events: 0, last: 0, count: UNIVERSE - known.length - newcomers.length, known: false },
      ];
      const draws = new Float64Array(items.length);
      uniforms(1, 7, 0, draws);
      const sums = { model: blank(), 'last year carried forward': blank(), 'constant rate': blank() };
      items.forEach((item, i) => {
        const forecasts = {
          model: forecastOf(item.events),
          'last year carried forward': poisson(Math.max(0.02, item.last) * years),
          'constant rate': poisson(constant),
        };
        for (const [name, forecast] of Object.entries(forecasts)) {
          const sum = sums[name];
          const p = scores.atLeast(forecast, 1);
          sum.log += item.count * scores.logScore(forecast, item.observed);
          sum.brier += item.count * scores.brier(p, item.observed > 0);
          sum.count += item.count;
          if (item.known) {
            sum.transforms.push(scores.pit(forecast, item.observed, draws[i]));
            if (years === 1) pairs[name].push({ p, happened: item.observed > 0 });
          }
        }
      });
      const observed = items.reduce((sum, one) => sum + one.observed * one.count, 0);
      const expected = items.reduce((sum, one) => sum + one.count * meanOf(forecastOf(one.events)), 0);
      totals.push({ cut, years, observed, expected, fit });
      rows.push({ cut, years, sums, hits: ranking(items, scores, forecastOf) });
    }
  }
  return {
    rows,
    totals,
    lastFit,
    reliability: Object.fromEntries(
      Object.entries(pairs).map(([name, list]) => [name, scores.reliability(list, BINS)]),
    ),
    summary: summarised(scores, rows),
  };
}

const blank = () => ({ log: 0, brier: 0, count: 0, transforms: [] });
const countIn = (days, from, until) => days.filter((day) => day >= from && day < until).length;
const meanOf = (forecast) => forecast.reduce((sum, mass, n) => sum + mass * n, 0);

/** Of the hundred packages ranked first, how many had a disclosure: by forecast, and by last year's count. */
function ranking(items, scores, forecastOf) {
  const top = (score) =>
    [...items]
      .filter((one) => one.known)
      .sort((a, b) => score(b) - score(a))
      .slice(0, 100)
      .filter((one) => one.observed > 0).length;
  return {
    model: top((one) => scores.atLeast(forecastOf(one.events), 1)),
    last: top((one) => one.last + one.events * 1e-6),
  };
}

function summarised(scores, rows) {
  return Object.keys(rows[0].sums).map((name) => {
    const list = rows.map((row) => row.sums[name]);
    const transforms = list.flatMap((one) => one.transforms);
    return {
      name,
      log: mean(list.map((one) => (1000 * one.log) / one.count)),
      brier: mean(list.map((one) => (1000 * one.brier) / one.count)),
      inside50: scores.coverage(transforms, 0.5),
      inside90: scores.coverage(transforms, 0.9),
    };
  });
}

/** Days on which flaws of each package were published; malicious releases left out, withdrawn records are not there. */
async function historiesOf(mirror, root) {
  const dist = (path) => import(join(root, 'dist', path));
  const [{ zipTexts }, { osvTable, snapshotOf }, { tableOf }] = await Promise.all([
    dist('io/zip.js'),
    dist('snapshot.js'),
    dist('evidence/table.js'),
  ]);
  const { bytes, ...told } = osvTable(ECOSYSTEM, zipTexts(join(mirror, ECOSYSTEM, 'all.zip')), '9999-12-31');
  const snapshot = snapshotOf([{ source: `osv/${ECOSYSTEM}`, ...told }], () => bytes);
  const histories = new Map();
  for (const [name] of tableOf(bytes).entries()) {
    const days = snapshot
      .advisories(ECOSYSTEM, name)
      .filter((one) => !one.malicious && one.published >= FROM)
      .map((one) => one.published);
    if (days.length > 0) histories.set(name, [...new Set(days)].sort());
  }
  return histories;
}
