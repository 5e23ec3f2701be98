/** Work that may be done by several at once: what a pool of worker threads promises. */

/** Whole numbers from `from` to `to` − 1. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** A function that both sides know by its name. Its argument and its answers can be copied between threads. */
export interface Work<Task, Answer> {
  readonly name: string;
  readonly run: (task: Task, range: Range) => Answer;
}

export interface Pool {
  /** @returns the answers in the order of the ranges, whoever gave them and when */
  readonly map: <Task, Answer>(
    work: Work<Task, Answer>,
    task: Task,
    ranges: readonly Range[],
  ) => Promise<Answer[]>;
}

/** Does the work where it is asked for. */
export const IN_PLACE: Pool = {
  map: async (work, task, ranges) => ranges.map((range) => work.run(task, range)),
};
