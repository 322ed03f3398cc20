// A file is inspected, then opened: its headers are read once, and whoever does not want it any more holds nothing of it.
// The session runs in this page, because a file that goes to a worker is copied, and its copy's reads cannot be counted.

import { Input } from "mediabunny";
import { afterEach, beforeEach, describe, expect, it, vi, type MockInstance } from "vitest";
import { createSession } from "../../src/engine/session.ts";
import { EMBEDDED, GRAPHS_ON_CPU } from "../support/model.ts";
import { mediaFile } from "../support/media.ts";

/** A file that notes where each of its reads began. */
class WatchedFile extends File {
  readonly reads: number[] = [];
  override slice(start = 0, ...rest: [end?: number, type?: string]): Blob {
    this.reads.push(start);
    return super.slice(start, ...rest);
  }
  get headerReads(): number {
    return this.reads.filter((start) => start === 0).length;
  }
}

const watched = async (name = "h264-aac.mp4"): Promise<WatchedFile> =>
  new WatchedFile([await mediaFile(name)], name);

const FRAMES = { kind: "frames", frames: 1 } as const;
const WHOLE = { kind: "whole", framesPerSec: 1, chunkFrames: 1 } as const;

describe("an inspected file", () => {
  let opened: MockInstance;
  let disposed: MockInstance;
  beforeEach(() => {
    opened = vi.spyOn(Input.prototype, "getTracks");
    disposed = vi.spyOn(Input.prototype, "dispose");
  });
  afterEach(() => vi.restoreAllMocks());

  /** Returns how many files are held open. */
  const held = (): number => {
    const inputs = new Set(opened.mock.contexts);
    for (const input of disposed.mock.contexts) inputs.delete(input);
    return inputs.size;
  };
  const session = () => createSession(() => undefined);

  it("is opened in either way without reading its headers again", async () => {
    const engine = session();
    await engine.loadModel(EMBEDDED, GRAPHS_ON_CPU);
    for (const way of [FRAMES, WHOLE]) {
      const file = await watched();
      const inspected = await engine.inspect(file);
      expect(inspected).toMatchObject({ kind: "file", facts: { name: "h264-aac.mp4" } });
      // What tells pictures from videos, the demuxer, and the edit lists.
      expect(file.headerReads).toBe(3);
      expect(held()).toBe(1);
      const video = await (way.kind === "frames"
        ? engine.open(inspected, { way })
        : engine.open(inspected, { way }));
      expect(video.facts).toEqual(inspected.facts);
      expect(video.timesSec.length).toBeGreaterThan(0);
      expect(file.headerReads).toBe(3);
      expect(held()).toBe(0);
      await engine.close(video);

      // The count tells: a file that is opened without its inspection is read from its beginning again.
      await engine.close(await engine.open(file, { way: FRAMES }));
      expect(file.headerReads).toBe(6);
    }
    await engine.unloadModel();
  });

  it("is let go of when it is closed, once, and cannot be opened then", async () => {
    const engine = session();
    const inspected = await engine.inspect(await watched());
    await engine.close(inspected);
    expect(held()).toBe(0);
    await engine.close(inspected);
    await expect(engine.open(inspected)).rejects.toMatchObject({ code: "video-closed" });
  });

  it.each([FRAMES, WHOLE])(
    "is let go of by an opening that is stopped before it begins: %o",
    async (way) => {
      const engine = session();
      const inspected = await engine.inspect(await watched());
      const signal = AbortSignal.abort();
      const opening =
        way.kind === "frames"
          ? engine.open(inspected, { way, signal })
          : engine.open(inspected, { way, signal });
      await expect(opening).rejects.toMatchObject({ name: "AbortError" });
      expect(held()).toBe(0);
      await expect(engine.open(inspected)).rejects.toMatchObject({ code: "video-closed" });
    },
  );

  it("is let go of when its inspection is stopped, or refuses it", async () => {
    const engine = session();
    const controller = new AbortController();
    const inspecting = engine.inspect(await watched(), { signal: controller.signal });
    controller.abort();
    await expect(inspecting).rejects.toMatchObject({ name: "AbortError" });
    await expect(engine.inspect(await watched("audio-only.mp4"))).rejects.toMatchObject({
      code: "video-without-picture",
    });
    expect(held()).toBe(0);
  });
});
