import indexPinning from '../../src/walls/catalogue/index-pinning.ts';
import { type Files, workflow } from '../support/made-tree.ts';
import { wallLaws } from '../support/wall-laws.ts';

const job = (run: string): Files => ({
  '.github/workflows/deploy.yml': workflow(
    'push',
    `      - run: ${run}\n        env:\n          AWS_SECRET_ACCESS_KEY: \${{ secrets.AWS_SECRET_ACCESS_KEY }}\n`,
  ),
});

wallLaws(indexPinning, {
  absent: { 'a second index': job('pip install --extra-index-url https://index.example/simple own-name') },
  standing: {
    'one index': job('pip install --index-url https://index.example/simple own-name'),
    'a scope of npm': { '.npmrc': '@acme:registry=https://registry.npm.example/\n' },
  },
  inapplicable: job('pip install something'),
  patched: null,
});
