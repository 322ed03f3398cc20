// The queue of the calls that use the model: they run one after the other.

/** Calls `work` when its turn has come; one whose signal was aborted before never begins. */
export type Queued = <T>(signal: AbortSignal | undefined, work: () => Promise<T>) => Promise<T>;

/** Makes a queue. Each work begins when the one before has ended, whether it succeeded or failed. */
export function createQueue(): Queued {
  let tail: Promise<unknown> = Promise.resolve();
  return (signal, work) => {
    const result = tail.then(() => {
      signal?.throwIfAborted();
      return work();
    });
    tail = result.catch(() => undefined);
    return result;
  };
}
