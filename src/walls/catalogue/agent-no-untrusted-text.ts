import { fallenState } from '../../model/attack-graph.ts';
import { surfaceId } from '../../model/ids.ts';
import { parameter, term } from '../../model/rate.ts';
import type { Weakness } from '../../model/surface.ts';
import type { WallSite } from '../../model/wall.ts';
import type { Job, Workflow } from '../../model/workflow.ts';
import { membersOnly } from '../members-only.ts';
import { stepsWhere, type Wall, type WallFacts } from '../wall.ts';

/** An agent that holds rights is started by members, not by what anybody writes. */
const agentNoUntrustedText: Wall = {
  id: 'agent-no-untrusted-text',
  title: 'agents with rights are not started by text of outsiders',
  standard: 'OWASP Top 10 for LLM Applications 2025, LLM01: prompt injection, least privilege',
  against: 'an issue, pull request or comment that tells an agent with tools and a token what to do',
  limits:
    'little where a member sends the agent to read what an outsider wrote; nothing against text in the tree or in a dependency',
  failure: ['workflow.gated'],
  effort: ['effort.agent-no-untrusted-text'],
  conflicts: [],
  sites: (facts) => agents(facts).map((one) => siteOf(facts, one)),
  choices: (facts, missing) =>
    missing.map((site) => ({
      id: site.id,
      wall: 'agent-no-untrusted-text',
      title: `let only members start the agent in ${site.what.text}`,
      sites: [site.id],
      fails: [parameter('workflow.gated')],
      acts: [
        {
          kind: 'steps' as const,
          steps: stepsWhere(
            facts.graph,
            ({ technique, from }) =>
              technique === 'agent-injection' && from === fallenState(surfaceOf(site.what.text)),
          ),
        },
      ],
      hours: [term('the job', 1, 'effort.agent-no-untrusted-text')],
      at: site.at,
      attest: null,
    })),
  patch(choice, files, facts) {
    const found = agents(facts).find((one) => siteId(one) === choice.id);
    return found === undefined
      ? { kind: 'lacks', what: 'the job' }
      : membersOnly(found.workflow, found.job, files, facts);
  },
};
export default agentNoUntrustedText;

interface Placed {
  readonly workflow: Workflow;
  readonly job: Job;
}

/** Jobs of the tree as it stands in which an agent works. */
const agents = ({ inventory }: WallFacts): Placed[] =>
  inventory.workflows
    .filter((workflow) => workflow.ref === null)
    .flatMap((workflow) => workflow.jobs.map((job) => ({ workflow, job })))
    .filter(({ job }) => job.agents.length > 0);

const nameOf = ({ workflow, job }: Placed): string => `${workflow.path}#${job.id}`;
const siteId = (one: Placed): string => `agent-no-untrusted-text#${nameOf(one)}`;
const surfaceOf = (job: string) => surfaceId(`workflow:${job}`);

function siteOf({ places }: WallFacts, one: Placed): WallSite {
  const weakness = weaknessOf(places.surfaces, one);
  return {
    id: siteId(one),
    at: one.job.agents[0]?.at ?? one.job.at,
    what: { kind: 'job', text: nameOf(one) },
    state: weakness === undefined || weakness.gated ? 'standing' : 'absent',
    mode: weakness?.gated ? 'gated' : null,
    because:
      weakness === undefined
        ? 'no outsider starts it with rights'
        : weakness.gated
          ? 'somebody has to let it pass first: a label, an environment, or a test of who asks'
          : weakness.because,
  };
}

/** The same job of another branch may be weak where this one is not. */
const weaknessOf = (surfaces: WallFacts['places']['surfaces'], one: Placed): Weakness | undefined =>
  surfaces
    .flatMap((surface) =>
      surface.kind === 'workflow' && surface.id === surfaceOf(nameOf(one)) ? surface.weaknesses : [],
    )
    .find(
      ({ kind, at }) =>
        kind === 'agent' &&
        one.job.agents.some((agent) => agent.at.path === at.path && agent.at.line === at.line),
    );
