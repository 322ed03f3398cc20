// Evaluations and the page's other tabs: one tab at a time asks an evaluation, and the others hear of each answer that it keeps.

const LOCK = "framewise-evaluation:";
const CHANNEL = "framewise-evaluations";
/** A page that is being reloaded may hold its lock a moment longer. */
const RELOAD_WAIT_MS = 1_000;

export interface OtherTabs {
  /** Tells the other tabs that something was written or deleted, or that asking began or ended. */
  readonly tell: () => void;
  /** Runs work that no other tab does on this evaluation meanwhile; `false` when another one does some. */
  readonly alone: (id: string, work: () => Promise<void>) => Promise<boolean>;
  /** Returns the ids of the evaluations that some tab works on; this one counts too. */
  readonly atWork: () => Promise<string[]>;
}

/** `onChange` is called when another tab tells, or when one that worked has come to its end in any way. */
export function createOtherTabs(onChange: () => void): OtherTabs {
  const channel = new BroadcastChannel(CHANNEL);
  channel.addEventListener("message", onChange);
  /** The evaluations whose end is waited for: a tab that crashed tells nothing. */
  const awaited = new Set<string>();
  const awaitEnd = async (id: string): Promise<void> => {
    if (awaited.has(id)) return;
    awaited.add(id);
    await navigator.locks.request(`${LOCK}${id}`, { mode: "shared" }, () => undefined);
    awaited.delete(id);
    onChange();
  };
  return {
    tell: () => channel.postMessage(null),
    async alone(id, work) {
      let isMine = false;
      const take = async (): Promise<void> => {
        isMine = true;
        await work();
      };
      const signal = AbortSignal.timeout(RELOAD_WAIT_MS);
      try {
        await navigator.locks.request(`${LOCK}${id}`, { signal }, take);
      } catch (thrown) {
        if (isMine || !signal.aborted) throw thrown;
      }
      return isMine;
    },
    async atWork() {
      const { held = [] } = await navigator.locks.query();
      const ids = held.flatMap(({ name = "", mode }) =>
        mode === "exclusive" && name.startsWith(LOCK) ? [name.slice(LOCK.length)] : [],
      );
      for (const id of ids) void awaitEnd(id);
      return ids;
    },
  };
}
