/** The contract of a channel: one file a way in which surfaces fall. Facts in, shocks with their rates as data out. */
import type { Findings } from '../../model/finding.ts';
import type { Channel as ChannelId, ShockSpec } from '../../model/shock.ts';
import type { Places } from '../../model/surface.ts';

export interface ChannelContext {
  /** ISO date of the assessment. */
  readonly asOf: string;
  /** What public records say of the tree. */
  readonly findings: Findings;
}

export interface Channel {
  readonly id: ChannelId;
  readonly title: string;
  shocks(places: Places, context: ChannelContext): readonly ShockSpec[];
}
