import { expect, test } from 'vitest';
import pinActionsSha from '../../src/walls/catalogue/pin-actions-sha.ts';
import { applied } from '../../src/walls/edits.ts';
import { workflow } from '../support/made-tree.ts';
import { surveyed, wallLaws } from '../support/wall-laws.ts';

const SHA = 'b4ffde65f46336ab88eb53be808477a3936bae11';
const release = (uses: string): string =>
  workflow(
    'push',
    `      - uses: ${uses}\n      - run: npm publish\n        env:\n          NODE_AUTH_TOKEN: \${{ secrets.NPM_TOKEN }}\n`,
  );

wallLaws(pinActionsSha, {
  absent: {
    'a tag': { '.github/workflows/release.yml': release('acme/publish@v2') },
    'a branch': { '.github/workflows/release.yml': release('acme/publish@main') },
  },
  standing: {
    'a full commit': { '.github/workflows/release.yml': release(`acme/publish@${SHA} # v2`) },
  },
  inapplicable: { '.github/workflows/release.yml': release('./.github/actions/publish') },
  patched: {
    // documenso: tags without comments, the same action twice
    'tags, twice': {
      '.github/workflows/release.yml': release('acme/publish@v2\n      - uses: acme/publish@v2'),
    },
    // outline: what is pinned stays, and two blanks stand before a comment
    'a comment of its own, Windows line ends': {
      '.github/workflows/release.yml': release(`acme/publish@v2  # for npm`).replaceAll('\n', '\r\n'),
    },
    // axios: a branch; quotes as some write them, and a list item in flow style
    'quotes and flow': {
      '.github/workflows/release.yml': release(`"acme/publish@main"\n      - { uses: 'acme/other@v1' }`),
    },
    'an action of the tree': {
      '.github/workflows/release.yml': release('./.github/actions/out'),
      '.github/actions/out/action.yml':
        'runs:\n  using: composite\n  steps:\n    # ours\n    - uses: acme/publish@v2\n',
    },
  },
  commitOf: () => SHA,
});

const patchOf = async (uses: string, commitOf: (reference: string) => string | null = () => SHA) => {
  const files = { '.github/workflows/release.yml': release(uses) };
  const { facts, of } = await surveyed(pinActionsSha, files);
  const [choice] = of.choices;
  if (choice === undefined) throw new Error('no choice');
  const text = (path: string): string | null => (path in files ? release(uses) : null);
  const patched = pinActionsSha.patch?.(choice, { text, commitOf }, facts);
  return patched?.kind === 'edits'
    ? applied(files, patched.edits)['.github/workflows/release.yml']
    : patched?.what;
};

test('the tag is kept as a comment, and what stood there behind it', async () => {
  expect(await patchOf('acme/publish@v2')).toBe(release(`acme/publish@${SHA} # v2`));
  expect(await patchOf('acme/publish@v2 # v2')).toBe(release(`acme/publish@${SHA} # v2`));
  expect(await patchOf('acme/publish@v2  # see #12')).toBe(release(`acme/publish@${SHA}  # v2, see #12`));
});

test('commits that are not known are named, all of them', async () => {
  const known = (reference: string) => (reference.endsWith('v2') ? SHA : null);
  expect(await patchOf('acme/publish@v2\n      - uses: acme/a@v1\n      - uses: acme/b@v1', known)).toBe(
    'the commits of acme/a@v1, acme/b@v1',
  );
});

test('the same use twice in a file is one site', async () => {
  const twice = release('acme/publish@v2\n      - uses: acme/publish@v2');
  const { of } = await surveyed(pinActionsSha, { '.github/workflows/release.yml': twice });
  expect(of.sites).toHaveLength(1);
});
