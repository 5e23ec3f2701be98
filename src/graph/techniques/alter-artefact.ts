import { parameter } from '../../model/rate.ts';
import { asService, codeIn, ships, type Technique } from '../technique.ts';

/** Build-time code alters the artefact that is built there. */
const alterArtefact: Technique = {
  id: 'alter-artefact',
  title: 'build-time code alters the artefact that is built there',
  attck: 'T1195.002',
  needs: 'code where an artefact is built',
  gives: 'altered releases: development dependencies included',
  probability: ['step.alter-artefact', 'vulnerability.deployed-unsure'],
  cost: null,
  example: 'SolarWinds 2020, Codecov 2021',
  steps: ({ repository }) =>
    repository.places.flatMap((place) =>
      place.publishes
        .filter((one) => one.registry !== 'git')
        .map((one) => ({
          from: codeIn(place),
          to: ships(one.registry === 'pages' ? 'deploy' : one.registry),
          open: [parameter('step.alter-artefact'), ...asService(one.seen).open],
          because: `what goes to ${one.registry} is built here`,
          at: one.at,
          unknown: asService(one.seen).unknown,
        })),
    ),
};
export default alterArtefact;
