// The JavaScript heap of the page and of its workers, read through DevTools.

import type { CDPSession, Page } from "playwright";

export interface HeapUsage {
  /** The bytes of objects and strings. */
  readonly usedSize: number;
  /** The bytes of ArrayBuffers, without WebAssembly's memories. */
  readonly backingStorageSize: number;
}

/** One thread of the page, as DevTools sees it. */
interface Thread {
  readonly isPage: boolean;
  send(method: "Runtime.getHeapUsage" | "HeapProfiler.collectGarbage"): Promise<unknown>;
  detach(): Promise<void>;
}

/** Returns the bytes of objects in use on all threads of the page, after a garbage collection. */
export async function heapBytes(page: Page): Promise<number> {
  const parts = await heapParts(page);
  return parts.page + parts.workers;
}

/** Returns objects and ArrayBuffers in use on all threads of the page, after a garbage collection. */
export const heldOnHeap = (page: Page): Promise<HeapUsage> =>
  withThreads(page, async (threads) => {
    for (const thread of threads) await collect(thread);
    return sum(await Promise.all(threads.map(usageOf)));
  });

/** Returns the bytes of objects for the page and for its workers. */
async function heapParts(page: Page): Promise<{ page: number; workers: number }> {
  const sums = { page: 0, workers: 0 };
  await withThreads(page, async (threads) => {
    for (const thread of threads) {
      await collect(thread);
      sums[thread.isPage ? "page" : "workers"] += (await usageOf(thread)).usedSize;
    }
  });
  return sums;
}

export interface HeapRise {
  /** Objects and ArrayBuffers on all threads before the work, after a collection. */
  readonly startBytes: number;
  /** The most that was seen while `work` ran, including garbage not yet collected. */
  readonly peakBytes: number;
  /** The same after the work, collected. */
  readonly endBytes: number;
  /** The bytes of ArrayBuffers at the peak. */
  readonly peakBufferBytes: number;
  readonly samples: number;
}

const SAMPLE_MS = 25;

/** Runs `work` and watches the heap, including ArrayBuffers, meanwhile. Workers must exist before it starts. */
export async function watchHeap<T>(
  page: Page,
  work: () => Promise<T>,
): Promise<{ value: T; heap: HeapRise }> {
  return withThreads(page, async (threads) => {
    const total = async (): Promise<HeapUsage> => sum(await Promise.all(threads.map(usageOf)));
    const collected = async (): Promise<number> => {
      for (const thread of threads) await collect(thread);
      return bytesOf(await total());
    };
    const startBytes = await collected();
    let peak: HeapUsage = { usedSize: 0, backingStorageSize: 0 };
    let samples = 0;
    // Each thread is read in its own loop, because a thread that is busy in the runtime answers late.
    const latest = threads.map((): HeapUsage => ({ usedSize: 0, backingStorageSize: 0 }));
    const over = new AbortController();
    const loops = threads.map(async (thread, i) => {
      while (!over.signal.aborted) {
        latest[i] = await usageOf(thread);
        samples++;
        const now = sum(latest);
        if (bytesOf(now) > bytesOf(peak)) peak = now;
        await new Promise((resolve) => setTimeout(resolve, SAMPLE_MS));
      }
    });
    try {
      const value = await work();
      over.abort();
      await Promise.all(loops);
      const heap: HeapRise = {
        startBytes,
        peakBytes: bytesOf(peak),
        endBytes: await collected(),
        peakBufferBytes: peak.backingStorageSize,
        samples,
      };
      return { value, heap };
    } finally {
      over.abort();
      await Promise.allSettled(loops);
    }
  });
}

const bytesOf = ({ usedSize, backingStorageSize }: HeapUsage): number =>
  usedSize + backingStorageSize;

const sum = (usages: readonly HeapUsage[]): HeapUsage => ({
  usedSize: usages.reduce((bytes, { usedSize }) => bytes + usedSize, 0),
  backingStorageSize: usages.reduce((bytes, usage) => bytes + usage.backingStorageSize, 0),
});

const usageOf = async (thread: Thread): Promise<HeapUsage> =>
  (await thread.send("Runtime.getHeapUsage")) as HeapUsage;

async function collect(thread: Thread): Promise<void> {
  // What a finalizer releases is only freed by the next collection.
  for (let i = 0; i < 3; i++) {
    await thread.send("HeapProfiler.collectGarbage");
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function withThreads<T>(
  page: Page,
  work: (threads: readonly Thread[]) => Promise<T>,
): Promise<T> {
  const browser = page.context().browser();
  if (browser === null) throw new Error("The page has no browser.");
  const pageSession = await page.context().newCDPSession(page);
  const browserSession = await browser.newBrowserCDPSession();
  const threads: Thread[] = [
    {
      isPage: true,
      send: (method) => pageSession.send(method),
      detach: () => pageSession.detach(),
    },
    ...(await workerThreads(browserSession)),
  ];
  try {
    return await work(threads);
  } finally {
    for (const thread of threads) await thread.detach();
    await browserSession.detach();
  }
}

async function workerThreads(session: CDPSession): Promise<Thread[]> {
  const { targetInfos } = await session.send("Target.getTargets", { filter: [{ type: "worker" }] });
  return Promise.all(
    targetInfos.map(async ({ targetId }): Promise<Thread> => {
      // Playwright keeps the flat sessions to itself, so messages go through the older nested kind.
      const { sessionId } = await session.send("Target.attachToTarget", {
        targetId,
        flatten: false,
      });
      // The workers of a page that was left stay listed for a while; they end without an answer.
      let isGone = false;
      const gone = new Promise<HeapUsage>((resolve) => {
        session.on("Target.detachedFromTarget", (event) => {
          if (event.sessionId !== sessionId) return;
          isGone = true;
          resolve({ usedSize: 0, backingStorageSize: 0 });
        });
      });
      return {
        isPage: false,
        send: (method) => Promise.race([gone, sendNested(session, sessionId, method)]),
        async detach() {
          if (!isGone) await session.send("Target.detachFromTarget", { sessionId });
        },
      };
    }),
  );
}

let lastId = 0;

function sendNested(session: CDPSession, sessionId: string, method: string): Promise<unknown> {
  const id = ++lastId;
  return new Promise((resolve, reject) => {
    const listen = (event: { sessionId: string; message: string }): void => {
      const reply = JSON.parse(event.message) as { id?: number; result?: unknown };
      if (event.sessionId !== sessionId || reply.id !== id) return;
      session.off("Target.receivedMessageFromTarget", listen);
      resolve(reply.result);
    };
    session.on("Target.receivedMessageFromTarget", listen);
    session
      .send("Target.sendMessageToTarget", { sessionId, message: JSON.stringify({ id, method }) })
      .catch(reject);
  });
}
