import { stateId } from '../../model/attack-graph.ts';
import { parameter } from '../../model/rate.ts';
import { IN_MACHINE, lost, personCan, type Technique } from '../technique.ts';

/** Code on a developer's machine takes the holder's sessions. */
const takeMachineSessions: Technique = {
  id: 'take-machine-sessions',
  title: "code on a developer's machine takes the holder's sessions",
  attck: 'T1539',
  needs: "code on a developer's machine",
  gives: 'git, registry and cloud sessions of that person',
  probability: [
    'step.machine-sessions',
    'step.push-default-branch',
    'step.move-tags',
    'step.edit-workflows',
    'step.person-publishes',
  ],
  cost: null,
  example: "Shai-Hulud 2025, axios 2026 (maintainer's machine)",
  steps: ({ repository }) => [
    {
      from: IN_MACHINE,
      to: stateId('holds/session'),
      open: [parameter('step.machine-sessions')],
      because: 'sessions lie on the machine',
      at: null,
    },
    {
      from: IN_MACHINE,
      to: lost('machines'),
      open: [],
      because: "the machine is no longer its owner's",
      at: null,
    },
    ...personCan(
      stateId('holds/session'),
      repository.channels.map((one) => one.registry),
    ),
  ],
};
export default takeMachineSessions;
