import { inventory } from '../model/inventory.ts';
import { instructionsIn } from './docker/instructions.ts';
import { imagesOf, readStages } from './docker/stages.ts';
import { MAX_LENGTH, tooLarge } from './platform/limits.ts';
import { baseName, malformed, type Reader } from './reader.ts';

const NAME = /^(?:(?:Dockerfile|Containerfile)(?:[.-][\w.-]+)?|.+\.(?:Dockerfile|Containerfile))$/i;
/** Names that only look like it. */
const OTHER =
  /\.(?:md|txt|ts|js|mjs|py|go|java|rb|json|ya?ml|toml|html|dockerignore|swp|orig|bak|j2|erb|tmpl|tpl)$/i;

/** Reads a Dockerfile: base images and how they are held, what is installed, as whom the result runs. */
const dockerfile: Reader = {
  id: 'dockerfile',
  title: 'Dockerfile',
  spec: 'https://docs.docker.com/reference/dockerfile/',
  matches: (path) => NAME.test(baseName(path)) && !OTHER.test(path),
  read(file) {
    if (file.text.length > MAX_LENGTH) return tooLarge('dockerfile', file);
    const instructions = instructionsIn(file.text);
    const { stages, installs } = readStages(file.path, instructions);
    if (stages.length === 0)
      return malformed(
        'dockerfile',
        file,
        'this is no Dockerfile: it has no `FROM`',
        'begin with `FROM <image>`, or rename the file',
      );
    return inventory({ images: imagesOf(file.path, stages), installs });
  },
};
export default dockerfile;
