import { expect, test } from 'vitest';
import agentNoUntrustedText from '../../src/walls/catalogue/agent-no-untrusted-text.ts';
import { applied } from '../../src/walls/edits.ts';
import { walledFor } from '../../src/worth.ts';
import { TESTS_ONLY } from '../support/guarded-trees.ts';
import type { Files } from '../support/made-tree.ts';
import { surveyed, wallLaws } from '../support/wall-laws.ts';

const PATH = '.github/workflows/agent.yml';
const of = (text: string): Files => ({ [PATH]: text });
const KEY = `\${{ secrets.ANTHROPIC_API_KEY }}`;
const job = (on: string, condition: string): string => `on:
${on}
jobs:
  agent:
${condition}    runs-on: ubuntu-latest
    permissions:
      contents: write
    steps:
      - uses: actions/checkout@v4
      - uses: anthropics/claude-code-action@v1
        with:
          anthropic_api_key: ${KEY}
`;
// The layout that the agent's own set-up writes: one block over several events.
const BLOCK = job(
  '  issue_comment:\n    types: [created]\n  issues:\n    types: [opened, assigned]',
  `    if: |
      (github.event_name == 'issue_comment' && contains(github.event.comment.body, '@claude')) ||
      (github.event_name == 'issues' && contains(github.event.issue.body, '@claude'))

`,
);
const LINE = job('  issue_comment:', "    if: contains(github.event.comment.body, '@claude') # by name\n");
const BRACED = job(
  '  issue_comment:\n  workflow_dispatch:',
  `    if: \${{ startsWith(github.event.comment.body, '/agent') || github.event_name == 'workflow_dispatch' }}\n`,
);
const TRIAGE = job('  issues:\n    types: [opened]', '');
const MEMBERS = `contains(fromJSON('["OWNER","MEMBER","COLLABORATOR"]'), `;

wallLaws(agentNoUntrustedText, {
  absent: { 'an agent that is called by name': of(LINE), 'one that reads every issue': of(TRIAGE) },
  standing: {
    'plain pull requests': of(job('  pull_request:', '')),
    'a test of who asks': of(
      LINE.replace('if: ', "if: github.event.comment.author_association == 'MEMBER' && "),
    ),
    'nothing held': of(TRIAGE.replace('contents: write', 'contents: read').replace(KEY, 'none')),
  },
  inapplicable: TESTS_ONLY,
  patched: {
    'one line': of(LINE),
    'a block over several events': of(BLOCK),
    'braces, and an event that members start': of(BRACED),
    'folded, Windows line ends': of(BLOCK.replace('if: |', 'if: >-').replaceAll('\n', '\r\n')),
  },
});

async function patchOf(text: string): Promise<string> {
  const { facts, of: found } = await surveyed(agentNoUntrustedText, of(text));
  const [choice] = found.choices;
  if (choice === undefined) throw new Error('no choice');
  const patched = agentNoUntrustedText.patch?.(
    choice,
    { text: (path) => (path === PATH ? text : null), commitOf: () => null },
    facts,
  );
  return patched?.kind === 'edits'
    ? (applied(of(text), patched.edits)[PATH] ?? '')
    : `lacks ${patched?.what}`;
}

test('the condition is narrowed, and what it was stays', async () => {
  const called = "contains(github.event.comment.body, '@claude')";
  expect(await patchOf(LINE)).toBe(
    LINE.replace(called, `(${called}) && ${MEMBERS}github.event.comment.author_association)`),
  );
  const block = await patchOf(BLOCK);
  expect(block).toContain(
    `    if: |\n      ${MEMBERS}github.event.comment.author_association || github.event.issue.author_association) && (\n      (github.event_name`,
  );
  expect(block).toContain("'@claude'))\n      )\n\n    runs-on");
  const braced = await patchOf(BRACED);
  expect(braced).toContain(
    `'workflow_dispatch') && (github.event_name == 'workflow_dispatch' || ${MEMBERS}github.event.comment.author_association)) }}\n`,
  );
});

test('an agent that answers everybody is left to its owner', async () => {
  expect(await patchOf(TRIAGE)).toMatch(/^lacks whom job agent .*whatever is written/);
  expect(await patchOf(job('  workflow_run:', "    if: contains(github.event.comment.body, 'x')\n"))).toMatch(
    /^lacks .*tells no author/,
  );
  const wrapped = LINE.replace(' # by name\n', " ||\n      contains(github.event.comment.body, '@c')\n");
  expect(await patchOf(wrapped)).toMatch(/^lacks .*not one line or one block/);
});

test('the patched tree has about the odds that the plan promised', async () => {
  const before = await surveyed(agentNoUntrustedText, of(LINE));
  const after = await surveyed(agentNoUntrustedText, of(await patchOf(LINE)));
  const now = walledFor(before.run.basis, before.of.choices, 16).walled;
  const given = now.residual([]).lost - walledFor(after.run.basis, [], 16).walled.residual([]).lost;
  const promised = now.residual([]).lost - now.residual([0]).lost;
  expect(promised).toBeGreaterThan(0);
  expect(Math.abs(given - promised)).toBeLessThanOrEqual(0.2 * promised);
});
