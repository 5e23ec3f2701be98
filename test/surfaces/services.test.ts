/** Whether an image, and the tree, runs as a service: from what files say to what the graph and the rates make of it. */

import { describe, expect, it, test } from 'vitest';
import { findingsOf } from '../../src/evidence/findings.ts';
import { weave } from '../../src/graph/weave.ts';
import newVulnerability from '../../src/hazards/channels/new-vulnerability.ts';
import { NO_SNAPSHOT } from '../../src/model/advisory.ts';
import { attestedFacts } from '../../src/surfaces/attested.ts';
import { placesOf } from '../../src/surfaces/places.ts';
import { context, type Files, inventoryOf, madePlaces, npmTree, workflow } from '../support/made-tree.ts';

const TOOL = 'FROM alpine\nENTRYPOINT ["tool"]\n';
const image = (lines: string): Files => ({ Dockerfile: `FROM alpine\n${lines}\n` });
const attesting = async (files: Files, value: string) =>
  placesOf(await inventoryOf(files), {
    ...context(),
    attested: attestedFacts([{ fact: 'service', value, by: 'me', on: '2026-11-01', until: '2027-01-01' }]),
  });

describe('an image', () => {
  it.each([
    ['EXPOSE 80', 'yes'],
    ['CMD ["node", "x.js"]', 'yes'],
    ['CMD node', 'yes'],
    ['ENTRYPOINT ["tool"]\nCMD ["serve", "--port", "1"]', 'yes'],
    ['ENTRYPOINT ["tool"]\nHEALTHCHECK CMD curl localhost', 'yes'],
    ['ENTRYPOINT ["tool"]\nHEALTHCHECK NONE', 'unknown'],
    ['ENTRYPOINT ["tool"]', 'unknown'],
    ['ENTRYPOINT ["tool"]\nCMD ["--help"]', 'unknown'],
    ['CMD ["/bin/bash"]', 'unknown'],
    ['ENTRYPOINT []\nCMD []', 'no'],
    ['RUN echo', 'no'],
    ['ENTRYPOINT ["tool"]\nFROM alpine\nCOPY x y', 'no'],
  ])('%j: %s', async (lines, serves) => {
    expect((await madePlaces(image(lines))).serves).toBe(serves);
  });

  it.each<[string, Files, string]>([
    [
      'a push to a registry tells nothing',
      { 'x.yml': workflow('push', '      - run: docker push a/b\n') },
      'unknown',
    ],
    ['a job that deploys', { 'x.yml': workflow('push', '      - run: flyctl deploy\n') }, 'yes'],
    ['pages are no service', { 'x.yml': workflow('push', '      - run: gh-pages -d x\n') }, 'unknown'],
  ])('with an entry point alone: %s', async (_title, { 'x.yml': text = '' }, serves) => {
    expect((await madePlaces({ Dockerfile: TOOL, '.github/workflows/x.yml': text })).serves).toBe(serves);
  });

  it.each([
    ['compose.yml', 'build: .', 'yes'],
    ['compose.yml', 'build: { context: ., dockerfile: ./Dockerfile }', 'yes'],
    ['compose.yml', 'build: other', 'unknown'],
    ['compose.dev.yml', 'build: .', 'unknown'],
  ])('built by %s with %s: %s', async (file, build, serves) => {
    const text = `services:\n  a:\n    ${build}\n`;
    expect((await madePlaces({ Dockerfile: TOOL, [file]: text })).serves).toBe(serves);
  });

  test('of an action runs in jobs', async () => {
    const action = 'name: a\nruns:\n  using: docker\n  image: Dockerfile\n';
    expect((await madePlaces({ Dockerfile: TOOL, 'action.yml': action })).serves).toBe('no');
  });

  test('is what somebody attests', async () => {
    expect((await attesting({ Dockerfile: TOOL }, 'no')).serves).toBe('no');
    const seen = await attesting(image('CMD x'), 'no');
    expect(seen.serves).toBe('no');
    expect(seen.repository.places.flatMap((place) => place.publishes)).toEqual([]);
    const unseen = await attesting({ Dockerfile: TOOL }, 'yes');
    expect(unseen.serves).toBe('yes');
    expect(unseen.repository.places.flatMap((place) => place.publishes)).toMatchObject([{ seen: 'yes' }]);
  });
});

describe('what it is not known of', () => {
  const FACT = { kind: 'fact', id: 'vulnerability.deployed-unsure', name: 'service' };

  test('steps are there, marked, and rest on one fact that the rate of flaws asks too', async () => {
    const docker = workflow('push', '      - run: docker push a/b\n');
    const places = await madePlaces(npmTree(['a'], { Dockerfile: TOOL, '.github/workflows/x.yml': docker }));
    const steps = weave(places).steps.filter((step) => step.unknown?.attest === 'service');
    expect(steps.every((step) => step.open.some((one) => JSON.stringify(one) === JSON.stringify(FACT)))).toBe(
      true,
    );
    expect([...new Set(steps.map((step) => step.technique))].sort()).toEqual([
      'alter-artefact',
      'deploy-altered',
      'import-in-service',
    ]);
    const [shock] = newVulnerability.shocks(places, {
      asOf: '2026-11-22',
      findings: findingsOf(places.surfaces, NO_SNAPSHOT, '2026-11-22'),
    });
    expect(shock?.hazard).toMatchObject({ rate: [{ factors: expect.arrayContaining([FACT]) }, {}, {}] });
    expect(places.unknown.map((one) => one.attest)).toContain('service');
  });

  test('is no question in a tree that serves', async () => {
    const places = await madePlaces(npmTree(['a'], image('CMD x')));
    expect(weave(places).steps.filter((step) => step.unknown?.attest === 'service')).toEqual([]);
    expect(places.unknown.map((one) => one.attest)).not.toContain('service');
  });

  test('a tool beside a service keeps its doubt, the service has none', async () => {
    const places = await madePlaces({
      Dockerfile: TOOL,
      'web/Dockerfile': 'FROM nginx\nRUN npm i -g x\nEXPOSE 80\n',
      'tool/Dockerfile': TOOL,
    });
    const deploys = places.repository.places.flatMap((place) =>
      place.publishes.map(({ seen }) => [place.id, seen]),
    );
    expect(deploys).toEqual([
      ['image/Dockerfile', 'unknown'],
      ['image/web/Dockerfile', 'yes'],
      ['image/tool/Dockerfile', 'unknown'],
    ]);
  });
});
