import type { Blast } from '../../model/blast.ts';

/**
 * The answer itself, in its order; its shape is `schema/blast-1.json`. What a terminal would not show, or would
 * obey, is written as an escape of JSON.
 */
export const renderJson = (blast: Blast): string =>
  `${JSON.stringify(blast, null, 2).replace(
    /[\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g,
    (found) => `\\u${(found.codePointAt(0) as number).toString(16).padStart(4, '0')}`,
  )}\n`;
