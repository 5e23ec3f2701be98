/** Update bots, and whether what they propose is merged without a person. */
import type { Inventory } from '../model/inventory.ts';
import type { Bot } from '../model/settings.ts';
import type { PlacedBot } from '../model/surface.ts';

/** Actions that approve or merge what a bot proposes. */
const MERGES =
  /^(?:pascalgn\/automerge-action|peter-evans\/enable-pull-request-automerge|ahmadnassri\/action-dependabot-auto-merge|fastify\/github-action-merge-dependabot|koj-co\/dependabot-pr-action|ridedott\/merge-me-action|reitermarkus\/automerge|hmarr\/auto-approve-action)@/i;

/** Bots that propose updates; Dependabot's own file does not say what is merged, a workflow may. */
export function placedBots({ bots, workflows }: Inventory): PlacedBot[] {
  const by =
    workflows
      .filter((workflow) => workflow.ref === null)
      .flatMap((workflow) => workflow.jobs.flatMap((job) => job.uses))
      .find((use) => MERGES.test(use.reference))?.at ?? null;
  return bots
    .filter((bot) => bot.enabled)
    .map((bot) =>
      bot.tool === 'dependabot' && by !== null
        ? { bot, merges: 'yes', by }
        : { bot, merges: bot.automerge, by: null },
    );
}

/** Whether the changes of this very bot are merged by themselves. */
export const mergesOf = (bot: Bot, placed: readonly PlacedBot[]): PlacedBot['merges'] =>
  placed.find((one) => one.bot === bot)?.merges ?? 'unknown';
