// A headless browser with the lab's page. Every wait ends: with the answer, a crash, or a time-out.

import type { Page } from "playwright";
import { must } from "../../../src/base/assert.ts";
import { AppError } from "../../../src/base/errors.ts";
import type { CallArgs, CallName, CallValue } from "../page/calls.ts";
import type { LabReply } from "../page/reply.ts";
import { buildPage } from "./build-page.ts";
import { ROOT } from "./cache.ts";
import { serveFolders } from "./serve.ts";

export interface Lab {
  /** The address of the served folders, "http://127.0.0.1:port/". */
  readonly url: string;
  readonly page: Page;
  /** The browser's version. */
  readonly version: string;
  /** Calls the page. @throws AppError of the page's call; `lab-quiet` after `quietSec` of silence; `lab-crashed`. */
  call<Name extends CallName>(name: Name, ...args: CallArgs<Name>): Promise<CallValue<Name>>;
  /** Gives the page files of this disk, of any size, which it reads when it needs them. */
  giveFiles(paths: readonly string[]): Promise<void>;
  /** Loads the page again: workers and everything in memory are gone. */
  reload(): Promise<void>;
  close(): Promise<void>;
}

export interface LabOptions {
  /** Receives progress, for people. */
  readonly note: (text: string) => void;
  /** A folder served as "given/", besides the project's own "models/". */
  readonly modelFolder?: string | undefined;
  /** Further folders to serve, by prefix ("name/"). */
  readonly folders?: ReadonlyMap<string, string>;
  /** The longest silence of the page, in seconds. Default 600. */
  readonly quietSec?: number;
  /** Further command-line flags of the browser. */
  readonly flags?: readonly string[];
  /** Where the browser keeps what pages store. Default: a private window, which stores in memory. */
  readonly profileFolder?: string;
}

const START_LIMIT_MS = 60_000;

/** Opens the browser. @throws AppError `lab-start` when the browser or the page cannot be started. */
export async function openLab({
  note,
  modelFolder,
  folders = new Map(),
  quietSec = 600,
  flags = [],
  profileFolder,
}: LabOptions): Promise<Lab> {
  // Loaded only now, so that wrong usage is answered at once.
  const { chromium } = await import("playwright");
  const { chromiumFlags, ensureChromium } = await import("../../dev/chromium.ts");
  const folder = await buildPage(note);
  const server = await serveFolders(
    new Map([
      ["", folder],
      ["models/", `${ROOT}/public/models`],
      ...(modelFolder === undefined ? [] : [["given/", modelFolder] as const]),
      ...folders,
    ]),
  );
  const launch = {
    executablePath: ensureChromium(),
    args: [...chromiumFlags(), ...flags],
    timeout: START_LIMIT_MS,
    handleSIGINT: false, // main.ts closes it, so that nothing is left behind
  };
  const context = await (
    profileFolder === undefined
      ? chromium.launch(launch).then((browser) => browser.newContext())
      : chromium.launchPersistentContext(profileFolder, launch)
  ).catch(async (cause: unknown) => {
    await server.close();
    throw startFailure("The browser did not start", cause);
  });
  const browser = must(context.browser(), "browser of a context that was just opened");
  const close = async (): Promise<void> => {
    await browser.close().catch(() => undefined); // it may have crashed already
    await server.close();
  };

  let fail: (error: Error) => void = () => undefined;
  const broken = new Promise<never>((_, reject) => {
    fail = reject;
  });
  broken.catch(() => undefined); // callers see the rejection, but there may be none
  let lastSignMs = performance.now();
  try {
    const page = await context.newPage();
    page.on("crash", () => fail(crash("its page crashed, perhaps for lack of memory")));
    browser.on("disconnected", () => fail(crash("it was closed")));
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(error.message));
    await page.exposeFunction("labNote", (text: string) => {
      lastSignMs = performance.now();
      if (text !== "") note(text);
    });
    const untilReady = async (): Promise<void> => {
      await page
        .waitForFunction("globalThis.labCall !== undefined", undefined, { timeout: START_LIMIT_MS })
        .catch((cause: unknown) => {
          throw startFailure(`The lab's page did not start: ${errors.join("; ")}`, cause);
        });
    };
    await page.goto(server.url, { timeout: START_LIMIT_MS });
    await untilReady();
    return {
      url: server.url,
      page,
      version: browser.version(),
      close,
      async giveFiles(paths) {
        await page.setInputFiles("#files", [...paths]);
      },
      async reload() {
        await page.reload({ timeout: START_LIMIT_MS });
        await untilReady();
      },
      async call(name, ...args) {
        lastSignMs = performance.now();
        const quiet = quietWatch(() => lastSignMs, quietSec);
        try {
          const reply = await Promise.race([
            page.evaluate(
              ([callName, callArgs]) =>
                (globalThis as unknown as { labCall(n: string, a: unknown): unknown }).labCall(
                  callName,
                  callArgs,
                ),
              [name, args] as const,
            ) as Promise<LabReply>,
            quiet.broken,
            broken,
          ]);
          if (reply.ok) return reply.value as CallValue<typeof name>;
          const { code, message, hint } = reply.error;
          throw new AppError(code, message, hint);
        } finally {
          quiet.stop();
        }
      },
    };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}

function quietWatch(
  lastSignMs: () => number,
  quietSec: number,
): { broken: Promise<never>; stop(): void } {
  let timer: NodeJS.Timeout | undefined;
  const broken = new Promise<never>((_, reject) => {
    timer = setInterval(() => {
      if (performance.now() - lastSignMs() < quietSec * 1000) return;
      reject(
        new AppError(
          "lab-quiet",
          `The engine gave no sign of life for ${quietSec} seconds.`,
          "Fewer --frames or a lower --retention make less work; --timeout SECONDS waits longer.",
        ),
      );
    }, 1000);
  });
  broken.catch(() => undefined);
  return { broken, stop: () => clearInterval(timer) };
}

const crash = (why: string): AppError =>
  new AppError("lab-crashed", `The headless browser is gone: ${why}.`, "Run the command again.");

const startFailure = (what: string, cause: unknown): AppError =>
  new AppError(
    "lab-start",
    `${what}: ${cause instanceof Error ? (cause.message.split("\n")[0] ?? "") : String(cause)}`,
    "Set CHROME_PATH to a Chrome or Chromium 137 or newer.",
    { cause },
  );
