// The flags of the tests' browsers beside those that Playwright itself gives.

import { chromium } from "playwright";
import { expect, it } from "vitest";
import { chromiumFlags } from "../../tools/dev/chromium.ts";

it("leaves out what Playwright leaves out, although the last flag of its kind counts", async () => {
  // In place of a browser a program that writes with which flags it was started.
  const started = chromium.launch({ executablePath: "/bin/echo", args: chromiumFlags() });
  const said = String(await started.catch((thrown: unknown) => thrown));
  const [theirs = [], ours] = [...said.matchAll(/--disable-features=(\S+)/g)].map(([, list]) =>
    list?.split(","),
  );
  expect(theirs.length).toBeGreaterThan(0);
  expect(ours).toEqual(expect.arrayContaining(theirs));
});
