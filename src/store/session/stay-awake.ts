// Keeps the screen on, and with it the computer awake, as long as somebody waits for work that takes hours.

/**
 * Keeps the screen on until the returned function is called; the browser lets go of it while the tab is hidden, and it is taken
 * again when the tab comes back. `onChange` hears whether it is kept: never where the browser has no such lock, or refuses it,
 * as some do on a weak battery.
 */
export function stayAwake(onChange: (isAwake: boolean) => void = () => undefined): () => void {
  const { wakeLock } = navigator as { readonly wakeLock?: WakeLock };
  let held: WakeLockSentinel | null = null;
  let isOver = false;
  const hold = async (): Promise<void> => {
    if (isOver || document.hidden || held !== null) return;
    try {
      const sentinel = await wakeLock?.request("screen");
      if (sentinel === undefined) return onChange(false);
      if (isOver || held !== null) return await sentinel.release();
      held = sentinel;
      onChange(true);
      sentinel.addEventListener("release", () => {
        held = null;
        if (!isOver) onChange(false);
      });
    } catch {
      if (!isOver) onChange(false);
    }
  };
  const onShown = (): void => void hold();
  document.addEventListener("visibilitychange", onShown);
  void hold();
  return () => {
    isOver = true;
    document.removeEventListener("visibilitychange", onShown);
    void held?.release();
  };
}
