// Where records lie between visits: IndexedDB, because it alone keeps the handles of files, and typed arrays without copying
// them into text. Each tab has a session of its own.

import type { KeptDatabase } from "./database.ts";

export interface KeptDisk {
  /**
   * Returns the id of this tab's session: that from before a reload, else the latest one that no other tab has, or a new one.
   * `isFresh` asks for a new one where there was no reload. Null when the browser keeps nothing for this page.
   */
  readonly claim: (isFresh: boolean) => Promise<string | null>;
  /** Returns what was written under a name; undefined when there is nothing. */
  readonly read: (session: string, name: string) => Promise<unknown>;
  /** @throws DOMException when there is no room. */
  readonly write: (session: string, name: string, value: unknown) => Promise<void>;
  readonly remove: (session: string, name: string) => Promise<void>;
  /** The same for records that belong to no session. */
  readonly readShared: (name: string) => Promise<unknown>;
  readonly writeShared: (name: string, value: unknown) => Promise<void>;
  readonly removeShared: (name: string) => Promise<void>;
  /** Returns all whose names begin so. */
  readonly listShared: (prefix: string) => Promise<unknown[]>;
  readonly removeAllShared: (prefix: string) => Promise<void>;
}

/** The most sessions that are kept; each tab that is open at once has one. */
const MOST_SESSIONS = 8;
/** In the place of a session, whose ids are never empty. */
const SHARED = "";
const sharedFrom = (prefix: string): IDBKeyRange =>
  IDBKeyRange.bound([SHARED, prefix], [SHARED, `${prefix}\uffff`]);
const TAB_KEY = "framewise.session";
/** A page that is being reloaded may hold its session a moment longer. */
const RELOAD_WAIT_MS = 1_000;

const lockOf = (id: string): string => `framewise-session:${id}`;

/** Holds a session until the tab is closed; returns whether it is held. */
function hold(id: string, waitMs: number): Promise<boolean> {
  const options: LockOptions =
    waitMs > 0 ? { signal: AbortSignal.timeout(waitMs) } : { ifAvailable: true };
  return new Promise((resolve) => {
    navigator.locks
      .request(lockOf(id), options, (lock) => {
        resolve(lock !== null);
        return lock === null ? undefined : new Promise(() => undefined);
      })
      .catch(() => resolve(false));
  });
}

export function createKeptDisk(database: () => Promise<KeptDatabase>): KeptDisk {
  /** Returns this tab's session from before a reload. A copy of a tab has the same, but cannot hold it. */
  const ofTab = async (): Promise<string | null> => {
    const id = sessionStorage.getItem(TAB_KEY);
    return id !== null && (await hold(id, RELOAD_WAIT_MS)) ? id : null;
  };
  const latest = async (): Promise<string | null> => {
    const sessions = await (await database()).getAll("sessions");
    for (const { id } of sessions.sort((a, b) => b.writtenMs - a.writtenMs)) {
      if (await hold(id, 0)) return id;
    }
    return null;
  };
  const begin = async (): Promise<string> => {
    const id = crypto.randomUUID();
    await hold(id, 0);
    return id;
  };
  const sweep = async (): Promise<void> => {
    const kept = await database();
    const sessions = await kept.getAll("sessions");
    const old = sessions.sort((a, b) => b.writtenMs - a.writtenMs).slice(MOST_SESSIONS);
    for (const { id } of old) {
      await navigator.locks.request(lockOf(id), { ifAvailable: true }, async (lock) => {
        if (lock === null) return;
        await kept.delete("records", IDBKeyRange.bound([id], [id, []]));
        await kept.delete("sessions", id);
      });
    }
  };

  return {
    claim: async (isFresh) => {
      try {
        await database();
        const id = (await ofTab()) ?? (isFresh ? null : await latest()) ?? (await begin());
        sessionStorage.setItem(TAB_KEY, id);
        await sweep();
        return id;
      } catch {
        // Private windows and blocked cookies: the page keeps nothing, as it does with preferences.
        return null;
      }
    },
    read: async (session, name) => (await database()).get("records", [session, name]),
    write: async (session, name, value) => {
      const work = (await database()).transaction(["sessions", "records"], "readwrite");
      const puts = [
        work.objectStore("records").put(value, [session, name]),
        work.objectStore("sessions").put({ id: session, writtenMs: Date.now() }),
      ];
      // A page that is being left does not live to see them done, with which a transaction would be committed by itself.
      work.commit();
      await Promise.all([...puts, work.done]);
    },
    remove: async (session, name) => (await database()).delete("records", [session, name]),
    readShared: async (name) => (await database()).get("records", [SHARED, name]),
    writeShared: async (name, value) => {
      await (await database()).put("records", value, [SHARED, name]);
    },
    removeShared: async (name) => (await database()).delete("records", [SHARED, name]),
    listShared: async (prefix) => (await database()).getAll("records", sharedFrom(prefix)),
    removeAllShared: async (prefix) => (await database()).delete("records", sharedFrom(prefix)),
  };
}
