import { parameter } from '../../model/rate.ts';
import { IN_BROWSER, IN_SERVICE, lost, type Technique } from '../technique.ts';

/** Code in users' browsers takes what users type and pay. */
const reachBrowserUsers: Technique = {
  id: 'reach-browser-users',
  title: "code in users' browsers takes what users type and pay",
  attck: 'T1185',
  needs: "code in users' browsers",
  gives: 'the users of the page',
  probability: ['step.server'],
  cost: null,
  example: 'British Airways 2018, chalk and debug 2025',
  steps: ({ repository }) =>
    repository.browser
      ? [
          {
            from: IN_BROWSER,
            to: lost('users/web'),
            open: [],
            because: 'the page acts for somebody else',
            at: null,
          },
          {
            from: IN_SERVICE,
            to: IN_BROWSER,
            open: [parameter('step.server')],
            because: 'the server sends the page',
            at: null,
          },
        ]
      : [],
};
export default reachBrowserUsers;
