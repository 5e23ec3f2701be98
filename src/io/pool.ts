/**
 * Worker threads as a pool. A worker is the file `entry`, which calls `serve` with the works that it knows; a task is
 * copied to a worker once. What no worker can do (the file is not there, threads are not allowed, the worker died) is
 * done in place: a pool is a matter of speed alone.
 */
import { availableParallelism } from 'node:os';
import { type MessagePort, parentPort, Worker } from 'node:worker_threads';
import { IN_PLACE, type Pool, type Range, type Work } from '../model/pool.ts';

export interface ThreadPool extends Pool {
  /** Ends the threads; a later `map` starts new ones. */
  readonly close: () => Promise<void>;
}

/** Threads beyond these gain little: worlds are bound by memory. */
const MOST_THREADS = 8;

export const threadCount = (): number => Math.min(MOST_THREADS, availableParallelism());

/** @param size threads; with one, or for a single range, the work is done in place */
export function threadPool(entry: URL, size: number = threadCount()): ThreadPool {
  let threads: Thread[] = [];
  let broken = false;
  const map = async <Task, Answer>(
    work: Work<Task, Answer>,
    task: Task,
    ranges: readonly Range[],
  ): Promise<Answer[]> => {
    if (size <= 1 || ranges.length <= 1 || broken) return IN_PLACE.map(work, task, ranges);
    while (threads.length < Math.min(size, ranges.length)) threads.push(new Thread(entry));
    const answers = new Array<Answer>(ranges.length);
    let next = 0;
    const feed = async (thread: Thread): Promise<void> => {
      while (next < ranges.length) {
        const place = next++;
        const range = ranges[place] as Range;
        const reply = await thread.ask(work.name, task, range);
        if (!thread.alive) broken = true;
        answers[place] = reply === null ? work.run(task, range) : (reply.answer as Answer);
      }
    };
    await Promise.all(threads.map(feed));
    return answers;
  };
  const close = async (): Promise<void> => {
    const ending = threads;
    threads = [];
    await Promise.all(ending.map((thread) => thread.end()));
  };
  return { map, close };
}

interface Question {
  readonly work: string;
  /** Null: the task that the worker was sent last. */
  readonly task: { readonly value: unknown } | null;
  readonly range: Range;
}

/** Null from a worker that cannot answer. */
type Reply = { readonly answer: unknown } | null;

class Thread {
  alive = true;
  #worker: Worker | null = null;
  #sent: unknown = null;
  #waiting: ((reply: Reply) => void) | null = null;

  constructor(entry: URL) {
    try {
      this.#worker = new Worker(entry);
    } catch {
      this.#die();
      return;
    }
    this.#worker.on('message', (reply: Reply) => this.#answer(reply));
    this.#worker.on('error', () => this.#die());
    this.#worker.on('exit', () => this.#die());
    this.#worker.unref();
  }

  /** One question at a time. */
  async ask(work: string, task: unknown, range: Range): Promise<Reply> {
    const worker = this.#worker;
    if (!this.alive || worker === null) return null;
    const question: Question = { work, task: this.#sent === task ? null : { value: task }, range };
    this.#sent = task;
    // Held while it works, so that the process waits for the answer.
    worker.ref();
    const reply = await new Promise<Reply>((resolve) => {
      this.#waiting = resolve;
      worker.postMessage(question);
    });
    worker.unref();
    return reply;
  }

  async end(): Promise<void> {
    await this.#worker?.terminate();
  }

  #answer(reply: Reply): void {
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.(reply);
  }

  #die(): void {
    this.alive = false;
    this.#answer(null);
  }
}

/** What a worker's file does: answers questions about the works that it is given, one after the other. */
export function serve(works: readonly Work<never, unknown>[], port: MessagePort | null = parentPort): void {
  const known = new Map(works.map((work) => [work.name, work]));
  let task: unknown = null;
  port?.on('message', (question: Question) => {
    if (question.task !== null) task = question.task.value;
    port.postMessage(answerTo(known.get(question.work), task, question.range));
  });
}

/** A work that throws is done again in place, where it throws to the one who asked. */
function answerTo(work: Work<never, unknown> | undefined, task: unknown, range: Range): Reply {
  try {
    return work === undefined ? null : { answer: work.run(task as never, range) };
  } catch {
    return null;
  }
}
