import { describe, expect, it } from "vitest";
import { drain } from "../../../src/base/stream.ts";
import type { Engine, EngineEvent } from "../../../src/engine/api.ts";
import { createLazyEngine } from "../../../src/store/session/lazy-engine.ts";
import { createFakeEngine } from "../../support/fake-engine.ts";

const SOURCE = { kind: "url", id: "m", url: "https://example.test/m/" } as const;

function lazily() {
  const real = createFakeEngine({ answers: { "Q?": "One two." } });
  const loads: number[] = [];
  const engine = createLazyEngine(() => {
    loads.push(1);
    return Promise.resolve<Engine>(real);
  });
  return { real, loads, engine };
}

describe("the engine behind a dynamic import", () => {
  it("is loaded by the first call, and once", async () => {
    const { loads, engine } = lazily();
    engine.subscribe(() => undefined);
    expect(loads).toHaveLength(0);
    await Promise.all([engine.loadModel(SOURCE), engine.counters()]);
    expect(loads).toHaveLength(1);
  });

  it("passes answers through, pieces and report", async () => {
    const { engine } = lazily();
    await engine.loadModel(SOURCE);
    const video = await engine.open(new Blob(["x"]), { way: { kind: "frames", frames: 4 } });
    const pieces: string[] = [];
    const report = await drain(engine.ask(video, "Q?"), (piece) => pieces.push(piece));
    expect(pieces).toEqual(["One ", "two."]);
    expect(report.text).toBe("One two.");
  });

  it("hears events of listeners that came before it, until they leave", async () => {
    const { real, engine } = lazily();
    const heard: EngineEvent["kind"][] = [];
    const leave = engine.subscribe(({ kind }) => heard.push(kind));
    await engine.loadModel(SOURCE);
    real.emit({ kind: "recovered" });
    leave();
    real.emit({ kind: "recovered" });
    expect(heard).toEqual(["adapter", "recovered"]);
  });

  it("tries again after a download that failed", async () => {
    let tries = 0;
    const engine = createLazyEngine(() => {
      tries += 1;
      return tries === 1
        ? Promise.reject(new TypeError("offline"))
        : Promise.resolve(createFakeEngine());
    });
    await expect(engine.counters()).rejects.toThrow("offline");
    await expect(engine.counters()).resolves.toMatchObject({ liveBuffers: 0 });
  });
});
