/** Campaigns at large, and campaigns that touch the trees of public projects. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The last day on record. */
const END = '2026-08-17';
/** The first day from which campaigns were looked for. */
const FROM = '2018-01-01';
/** The published naive baseline: compromised packages per package and day. */
const NAIVE = 1.41e-6;
const LISTED = 226_930;
/** Events that are scored: at least so many campaigns. */
const THRESHOLDS = [1, 3, 10];

export function gradeTakeovers({
  scores,
  dates,
  campaigns,
  events,
  packages,
  cuts,
  horizons,
  root,
  trees: folder,
}) {
  const days = events.filter(({ listed }) => listed > 0).map(({ date }) => date);
  const window = JSON.parse(readFileSync(join(root, 'data/campaigns/npm.json'), 'utf8')).entries[0];
  const trees = treesOf(root, folder);
  const rows = [];
  const touches = [];
  for (const cut of cuts) {
    const level = campaigns.chooseLevel(days, FROM, cut);
    const before = campaigns.campaignsIn(events, packages, dates.later(cut, -1), cut);
    for (const { years, until } of dates.horizonsFrom(cut, horizons, END)) {
      const observed = days.filter((day) => day >= cut && day < until).length;
      rows.push({
        cut,
        years,
        level,
        observed,
        forecasts: {
          model: campaigns.forecastCampaigns(days, FROM, cut, years, level),
          'last year carried forward': poisson(scores, Math.max(0.5, before.length) * years),
          'constant rate': poisson(scores, NAIVE * LISTED * 365.25 * years),
        },
      });
      for (const tree of trees)
        touches.push({
          cut,
          years,
          tree: tree.name,
          observed: touching(campaigns, events, packages, tree, cut, until),
          forecasts: {
            model: campaigns.forecastTouches(
              before,
              1,
              mix(tree, window.groups),
              window.groups,
              years,
              level.sigma,
            ),
            'last year carried forward': poisson(
              scores,
              Math.max(0.5, touching(campaigns, events, packages, tree, dates.later(cut, -1), cut)) * years,
            ),
            'constant rate': poisson(scores, NAIVE * tree.names.length * 365.25 * years),
          },
        });
    }
  }
  return { campaigns: graded(scores, rows), touches: graded(scores, touches), rows, touchRows: touches };
}

const poisson = (scores, mean) =>
  scores.countForecast([{ weight: 1, mean, shape: Number.POSITIVE_INFINITY }]);

/** Trees of public projects as they are today: which names they had at each date is not on record. */
const TREES = ['documenso', 'axios', 'excalidraw', 'outline', 'microservices-demo'];

function treesOf(root, folder) {
  return TREES.filter((name) => existsSync(join(folder, name))).map((name) => {
    const run = spawnSync(
      process.execPath,
      [
        join(root, 'dist/cli/main.js'),
        join(folder, name),
        '--format',
        'json',
        '--no-config',
        '--cache-dir',
        join(root, 'dist/none'),
      ],
      { encoding: 'utf8', maxBuffer: 1e9 },
    );
    const names = JSON.parse(run.stdout).inventory.components.map(({ purl }) =>
      decodeURIComponent(purl.replace(/^pkg:npm\//, '').replace(/@[^@/]*$/, '')),
    );
    const distinct = [...new Set(names)];
    return { name, names: distinct, groups: new Set(distinct.map((one) => one.replace(/\/.*/, ''))).size };
  });
}

/** A tree's groups by the population's mix: which of its names are popular is not on record for each date. */
function mix({ groups }) {
  const top = 0.56 * groups;
  const next = 0.92 * (groups - top);
  return { groups: [top, next, groups - top - next] };
}

function touching(campaigns, events, packages, { names }, from, until) {
  const known = new Set(names);
  const touched = new Set(packages.filter(({ name }) => known.has(name)).map(({ campaign }) => campaign));
  return campaigns.campaignsIn(events, packages, from, until).filter(({ name }) => touched.has(name)).length;
}

/** Sums of scores over rows, by forecast. */
export function graded(scores, rows) {
  const names = Object.keys(rows[0].forecasts);
  return names.map((name) => {
    const of = rows.map((row) => ({ forecast: row.forecasts[name], observed: row.observed }));
    const inside = (level) =>
      of.filter(({ forecast, observed }) => {
        const [low, high] = scores.interval(forecast, level);
        return observed >= low && observed <= high;
      }).length;
    return {
      name,
      log: mean(of.map(({ forecast, observed }) => scores.logScore(forecast, observed))),
      brier: mean(
        of.flatMap(({ forecast, observed }) =>
          THRESHOLDS.map((count) => scores.brier(scores.atLeast(forecast, count), observed >= count)),
        ),
      ),
      inside50: inside(0.5),
      inside90: inside(0.9),
      count: of.length,
    };
  });
}

export const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
