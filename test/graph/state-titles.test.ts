import { expect, test } from 'vitest';
import { titles } from '../../src/graph/state-titles.ts';
import type { GraphFacts } from '../../src/graph/technique.ts';
import { arrivalState, fallenState, stateId } from '../../src/model/attack-graph.ts';
import { surfaceId } from '../../src/model/ids.ts';

const sha = '3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c';
const action = surfaceId(`action:actions/cache@${sha}#.github/workflows/ci.yml`);
const job = { workflow: '.github/workflows/ci.yml', job: 'build' };
const facts = {
  surfaces: [{ id: action, title: `actions/cache@${sha} in .github/workflows/ci.yml` }],
  routes: [
    { id: 'fresh:package.json', title: 'installs of package.json, which has no lockfile: all is anew' },
  ],
  repository: {
    places: [
      { id: 'job/.github/workflows/ci.yml#build', title: 'job build of .github/workflows/ci.yml', job },
    ],
  },
} as unknown as GraphFacts;
const titleOf = titles(facts);

test('what has fallen has the title of its surface, with short commits', () => {
  expect(titleOf(fallenState(action))).toBe('actions/cache@3e5f45b in .github/workflows/ci.yml has fallen');
  expect(titleOf(fallenState(surfaceId('npm:a@1')))).toBe('npm:a@1 has fallen');
});

test('what arrives has the title of its route', () => {
  expect(titleOf(arrivalState('fresh:package.json', true))).toBe(
    'a malicious release comes with installs of package.json (production)',
  );
});

test('jobs and what is lost have the titles of the report', () => {
  const place = '.github/workflows/ci.yml#build';
  expect(titleOf(stateId(`code/job/${place}`))).toBe('runs code in job build of .github/workflows/ci.yml');
  expect(titleOf(stateId(`holds/token/${place}`))).toBe(
    'holds the GITHUB_TOKEN of job build of .github/workflows/ci.yml',
  );
  expect(titleOf(stateId('lost/users/npm'))).toBe('lost: the users of what is published (npm)');
  expect(titleOf(stateId('lost/unheard-of'))).toBe('lost/unheard-of');
});
