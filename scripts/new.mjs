/**
 * One more of a kind: makes the file and its tests from templates, and writes the lists anew.
 *
 *     npm run new reader poetry-lock poetry.lock
 *     npm run new channel service
 *     npm run new report markdown
 *     npm run new technique persist-on-runner
 *     npm run new wall branch-protection
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** What each kind makes: path to template, and what is left to a person. */
const KINDS = {
  reader: {
    files: (id) => ({ [`src/readers/${id}.ts`]: 'reader.ts.txt' }),
    also: (id, file) => ({
      [`test/readers/${id}/fixtures/empty/input/${file}`]: '',
      [`test/readers/${id}/fixtures/malformed/input/${file}`]: 'not what the format says\n',
    }),
    next: (id, file) => [
      `edit src/readers/${id}.ts: title, spec, matches, read`,
      `add a real file cut down: test/readers/${id}/fixtures/<where it is from>/input/${file} and a README.md that names its origin`,
      'npx vitest run test/readers -u, and read what it wrote into expected.json',
      'npm run generate',
    ],
  },
  channel: {
    files: (id) => ({
      [`src/hazards/channels/${id}.ts`]: 'channel.ts.txt',
      [`test/hazards/channels/${id}.test.ts`]: 'channel.test.ts.txt',
    }),
    also: () => ({}),
    next: (id) => [
      `edit src/hazards/channels/${id}.ts; its numbers go to data/parameters/ with their certificates`,
      `if the compiler does not know '${id}': add it to Channel in src/model/shock.ts, and to schema/assessment-1.json`,
      `add a test to test/hazards/channels/${id}.test.ts: a surface in, its shock out`,
      'npm run generate',
    ],
  },
  technique: {
    files: (id) => ({
      [`src/graph/techniques/${id}.ts`]: 'technique.ts.txt',
      [`test/graph/techniques/${id}.test.ts`]: 'technique.test.ts.txt',
    }),
    also: () => ({}),
    next: (id) => [
      `edit src/graph/techniques/${id}.ts: what it needs and gives, an incident, its steps`,
      'its chances go to data/parameters/step.json with their certificates, and are named in `probability`',
      `add to test/graph/techniques/${id}.test.ts a tree in which it takes its step`,
      'npm run generate',
    ],
  },
  wall: {
    files: (id) => ({
      [`src/walls/catalogue/${id}.ts`]: 'wall.ts.txt',
      [`test/walls/${id}.test.ts`]: 'wall.test.ts.txt',
    }),
    also: () => ({}),
    next: (id) => [
      `edit src/walls/catalogue/${id}.ts: where it may stand, whether it does, what it acts on, its patch`,
      'its failure on demand goes to data/parameters/wall.json and its work to effort.json, with their certificates',
      `fill the cases of test/walls/${id}.test.ts: the laws are run on them`,
      'npm run generate',
    ],
  },
  report: {
    files: (id) => ({
      [`src/reports/formats/${id}.ts`]: 'report.ts.txt',
      [`test/reports/${id}.test.ts`]: 'report.test.ts.txt',
    }),
    also: () => ({}),
    next: (id) => [
      `edit src/reports/formats/${id}.ts: title, mediaType, render; escape what came from a file`,
      `npx vitest run test/reports/${id}.test.ts`,
      'npm run generate',
    ],
  },
};

const camel = (id) => id.replace(/-([a-z0-9])/g, (_, letter) => letter.toUpperCase());

function refuse(why, what) {
  console.error(`npm run new: ${why}\n  ${what}`);
  process.exit(2);
}

/** `poetry-lock` → `poetry.lock`, unless the name is given. */
const fileNamed = (id) => id.replace(/-([a-z0-9]+)$/, '.$1');

const [word = '', id = '', file = fileNamed(id)] = process.argv.slice(2);
const kind = Object.hasOwn(KINDS, word) ? KINDS[word] : undefined;
if (kind === undefined)
  refuse(`${JSON.stringify(word)} is no kind`, `one of: ${Object.keys(KINDS).join(', ')}`);
if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id)) {
  refuse(`${JSON.stringify(id)} is no id`, 'small letters, digits and single hyphens, such as poetry-lock');
}
if (isReserved(camel(id))) refuse(`${id} is a word of the language`, `call it ${id}-file, or what it is`);
if (!/^[\w.@-]+$/.test(file))
  refuse(`${JSON.stringify(file)} is no file name`, 'give the bare name, such as poetry.lock');

const made = { ...kind.files(id), ...kind.also(id, file) };
const standing = Object.keys(made).find((path) => existsSync(join(root, path)));
if (standing !== undefined) refuse(`${standing} exists`, 'take another id, or edit that file');

const templates = kind.files(id);
for (const [path, content] of Object.entries(made)) {
  const full = join(root, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, path in templates ? filled(content) : content);
  console.log(`made ${path}`);
}

const { status } = spawnSync(process.execPath, [join(root, 'scripts/generate.mjs')], {
  cwd: root,
  stdio: 'inherit',
});
if (status !== 0) process.exit(status ?? 1);
console.log(
  `\nNext:\n${kind
    .next(id, file)
    .map((step, index) => `  ${index + 1}. ${step}`)
    .join('\n')}`,
);

function filled(template) {
  const text = readFileSync(join(root, 'scripts/templates', template), 'utf8');
  return text.replaceAll('{{ID}}', id).replaceAll('{{NAME}}', camel(id)).replaceAll('{{FILE}}', file);
}

function isReserved(name) {
  try {
    new Function(`'use strict'; let ${name};`);
    return false;
  } catch {
    return true;
  }
}
