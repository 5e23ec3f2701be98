import { describe, expect, test } from 'vitest';
import minReleaseAge from '../../src/walls/catalogue/min-release-age.ts';
import { applied } from '../../src/walls/edits.ts';
import { BUN_LOCK, PNPM_LOCK, PUBLISH, YARN_LOCK } from '../support/locks.ts';
import { type Files, npmTree, workflow } from '../support/made-tree.ts';
import { surveyed, wallLaws } from '../support/wall-laws.ts';

const publish = workflow('push', `      - run: npm ci\n      - run: npm run build\n${PUBLISH}`);
const release = { '.github/workflows/release.yml': publish };
const npm = (version: string, more: Files = {}): Files =>
  npmTree(['a', 'b', 'c'], { ...release, ...more }, { packageManager: `npm@${version}` });

const yarn = (rc: string | null): Files => ({
  'package.json': JSON.stringify({
    name: 'made',
    packageManager: 'yarn@4.11.0',
    dependencies: { left: '^1.0.0' },
  }),
  'yarn.lock': YARN_LOCK,
  ...(rc === null ? {} : { '.yarnrc.yml': rc }),
  '.github/workflows/release.yml': publish.replace('npm ci', 'yarn install --immutable'),
});

const pnpm = (more: Files): Files => ({
  'package.json': JSON.stringify({
    name: 'made',
    packageManager: 'pnpm@10.20.0',
    dependencies: { left: '^1.0.0' },
  }),
  'pnpm-lock.yaml': PNPM_LOCK,
  '.github/workflows/release.yml': publish.replace('npm ci', 'pnpm install --frozen-lockfile'),
  ...more,
});

const bun = (more: Files): Files => ({
  'package.json': JSON.stringify({
    name: 'made',
    packageManager: 'bun@1.3.2',
    dependencies: { left: '^1.0.0' },
  }),
  'bun.lock': BUN_LOCK,
  '.github/workflows/release.yml': publish.replace('npm ci', 'bun install --frozen-lockfile'),
  ...more,
});

wallLaws(minReleaseAge, {
  absent: {
    'npm that knows an age': npm('11.11.0'),
    'npm that is too old': npm('10.9.0'),
    'npm of untold version': npmTree(['a', 'b', 'c'], release),
    'yarn, no setting': yarn('nodeLinker: node-modules\n'),
    'an age in the unit of another tool': bun({ 'bunfig.toml': '[install]\nminimumReleaseAge = 4320\n' }),
  },
  standing: {
    'npm, days': npm('11.11.0', { '.npmrc': 'min-release-age = 7\n' }),
    'yarn, minutes': yarn('npmMinimalAgeGate: 4320\n'),
    'pnpm, minutes': pnpm({ 'pnpm-workspace.yaml': 'minimumReleaseAge: 1440\n' }),
    'bun, seconds': bun({ 'bunfig.toml': '[install]\nminimumReleaseAge = 259200\n' }),
  },
  inapplicable: { '.github/workflows/release.yml': workflow('push', '      - run: make\n') },
  patched: {
    // .npmrc of documenso, without its age
    'npm with settings': npm('11.11.0', { '.npmrc': 'legacy-peer-deps = true\nprefer-dedupe = true\n' }),
    'npm without settings': npm('11.11.0'),
    // .npmrc of excalidraw has no last line end after `true`
    'npm, no line end': npm('11.11.0', { '.npmrc': 'save-exact=true\nlegacy-peer-deps=true' }),
    'npm, windows line ends and an age too short': npm('11.11.0', {
      '.npmrc': '# ours\r\nmin-release-age = 0 ; for now\r\nsave-exact=true\r\n',
    }),
    // .yarnrc.yml of outline, without its age and what is exempt
    yarn: yarn(
      'nodeLinker: node-modules\n\nenableScripts: false\n\n# Build-time advisories\nnpmAuditIgnoreAdvisories:\n  - "1113517" # rollup\n',
    ),
    pnpm: pnpm({ 'pnpm-workspace.yaml': 'packages:\n  - "web"\n  # more to come\n' }),
    'pnpm, in .npmrc': pnpm({ '.npmrc': 'minimum-release-age=60\n' }),
    bun: bun({
      'bunfig.toml': '[test]\ncoverage = true\n\n[install]\nexact = true\n\n[run]\nsilent = true\n',
    }),
    'bun without a table': bun({ 'bunfig.toml': '[test]\ncoverage = true\n' }),
    // dependabot.yml of reviewdog and outline: a day before the default of three days
  },
});

describe('bots', () => {
  const botsIn = async (files: Files) => {
    const { facts, of } = await surveyed(minReleaseAge, files, [], '2026-01-01');
    const choice = of.choices.find((one) =>
      one.acts.some((act) => act.kind === 'gate' && act.routes[0]?.startsWith('bot:')),
    );
    return { facts, of, choice };
  };
  const DEPENDABOT = `version: 2
updates:
  - package-ecosystem: "npm" # all of it
    directory: "/"
    schedule:
      interval: "daily"
  - package-ecosystem: "github-actions"
    directory: "/"
    schedule:
      interval: "weekly"
`;
  const cases: Record<string, Files> = {
    'an entry of dependabot': { '.github/dependabot.yml': DEPENDABOT },
    'one with a cooldown of no days': {
      '.github/dependabot.yml': DEPENDABOT.replace(
        '    schedule:',
        '    cooldown: # later\n      default-days: 0\n    schedule:',
      ),
    },
    // renovate.json of changed-files
    renovate: { 'renovate.json': '{\n  "extends": ["config:recommended"],\n  "enabled": true\n}\n' },
    'renovate, empty': { 'renovate.json': '// ours\n{}\n' },
  };
  test.each(Object.entries(cases))('%s is made to wait', async (_name, more) => {
    const files = npm('11.11.0', more);
    const { facts, of, choice } = await botsIn(files);
    expect(of.sites.filter((site) => site.what.text.startsWith('pull requests'))[0]?.state).toBe('absent');
    if (choice === undefined) throw new Error('no choice for the bot');
    const patch = minReleaseAge.patch?.(
      choice,
      { text: (path) => files[path] ?? null, commitOf: () => null },
      facts,
    );
    if (patch?.kind !== 'edits') throw new Error(JSON.stringify(patch));
    const after = await botsIn(applied(files, patch.edits));
    const site = after.of.sites.find((one) => one.what.text.startsWith('pull requests'));
    expect(site).toMatchObject({ state: 'standing', mode: '72 h' });
  });
});

test('an untold or old version is not patched over', async () => {
  for (const [files, says] of [
    [npmTree(['a', 'b', 'c'], release), 'no file says which npm runs'],
    [npm('10.9.0'), 'npm 10.9.0 runs'],
  ] as const) {
    const { facts, of } = await surveyed(minReleaseAge, files);
    const patch = minReleaseAge.patch?.(
      of.choices[0] as never,
      { text: () => null, commitOf: () => null },
      facts,
    );
    expect(patch).toMatchObject({ kind: 'lacks', what: expect.stringContaining(says) });
    expect(of.choices[0]?.title).toContain('with npm 11.10 or later');
  }
});
