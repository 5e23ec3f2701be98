/** Works that a worker thread knows by name. */
import { worldsWork } from './graph/sample-batch.ts';
import type { Work } from './model/pool.ts';

export const works: readonly Work<never, unknown>[] = [worldsWork];
