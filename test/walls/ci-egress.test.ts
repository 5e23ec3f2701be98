import { expect, test } from 'vitest';
import ciEgress from '../../src/walls/catalogue/ci-egress.ts';
import { type Files, npmTree, workflow } from '../support/made-tree.ts';
import { surveyed, wallLaws } from '../support/wall-laws.ts';

const SHA = 'b4ffde65f46336ab88eb53be808477a3936bae11';
const PUBLISH = (name: string): string =>
  `      - run: npm ci && npm publish\n        env:\n          NODE_AUTH_TOKEN: \${{ secrets.${name} }}\n`;
const filter = (policy: string): string =>
  `      - uses: step-security/harden-runner@${SHA} # v2\n${policy === '' ? '' : `        with:\n          egress-policy: ${policy}\n`}`;
const tree = (before = '', after = '', secret = 'NPM_TOKEN'): Files =>
  npmTree(['a', 'b', 'c'], {
    '.github/workflows/release.yml': workflow('push', `${before}${PUBLISH(secret)}${after}`),
  });

wallLaws(ciEgress, {
  absent: {
    'no filter': tree(),
    'a filter that listens': tree(filter('audit')),
    'a filter that comes too late': tree('      - run: npm ci\n', filter('block')),
  },
  standing: { 'a filter that blocks': tree(filter('block')), 'what it does unless told': tree(filter('')) },
  inapplicable: npmTree(['a'], { '.github/workflows/ci.yml': workflow('push', '      - run: npm ci\n') }),
  patched: null,
});

test('how it stands is told, and a policy that is computed is unknown', async () => {
  const site = async (policy: string) => (await surveyed(ciEgress, tree(filter(policy)))).of.sites[0];
  expect(await site('audit')).toMatchObject({ state: 'absent', mode: 'audit' });
  expect(await site('$' + '{{ vars.POLICY }}')).toMatchObject({ state: 'unknown' });
});

test('it is nothing against an action, whose secrets leave in the log', async () => {
  const files = {
    '.github/workflows/release.yml': workflow(
      'push',
      `      - uses: acme/changed@v1\n${PUBLISH('NPM_TOKEN').replace('npm ci && ', '')}`,
    ),
  };
  const { of, facts } = await surveyed(ciEgress, files);
  expect(facts.graph.steps.some((step) => step.technique === 'action-in-job')).toBe(true);
  const entering = of.choices.flatMap(({ acts }) =>
    acts.flatMap((act) => (act.kind === 'apart' ? act.entering : [])),
  );
  expect(
    entering.filter((id) => !/^(?:import-in-build|install-script|fetched-script|poison-cache): /.test(id)),
  ).toEqual([]);
});

test('a GitHub token leaves by GitHub: nothing is promised for it', async () => {
  expect((await surveyed(ciEgress, tree('', '', 'GH_PAT'))).of.choices).toEqual([]);
});
