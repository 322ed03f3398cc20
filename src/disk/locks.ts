// One holder of a name over all tabs: Web Locks, which a closed tab or an ended worker gives back by itself.

/** Runs while nobody else holds the name; `onWait` is told when another tab does. */
export async function withLock<T>(
  name: string,
  signal: AbortSignal,
  onWait: () => void,
  run: () => Promise<T>,
): Promise<T> {
  const first = await navigator.locks.request(
    name,
    { ifAvailable: true },
    async (lock): Promise<{ readonly value: T } | null> =>
      lock === null ? null : { value: await run() },
  );
  if (first !== null) return first.value;
  onWait();
  return navigator.locks.request(name, { signal }, run);
}

/** Like `withLock`, but another tab is waited for only so long: then `busy` makes what is thrown. */
export async function withLockSoon<T>(
  name: string,
  {
    signal,
    waitMs,
    busy,
  }: { signal: AbortSignal; waitMs: number; busy: (cause: unknown) => Error },
  run: () => Promise<T>,
): Promise<T> {
  const patience = AbortSignal.timeout(waitMs);
  let hasBegun = false;
  try {
    return await navigator.locks.request(
      name,
      { signal: AbortSignal.any([signal, patience]) },
      () => {
        hasBegun = true;
        return run();
      },
    );
  } catch (thrown) {
    if (hasBegun || signal.aborted) throw thrown;
    throw busy(thrown);
  }
}
