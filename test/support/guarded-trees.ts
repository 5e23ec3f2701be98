/** Trees that hold what walls guard: a package that CI publishes, and a service. */
import { PUBLISH } from './locks.ts';
import { type Files, npmTree, workflow } from './made-tree.ts';

export const RELEASE: Files = npmTree(['a', 'b'], {
  '.github/workflows/release.yml': workflow(
    'push',
    `      - run: npm ci\n${PUBLISH}`,
    '    permissions: write-all\n',
  ),
});
export const SERVICE: Files = npmTree(['a'], {
  'render.yaml':
    'services:\n  - type: web\n    name: app\n    buildCommand: npm ci\n    startCommand: node x\n',
});
/** Nothing is published, no secret is named, nobody from outside gets in. */
export const TESTS_ONLY: Files = npmTree(['a'], {
  '.github/workflows/test.yml': workflow('push', '      - run: npm ci\n      - run: npm test\n'),
});
