/** Walls that are not there yet, put into the graph: the graph in which they stand, or may stand. */
import type { AttackGraph, State, StateId, Step } from '../model/attack-graph.ts';
import { stateId } from '../model/attack-graph.ts';
import type { Act, WallChoice } from '../model/wall.ts';

/**
 * The graph in which the walls of the choices stand beside those that are there. A wall is one event for all its
 * steps. With no choice, or choices that act on nothing here, it is the graph itself.
 *
 * @see model.md 6 and 10
 */
export function stand(graph: AttackGraph, choices: readonly WallChoice[]): AttackGraph {
  const divided = choices.flatMap((choice) => partings(choice)).reduce(part, graph);
  const known = new Set(graph.walls.map((wall) => wall.id));
  const fresh = choices.filter((choice) => !known.has(choice.id) && choice.acts.some(isOnSteps));
  if (fresh.length === 0) return divided === graph ? graph : divided;
  const on = new Map<string, string[]>();
  for (const choice of fresh)
    for (const act of choice.acts.filter(isOnSteps))
      for (const step of stepsOf(act)) on.set(step, [...(on.get(step) ?? []), choice.id]);
  return {
    ...divided,
    steps: divided.steps.map((step) => {
      const more = on.get(step.id);
      return more === undefined ? step : { ...step, walls: [...new Set([...step.walls, ...more])] };
    }),
    walls: [
      ...divided.walls,
      ...fresh.map(({ id, wall, fails, title, at }) => ({ id, wall, fails, because: title, at })),
    ],
  };
}

type StepsAct = Extract<Act, { kind: 'steps' | 'apart' }>;
type Parting = Extract<Act, { kind: 'apart' }>;

const isOnSteps = (act: Act): act is StepsAct => act.kind === 'steps' || act.kind === 'apart';
const isParting = (act: Act): act is Parting => act.kind === 'apart';
const partings = (choice: WallChoice): Parting[] => choice.acts.filter(isParting);

/** The state of those who were kept apart. */
export const apartState = (state: StateId): StateId => stateId(`${state}/apart`);

/** The step from being kept apart to the whole: the one that the wall stands on. */
const throughId = (state: StateId): string => `apart: ${apartState(state)} -> ${state}`;

const stepsOf = (act: StepsAct): readonly string[] =>
  act.kind === 'steps' ? act.steps : [throughId(act.state)];

/**
 * Divides a state: who enters by the named steps is apart first. What the part may do belongs to it, and who has
 * the whole has the part, so that without the wall nothing is changed: each step is one event, as it was.
 */
function part(graph: AttackGraph, { state, entering, keeps }: Parting): AttackGraph {
  const whole = graph.states.find((one) => one.id === state);
  const apart = apartState(state);
  if (whole === undefined || graph.states.some((one) => one.id === apart)) return graph;
  const enters = new Set(entering);
  const kept = new Set(keeps);
  const steps = graph.steps.map((step): Step => {
    if (step.to === state && enters.has(step.id)) return { ...step, to: apart };
    return step.from === state && kept.has(step.id) ? { ...step, from: apart } : step;
  });
  const outer: State = { ...whole, id: apart, title: `${whole.title}, kept apart` };
  return {
    ...graph,
    states: [...graph.states, outer],
    steps: [
      ...steps,
      between(throughId(state), apart, state),
      between(`part: ${state} -> ${apart}`, state, apart),
    ],
  };
}

const between = (id: string, from: StateId, to: StateId): Step => ({
  id,
  technique: 'apart',
  from,
  to,
  open: [],
  walls: [],
  cost: null,
  because: 'the same place, as long as no wall divides it',
  at: null,
  unknown: null,
});
