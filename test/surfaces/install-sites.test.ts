/** Install commands in their places: what each reads. */
import { describe, expect, test } from 'vitest';
import { madePlaces, npmTree, workflow } from '../support/made-tree.ts';

describe('install sites', () => {
  test('each has an id of its own, stable under line moves', async () => {
    const dockerfile = 'FROM node:22\nRUN npm ci\nRUN npm install -g turbo\nRUN npm install -g turbo\n';
    const ids = async (text: string) =>
      (await madePlaces(npmTree(['a'], { Dockerfile: text }))).installs.map((one) => one.id);
    expect(await ids(dockerfile)).toEqual([
      'image/Dockerfile npm ci',
      'image/Dockerfile npm install -g turbo',
      'image/Dockerfile npm install -g turbo (2)',
      'machine install of package-lock.json by hand',
    ]);
    expect(await ids(dockerfile.replace('RUN', '# more\n\nRUN'))).toEqual(await ids(dockerfile));
  });

  test('the version is that of the place, and so is the gate', async () => {
    const { installs } = await madePlaces(
      npmTree(
        ['a'],
        {
          '.npmrc': 'min-release-age = 7\n',
          Dockerfile: 'FROM node:22\nRUN npm ci\n',
          '.github/workflows/ci.yml': workflow('push', '      - run: npm ci\n      - run: npm i -g x\n'),
        },
        { packageManager: 'npm@11.11.0' },
      ),
    );
    expect(
      installs.map(({ place, version, gate, knowsGate }) => [
        place.split('/')[0],
        version,
        gate.hours,
        knowsGate,
      ]),
    ).toEqual([
      ['job', '11.11.0', 168, 'yes'],
      ['job', '11.11.0', 0, 'yes'],
      ['image', '>=10.5.0 <11.0.0', 0, 'no'],
      ['machine', '11.11.0', 168, 'yes'],
    ]);
  });

  test('an action of the tree installs in each job that uses it', async () => {
    const { installs } = await madePlaces(
      npmTree(['a'], {
        '.github/actions/setup/action.yml':
          'name: setup\nruns:\n  using: composite\n  steps:\n    - run: npm ci\n      shell: bash\n',
        '.github/workflows/ci.yml': workflow('push', '      - uses: ./.github/actions/setup\n'),
        '.github/workflows/release.yml': workflow('push', '      - uses: ./.github/actions/setup\n'),
      }),
    );
    const places = installs.filter((one) => one.command === 'npm ci').map((one) => one.place);
    expect(places).toEqual(['job/.github/workflows/ci.yml#build', 'job/.github/workflows/release.yml#build']);
  });
});
