import { parameter } from '../../model/rate.ts';
import { canPublish, secretState, type Technique, worth } from '../technique.ts';

/** Who may pull an image reads the build arguments that its layers record. */
const readImageLayers: Technique = {
  id: 'read-image-layers',
  title: 'build arguments are read out of the layers of an image',
  attck: 'T1552.001',
  needs:
    'a right on the registry to which an image goes that was built with a secret as ARG or ENV; a public image needs none and adds to the rate at which the secret is stolen',
  gives: 'that secret',
  probability: [
    'step.read-layers',
    'step.layer-secret-given',
    'credential.identifier-secret',
    'credential.low-value-secret',
  ],
  cost: null,
  example: 'Codecov 2021 (a key in a layer of a public image)',
  steps: ({ repository }) =>
    repository.places
      .filter((place) => place.publishes.some((one) => one.registry === 'docker'))
      .flatMap((place) =>
        place.layerSecrets.map(({ secret, given }) => ({
          from: canPublish('docker'),
          to: secretState(secret.name),
          open: [
            parameter('step.read-layers'),
            ...(given === 'yes' ? [] : [parameter('step.layer-secret-given')]),
            ...worth(secret),
          ],
          because: `${secret.name} stays in a layer of the image of ${place.title}`,
          at: secret.at,
          unknown:
            given === 'yes'
              ? null
              : { fact: `whether builds are given ${secret.name}`, attest: `credentials.${secret.name}` },
        })),
      ),
};
export default readImageLayers;
