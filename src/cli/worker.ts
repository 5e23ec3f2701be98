/** A worker thread of `src/io/pool.ts`: one file beside the program, never imported by it. */
import { serve } from '../io/pool.ts';
import { works } from '../work.ts';

serve(works);
