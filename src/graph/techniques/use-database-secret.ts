import { parameter } from '../../model/rate.ts';
import { lost, secretState, secretsOf, type Technique } from '../technique.ts';

/** A stolen database password reads the data. */
const useDatabaseSecret: Technique = {
  id: 'use-database-secret',
  title: 'a stolen database password reads the data',
  attck: 'T1213',
  needs: 'a database password or address in use',
  gives: 'the data',
  probability: ['step.database-reachable'],
  cost: null,
  example: 'MongoDB ransom waves; Heroku 2022',
  steps: (facts) =>
    secretsOf(facts)
      .filter((secret) => secret.opens.includes('database'))
      .map((secret) => ({
        from: secretState(`${secret.name}/used`),
        to: lost('data'),
        open: [parameter('step.database-reachable')],
        because: `${secret.name} opens a database, if it can be reached from outside`,
        at: secret.at,
      })),
};
export default useDatabaseSecret;
