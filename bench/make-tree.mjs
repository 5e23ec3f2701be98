/**
 * Makes a tree with a lockfile of `count` npm packages, the same one each time: scopes, nested copies,
 * optional packages, checksums, every package asked for by another, and two workflows.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A linear congruential generator: the tree must not depend on the machine. */
function dice(seed) {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

const SYLLABLES = [
  'ab',
  'cor',
  'dex',
  'fil',
  'gra',
  'hon',
  'jit',
  'lum',
  'mov',
  'nex',
  'pod',
  'quo',
  'rip',
  'sol',
  'tan',
  'vue',
];

export function makeTree(folder, count) {
  const roll = dice(count);
  const packages = { '': { name: 'made', version: '1.0.0', dependencies: {} } };
  const tops = [];
  for (let made = 0; made < count; made++) {
    const word = `${SYLLABLES[roll(16)]}${SYLLABLES[roll(16)]}-${made}`;
    const name = roll(100) < 35 ? `@${SYLLABLES[roll(16)]}${roll(40)}/${word}` : word;
    const parent = tops.length > 0 ? tops[roll(tops.length)] : undefined;
    const nested = parent !== undefined && roll(100) < 20;
    const place = nested ? `node_modules/${parent}/node_modules/${name}` : `node_modules/${name}`;
    const version = `${roll(9)}.${roll(20)}.${roll(9)}`;
    packages[place] = {
      version,
      resolved: `https://registry.npm.example/${name}/-/${word}-${version}.tgz`,
      integrity: `sha512-${'A'.repeat(80)}${made}==`,
      ...(roll(100) < 5 ? { optional: true } : {}),
      ...(roll(100) < 1 ? { hasInstallScript: true } : {}),
      license: 'MIT',
      dependencies: {},
      engines: { node: '>=18' },
    };
    // Somebody asks for it: the project itself for one in sixteen, else an earlier package.
    const asker =
      parent === undefined || (!nested && roll(100) < 6) ? packages[''] : packages[`node_modules/${parent}`];
    asker.dependencies[name] = `^${version}`;
    if (!nested) tops.push(name);
  }
  mkdirSync(join(folder, '.github/workflows'), { recursive: true });
  writeFileSync(
    join(folder, 'package-lock.json'),
    JSON.stringify({ name: 'made', version: '1.0.0', lockfileVersion: 3, requires: true, packages }, null, 2),
  );
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ ...packages[''], packageManager: 'npm@11.11.0' }, null, 2),
  );
  for (const [name, on] of [
    ['ci', 'pull_request'],
    ['release', 'push'],
  ]) {
    const text = `name: ${name}\non: ${on}\npermissions:\n  contents: read\njobs:\n  ${name}:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n      - run: npm ci\n      - run: npm test\n        env:\n          TOKEN: \${{ secrets.NPM_TOKEN }}\n`;
    writeFileSync(join(folder, `.github/workflows/${name}.yml`), text);
  }
}
