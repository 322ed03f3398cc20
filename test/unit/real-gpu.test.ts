// What `FRAMEWISE_GPU=real npm test` does first, in a browser without a GPU.

import { describe, expect, it } from "vitest";
import { chromiumFlags, softwareGpuFlags } from "../../tools/dev/chromium.ts";
import { whyNoGpu } from "../../tools/dev/real-gpu.ts";

const flags = chromiumFlags().filter((flag) =>
  /^--(headless|no-sandbox|disable-features)\b/.test(flag),
);
const software = [...flags, ...softwareGpuFlags()];

describe("a machine whose GPU is asked for", () => {
  it("is told of a software adapter in its place", async () => {
    expect(await whyNoGpu({ flags: software })).toMatch(
      /no graphics adapter of this machine: it gives .*, which is software\. Install/,
    );
  });

  it("is told when the browser never answers", async () => {
    const never = await whyNoGpu({
      flags: software,
      answerMs: 1000,
      onPage: (page) =>
        page.addInitScript(() => {
          navigator.gpu.requestAdapter = () => new Promise<never>(() => undefined);
        }),
    });
    expect(never).toMatch(/it does not answer\. Install/);
  });
});
