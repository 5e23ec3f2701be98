import { fallenState, stateId } from '../../model/attack-graph.ts';
import { parameter } from '../../model/rate.ts';
import { IN_MACHINE, personCan, type Technique } from '../technique.ts';

/** Whoever holds an account does what its person may do. */
const takeOverAccount: Technique = {
  id: 'take-over-account',
  title: 'whoever holds an account does what its person may do',
  attck: 'T1078',
  needs: 'the account of a person or bot with push or publish rights',
  gives: 'code, tags, workflow files, releases, and at times the machine',
  probability: [
    'step.push-default-branch',
    'step.move-tags',
    'step.edit-workflows',
    'step.person-publishes',
    'step.account-machine',
  ],
  cost: 'cost.publisher',
  example: 'axios 2026, chalk and debug 2025, eslint-scope 2018',
  steps: ({ surfaces, repository }) =>
    surfaces
      .filter((one) => one.kind === 'account')
      .flatMap((one) => [
        {
          from: fallenState(one.id),
          to: stateId('holds/account'),
          open: [],
          because: one.title,
          at: one.at[0] ?? null,
        },
        {
          from: stateId('holds/account'),
          to: IN_MACHINE,
          open: [parameter('step.account-machine')],
          because: 'at times it is the machine that was taken',
          at: null,
        },
        ...personCan(
          stateId('holds/account'),
          repository.channels.map((channel) => channel.registry),
        ),
      ]),
};
export default takeOverAccount;
