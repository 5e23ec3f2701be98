/** Reads fault trees in the Open-PSA Model Exchange Format [MEF17]: one tree, or one error with its place. */
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { FaultTree } from '../../model/fault-tree.ts';
import { placesIn } from '../syntax/lines.ts';
import { faultTreeOf } from './mef-tree.ts';
import { MefFault, parseMef } from './mef-xml.ts';

/** @param path of the file as the user named it, for the error's place */
export async function readMef(text: string, path: string): Promise<FaultTree | Diagnostic> {
  try {
    return faultTreeOf(await parseMef(text));
  } catch (error) {
    if (!(error instanceof MefFault)) throw error;
    return {
      code: 'mef/malformed',
      severity: 'error',
      message: error.message,
      at: { path, ...placesIn(text)(error.offset) },
      hint: error.hint,
    };
  }
}
