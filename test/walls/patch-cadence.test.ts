import patchCadence from '../../src/walls/catalogue/patch-cadence.ts';
import { type Files, npmTree } from '../support/made-tree.ts';
import { wallLaws } from '../support/wall-laws.ts';

const service = (more: Files = {}): Files => npmTree(['a', 'b', 'c'], { 'render.yaml': RENDER, ...more });
const RENDER =
  'services:\n  - type: web\n    name: app\n    buildCommand: npm ci\n    startCommand: node x\n';
const entry = (ecosystem: string): string =>
  `  - package-ecosystem: "${ecosystem}"\n    directory: "/"\n    schedule:\n      interval: "weekly"\n`;

const patched: Record<string, Files> = {
  'no bot at all': service(),
  // dependabot.yml of reviewdog, cut
  'a bot for something else': service({
    '.github/dependabot.yml': `version: 2\nupdates:\n${entry('gomod')}    groups:\n      all:\n        patterns:\n          - "*" # one pull request\n`,
  }),
  // dependabot.yml of changed-files begins its list without indent
  'a list without indent': service({
    '.github/dependabot.yml':
      'version: 2\r\nupdates:\r\n# later\r\n- package-ecosystem: gitsubmodule\r\n  directory: /\r\n  schedule:\r\n    interval: daily\r\n',
  }),
};

wallLaws(patchCadence, {
  absent: patched,
  standing: {
    dependabot: service({ '.github/dependabot.yml': `version: 2\nupdates:\n${entry('npm')}` }),
    renovate: service({ 'renovate.json': '{ "extends": ["config:recommended"] }\n' }),
  },
  inapplicable: { 'render.yaml': RENDER },
  patched,
});
