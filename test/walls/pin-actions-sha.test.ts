import pinActionsSha from '../../src/walls/catalogue/pin-actions-sha.ts';
import { workflow } from '../support/made-tree.ts';
import { wallLaws } from '../support/wall-laws.ts';

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
  patched: null,
});
