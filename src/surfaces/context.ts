/** What the surfaces stage is given besides the inventory. */
import type { PlatformRule } from '../model/platform.ts';

export interface SurfaceContext {
  /** ISO date of the assessment: defaults are looked up by it. */
  readonly asOf: string;
  readonly rules: readonly PlatformRule[];
}
