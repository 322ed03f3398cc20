// Measures how long a call to a page took: on the wall clock, which the page reads, and in processor seconds of the
// browser, which a busy machine changes least.

import type { CDPSession } from "playwright";
import type { Lab } from "../browser/lab.ts";

export interface Timed<T> {
  readonly value: T;
  /** Processor seconds of all the browser's threads until each mark of the page, and until the call's end. */
  readonly cpuSec: readonly number[];
}

export interface Clocks {
  /** Runs `call`, during which the page marks as many moments as `marks` has names. */
  time<T>(marks: readonly string[], call: () => Promise<T>): Promise<Timed<T>>;
}

/** Creates the clocks of a page, once for each page, and gives the page its `labMark`. */
export async function createClocks({ page }: Lab): Promise<Clocks> {
  const browser = page.context().browser();
  if (browser === null) throw new Error("The page has no browser.");
  const session = await browser.newBrowserCDPSession();
  let marked: Promise<number>[] = [];
  await page.exposeFunction("labMark", () => {
    marked.push(cpuSeconds(session));
  });
  return {
    async time(marks, call) {
      marked = [];
      const startSec = await cpuSeconds(session);
      const value = await call();
      const endSec = await cpuSeconds(session);
      const markedSec = await Promise.all(marked);
      if (markedSec.length !== marks.length) {
        throw new Error(`bench: ${markedSec.length} marks, wanted ${marks.join(", ")}`);
      }
      return { value, cpuSec: [...markedSec, endSec].map((sec) => sec - startSec) };
    },
  };
}

async function cpuSeconds(session: CDPSession): Promise<number> {
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  return processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
}
