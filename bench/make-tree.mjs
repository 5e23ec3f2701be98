/**
 * Makes a tree with a lockfile of `count` npm packages, the same one each time: scopes, nested copies,
 * optional packages, checksums, every package asked for by another, and workflows: tests on pull requests and a
 * release on pushes, then as many more as are asked for, of five kinds in turn.
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

const step = (lines) => lines.map((line) => `      ${line}\n`).join('');
const CHECKOUT = ['- uses: actions/checkout@v4'];
const INSTALL = ['- run: npm ci'];

/** What a workflow is started by, may do, and does; `i` tells it from others of its kind. */
const KINDS = [
  (i) => [
    'push',
    'contents: read',
    [...CHECKOUT, ...INSTALL, '- run: npm run lint', `- uses: made/report-${i}@v2`],
  ],
  (i) => [
    'pull_request',
    'contents: read',
    [...CHECKOUT, ...INSTALL, '- run: npm test', '  env:', `    KEY: \${{ secrets.TEST_KEY_${i} }}`],
  ],
  (i) => [
    'push',
    'contents: write',
    [
      ...CHECKOUT,
      ...INSTALL,
      '- run: npm publish',
      '  env:',
      `    NODE_AUTH_TOKEN: \${{ secrets.NPM_TOKEN_${i} }}`,
    ],
  ],
  (i) => [
    'push',
    'id-token: write',
    [
      ...CHECKOUT,
      '- uses: actions/cache@v4',
      '  with:',
      '    path: ~/.npm',
      `    key: npm-${i}`,
      ...INSTALL,
      `- run: npx deploy-${i} --now`,
      '  env:',
      `    AWS_SECRET_ACCESS_KEY: \${{ secrets.AWS_${i} }}`,
    ],
  ],
  (i) => [
    'workflow_dispatch',
    'packages: write',
    [...CHECKOUT, `- uses: made/build-image-${i}@v1`, '  with:', `    token: \${{ secrets.GITHUB_TOKEN }}`],
  ],
];

function workflow(name, on, permission, lines) {
  return `name: ${name}\non: ${on}\npermissions:\n  ${permission}\njobs:\n  ${name}:\n    runs-on: ubuntu-latest\n    steps:\n${step(lines)}`;
}

/** @param workflows at least 2 */
export function makeTree(folder, count, workflows = 2) {
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
  const tests = [
    ...CHECKOUT,
    ...INSTALL,
    '- run: npm test',
    '  env:',
    `    TOKEN: \${{ secrets.NPM_TOKEN }}`,
  ];
  const files = [
    ['ci', workflow('ci', 'pull_request', 'contents: read', tests)],
    ['release', workflow('release', 'push', 'contents: read', tests)],
    ...Array.from({ length: workflows - 2 }, (_, i) => [
      `more-${i}`,
      workflow(`more-${i}`, ...KINDS[i % KINDS.length](i)),
    ]),
  ];
  for (const [name, text] of files) writeFileSync(join(folder, `.github/workflows/${name}.yml`), text);
}
