/**
 * Do ranges, read in our order of versions, say what the records' own lists of versions say? After a build:
 *
 *     node bench/osv-versions.mjs MIRROR [--show N]
 *
 * Of every record that has both a list and ranges for a package: each listed version must be in a range, and a
 * version that another record of the same package lists, but this one does not, must be in none. The second holds
 * only as far as the list is whole: what is in a range and not on the list is counted apart.
 */
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const dist = join(dirname(fileURLToPath(import.meta.url)), '../dist');
const { zipTexts } = await import(join(dist, 'io/zip.js'));
const { covers } = await import(join(dist, 'evidence/ranges.js'));
const { osvTable, snapshotOf } = await import(join(dist, 'snapshot.js'));
const { tableOf } = await import(join(dist, 'evidence/table.js'));

const mirror = resolve(process.argv[2] ?? '.');
const show = process.argv.includes('--show') ? Number(process.argv[process.argv.indexOf('--show') + 1]) : 3;

for (const ecosystem of readdirSync(mirror).sort()) {
  const archive = join(mirror, ecosystem, 'all.zip');
  if (!existsSync(archive)) continue;
  const { bytes, ...told } = osvTable(ecosystem, zipTexts(archive), '9999-12-31');
  const snapshot = snapshotOf([{ source: `osv/${ecosystem}`, ...told }], () => bytes);
  const count = { records: 0, listed: 0, agree: 0, unknown: 0, outside: 0, others: 0, beyond: 0 };
  const odd = [];
  for (const [name] of tableOf(bytes).entries()) {
    const affected = snapshot
      .advisories(ecosystem, name)
      .flatMap((one) => one.affected.map((a) => ({ id: one.id, ...a })));
    const known = new Set(affected.flatMap((one) => one.versions));
    for (const one of affected) {
      if (one.versions.length === 0 || one.ranges.length === 0) continue;
      count.records++;
      const listed = new Set(one.versions);
      for (const version of known) {
        const answer = covers({ ...one, versions: [] }, version);
        if (listed.has(version)) {
          count.listed++;
          count[answer === 'yes' ? 'agree' : answer === 'no' ? 'outside' : 'unknown']++;
          if (answer !== 'yes')
            odd.push(
              `${one.id} ${name}@${version}: ${answer}, ${JSON.stringify(one.ranges.map((range) => range.events))}`,
            );
        } else {
          count.others++;
          if (answer === 'yes') count.beyond++;
        }
      }
    }
  }
  const share = (part, all) => (all === 0 ? '–' : `${((100 * part) / all).toFixed(3)} %`);
  console.log(
    `${ecosystem}: ${count.records} records with both, ${count.listed} listed versions: in a range ${share(count.agree, count.listed)}, in none ${count.outside}, unknown ${count.unknown}; of ${count.others} versions that only other records list, in a range ${count.beyond}`,
  );
  for (const line of odd.slice(0, show)) console.log(`  ${line.slice(0, 200)}`);
}
