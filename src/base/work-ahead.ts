// Waits for several things at a time, such as the files of a disk, and hands them on in order.

/**
 * Yields what `work` makes of each of `all`, in their order, while up to `ahead` of those behind are worked on.
 * @throws What `work` throws, when its turn comes.
 */
export async function* workAhead<T, Made>(
  all: Iterable<T>,
  ahead: number,
  work: (one: T) => Promise<Made>,
): AsyncGenerator<Made> {
  const begun: Promise<Made>[] = [];
  for (const one of all) {
    const made = work(one);
    made.catch(() => undefined); // it is thrown in its turn, unless nobody comes so far
    begun.push(made);
    const next = begun.length > ahead ? begun.shift() : undefined;
    if (next !== undefined) yield await next;
  }
  for (const next of begun) yield await next;
}
