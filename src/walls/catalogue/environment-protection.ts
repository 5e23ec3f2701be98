import type { Location } from '../../model/diagnostic.ts';
import { parameter, term } from '../../model/rate.ts';
import { attestedSite, attestOf } from '../attested.ts';
import { stepsWhere, type Wall, type WallFacts } from '../wall.ts';

/**
 * A run that is given an environment waits for reviewers, and comes from protected branches only. As with
 * branches, what stands in the population is in the graph: this is what is beyond it where it stands for sure.
 */
const environmentProtection: Wall = {
  id: 'environment-protection',
  title: 'environments have reviewers and branch rules',
  standard: 'GitHub security hardening: required reviewers of environments; CIS Software Supply Chain 5.1',
  against:
    'a run that the attacker starts, on a branch of its own or by a tag, to get at what an environment holds',
  limits: 'nothing against code that comes with a run that its reviewers expect',
  failure: ['wall.environment-protection'],
  effort: ['effort.environment-protection'],
  conflicts: [],
  sites: (facts) =>
    environments(facts).map(({ name, attest, at }) =>
      attestedSite(
        facts,
        { id: `environment-protection#${name}`, attest, at, what: { kind: 'environment', text: name } },
        'reviewers and branches of environments are not shown by any file',
      ),
    ),
  choices: (facts, missing) =>
    environments(facts).flatMap(({ name, attest, at }) => {
      const site = missing.find((one) => one.id === `environment-protection#${name}`);
      const unknown = `environment-protection#${name}`;
      if (site === undefined) return [];
      return [
        {
          id: `environment-protection#rules of ${name}`,
          wall: 'environment-protection',
          title: `protect environment ${name}: reviewers, and protected branches only`,
          sites: [site.id],
          fails: [parameter('wall.environment-protection')],
          acts: [
            {
              kind: 'steps' as const,
              steps: stepsWhere(facts.graph, (step) => step.walls.includes(unknown)),
            },
          ],
          hours: [term('the environment', 1, 'effort.environment-protection')],
          at,
          attest,
        },
      ];
    }),
};
export default environmentProtection;

/** Environments that jobs name, each once. */
function environments({ places }: WallFacts): { name: string; attest: string; at: Location | null }[] {
  const found = new Map<string, { name: string; attest: string; at: Location | null }>();
  for (const { job, at } of places.repository.places) {
    const name = job?.environment ?? null;
    const attest = name === null ? null : attestOf('environment-protection', name);
    if (name !== null && attest !== null && !found.has(name)) found.set(name, { name, attest, at });
  }
  return [...found.values()];
}
