// JavaScript heap of the page and of the engine's worker, after a garbage collection, through DevTools.

import type { Browser, CDPSession, Page } from "playwright";

/** Bytes in use on all threads of the page. */
export async function heapBytes(page: Page): Promise<number> {
  const parts = await heapParts(page);
  return parts.page + parts.workers;
}

/** The same, apart. */
export async function heapParts(page: Page): Promise<{ page: number; workers: number }> {
  const browser = page.context().browser();
  if (browser === null) throw new Error("The page has no browser.");
  const session = await page.context().newCDPSession(page);
  const pageBytes = await usedAfterCollection((method) =>
    session.send(method as "Runtime.getHeapUsage"),
  );
  await session.detach();
  return { page: pageBytes, workers: await workerHeapBytes(browser) };
}

type Send = (method: string) => Promise<unknown>;

async function usedAfterCollection(send: Send): Promise<number> {
  // What a finalizer lets go of is only free after the next collection.
  for (let i = 0; i < 3; i++) {
    await send("HeapProfiler.collectGarbage");
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const { usedSize } = (await send("Runtime.getHeapUsage")) as { usedSize: number };
  return usedSize;
}

async function workerHeapBytes(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { targetInfos } = await session.send("Target.getTargets", { filter: [{ type: "worker" }] });
  let bytes = 0;
  for (const { targetId } of targetInfos) {
    // Playwright keeps the flat sessions to itself, so messages go through the older nested kind.
    const { sessionId } = await session.send("Target.attachToTarget", { targetId, flatten: false });
    bytes += await usedAfterCollection((method) => sendNested(session, sessionId, method));
    await session.send("Target.detachFromTarget", { sessionId });
  }
  await session.detach();
  return bytes;
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
