// A long video that was saved: another visit asks about it at once, and reads on when it has the file again.

import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { AppError } from "../../src/base/errors.ts";
import type { Engine, ReadReport, WholeVideo } from "../../src/engine/api.ts";
import { createEngine } from "../../src/engine/client.ts";
import { GRAPH_NAMES } from "../../src/model/precision.ts";
import { ask as askEngine } from "../support/ask.ts";
import { overrideQuota } from "../support/quota.ts";
import { EMBEDDED, GRAPHS_ON_CPU } from "../support/model.ts";

const QUESTION = "What color is the main object?";
/** Three chunks of one frame. */
const SETTINGS = { framesPerSec: 0.3, chunkFrames: 1, shares: { detailed: 1, compact: 1 / 4 } };
const WAY = { kind: "whole", ...SETTINGS } as const;

describe("a saved long video", () => {
  let clip: File;
  let first: Engine;
  let whole: ReadReport;
  let wanted: Answer;
  const engines: Engine[] = [];
  /** As a reloaded page begins: nothing but the disk is left. */
  const visit = async (source = EMBEDDED): Promise<Engine> => {
    const engine = createEngine();
    engines.push(engine);
    await engine.loadModel(source, GRAPHS_ON_CPU);
    return engine;
  };
  beforeAll(async () => {
    const blob = await (await fetch("/samples/one-glimpse.mp4")).blob();
    clip = new File([blob], "one-glimpse.mp4");
    first = await visit();
  });
  beforeAll(async () => {
    whole = await first.open(clip, { way: WAY });
    wanted = await ask(first, whole);
  });
  afterEach(async () => {
    for (const { id } of await first.savedMemories()) await first.deleteSaved(id);
  });
  afterAll(() => engines.forEach((engine) => engine.dispose()));

  /** Read to its first chunk or a little further, and saved. */
  const saveSome = async () => {
    const stop = new AbortController();
    const stopped = await first.open(clip, {
      way: WAY,
      signal: stop.signal,
      onChunk: () => stop.abort(),
    });
    const saved = await first.save(stopped);
    await first.close(stopped);
    return saved;
  };

  it("leaves nothing when the saving is stopped", async () => {
    const stop = new AbortController();
    const saving = first.save(whole, {
      signal: stop.signal,
      onProgress: () => stop.abort(),
    });
    await expect(saving).rejects.toMatchObject({ name: "AbortError" });
    expect(await first.savedMemories()).toEqual([]);
  });

  it("answers in a later visit as it did, without decoding or encoding anything", async () => {
    const steps: number[] = [];
    const saved = await first.save(whole, { onProgress: ({ done }) => steps.push(done) });
    expect(steps).toEqual([1, 2, 3]);
    expect(saved).toMatchObject({
      name: "one-glimpse.mp4",
      fileBytes: clip.size,
      model: { id: "framewise-shapes", precision: "fp32" },
      settings: SETTINGS,
      facts: { codec: "H.264" },
      frames: 3,
      chunks: 3,
      isComplete: true,
    });
    expect(await first.save(whole)).toEqual(saved); // nothing is new

    const second = await visit();
    expect(await second.savedMemories()).toEqual([saved]);
    const heard: string[] = [];
    const opened = await second.reopen(saved.id, {
      hostBytes: 0,
      onOpen: ({ name, chunkCount }) => heard.push(`open ${name} ${chunkCount}`),
      onFrame({ index, timeSec, thumbnail }) {
        heard.push(`frame ${index} ${timeSec === whole.chunks[index]?.timesSec[0]}`);
        heard.push(`picture ${thumbnail.width > 100}`);
        thumbnail.close();
      },
      onChunk: ({ index }, { detailed }) => heard.push(`chunk ${index} ${detailed}`),
    });
    expect(heard).toEqual([
      "open one-glimpse.mp4 3",
      ...[0, 1, 2].flatMap((i) => [`frame ${i} true`, "picture true"]),
      ...[0, 1, 2].map((i) => `chunk ${i} 108`),
    ]);
    expect(opened.isComplete).toBe(true);
    expect(opened.chunks).toEqual(whole.chunks);
    expect(await ask(second, opened)).toEqual(wanted);
    const stages = opened.spans.map(({ stage }) => stage);
    for (const stage of ["decode", "encode", "prefill"]) expect(stages).not.toContain(stage);

    await second.loseDevice();
    expect(await ask(second, opened)).toEqual(wanted);
    // What was read to its end needs no file to be read to its end.
    expect(await second.resume(opened)).toMatchObject({ isComplete: true });

    await first.deleteSaved(saved.id); // as another tab would
    await expect(ask(second, opened)).rejects.toMatchObject({
      code: "memory-missing",
      hint: "Read the video again.",
    });
    await expect(second.reopen(saved.id)).rejects.toMatchObject({ code: "memory-missing" });
    second.dispose();
  });

  it("answers as it did after a way through a file, with its pictures and what was said of it", async () => {
    const saved = await first.save(whole);
    const asked = { question: QUESTION, answer: wanted.text, model: "ours", timesSec: [0] };
    const chapter = { chunk: 1, fromSec: 3, toSec: 6, text: "A star." };
    const hit = { chunk: 1, timeSec: 4, probability: 0.9, picture: btoa("a picture") };
    const standing = { question: "A star?", fires: ["Yes"], others: ["No"], threshold: 0.5 };
    const watched = { ...standing, cooldownSec: 30, checks: 3, skipped: 0, hits: [hit] };
    await first.noteSaved(saved.id, { asked: [asked], watched: [] });
    await first.noteSaved(saved.id, { chapters: [chapter], watched: [watched] });
    await first.noteSaved(saved.id, { asked: [asked] });
    const notes = { asked: [asked], chapters: [chapter], watched: [watched] };
    // As it lies in a folder for downloads, away from the disk of the page.
    const file = new Blob([await (await first.exportMemory(saved.id)).arrayBuffer()]);
    await first.deleteSaved(saved.id);

    const second = await visit();
    const steps: number[] = [];
    const back = await second.importMemory(file, { onProgress: ({ done }) => steps.push(done) });
    expect(steps).toEqual([1, 2, 3]);
    expect(back).toEqual({ ...saved, id: back.id });
    // Imported again, it is not there twice.
    expect(await second.importMemory(file)).toEqual(back);
    expect(await second.savedMemories()).toEqual([back]);
    const content = await second.savedContent(back.id);
    expect(content.notes).toEqual(notes);
    expect(content.chunks).toHaveLength(3);
    expect(content.frames.map(({ timeSec }) => timeSec)).toEqual(
      whole.chunks.map(({ timesSec }) => timesSec[0]),
    );
    for (const { picture } of content.frames)
      expect((await createImageBitmap(picture)).width).toBeGreaterThan(100);
    const opened = await second.reopen(back.id);
    expect(await ask(second, opened)).toEqual(wanted);
    second.dispose();
  });

  it("comes out of no file that was cut, altered or is of something else, and nothing is left of it", async () => {
    const saved = await first.save(whole);
    await first.noteSaved(saved.id, {
      chapters: [{ chunk: 0, fromSec: 0, toSec: 3, text: "A box." }],
    });
    const bytes = new Uint8Array(await (await first.exportMemory(saved.id)).arrayBuffer());
    const flipped = (at: number): Blob => {
      const copy = bytes.slice();
      copy[at]! ^= 1;
      return new Blob([copy]);
    };
    await first.deleteSaved(saved.id);
    const sizes = new DataView(bytes.buffer, 16);
    const [headBytes, noteBytes] = [sizes.getUint32(4, true), sizes.getUint32(8, true)];
    const parts = 28 + headBytes + noteBytes;
    const damaged: readonly (readonly [Blob, RegExp])[] = [
      [new Blob(["A video of mine"]), /it is no memory that Framewise has written/],
      [new Blob([bytes.slice(0, 40)]), /cut off behind 40 bytes of /],
      [new Blob([bytes.slice(0, -7)]), /cut off behind /],
      [new Blob([bytes, "more"]), /4 bytes too many/],
      [flipped(28 + headBytes - 9), /its head is not what was written/],
      [flipped(28 + headBytes + noteBytes - 9), /its notes are not what was written/],
      [flipped(parts + 99), /the record of part 1 is not what was written/],
      [flipped(bytes.length - 99), /the detail of part 3 is not what was written/],
    ];
    for (const [file, words] of damaged) {
      const { code, message, hint } = await first.importMemory(file).then(
        () => ({ code: "imported", message: "", hint: "" }),
        (thrown: AppError) => thrown,
      );
      expect([message, code]).toEqual([expect.stringMatching(words), "memory-file"]);
      expect(hint).toContain("What is on this disk has stayed as it was.");
    }
    const later = bytes.slice();
    later[16] = 9;
    await expect(first.importMemory(new Blob([later]))).rejects.toMatchObject({
      code: "memory-newer",
    });
    expect(await first.savedMemories()).toEqual([]);
    const { id } = await first.importMemory(new Blob([bytes]));
    expect((await first.savedContent(id)).notes.chapters).toHaveLength(1);
  });

  it("of another model says so when it is opened, and shows its pictures all the same", async () => {
    const saved = await first.save(whole);
    const file = new Blob([await (await first.exportMemory(saved.id)).arrayBuffer()]);
    await first.deleteSaved(saved.id);
    const second = createEngine();
    engines.push(second);
    const back = await second.importMemory(file);
    expect((await second.savedContent(back.id)).frames).toHaveLength(3);
    await second.loadModel({ ...EMBEDDED, id: "another" }, GRAPHS_ON_CPU);
    await expect(second.reopen(back.id)).rejects.toMatchObject({ code: "memory-other-model" });
    expect((await second.savedContent(back.id)).frames).toHaveLength(3);
    second.dispose();
  });

  it("is not imported by halves where the disk is full", async () => {
    const saved = await first.save(whole);
    const file = new Blob([await (await first.exportMemory(saved.id)).arrayBuffer()]);
    await first.deleteSaved(saved.id);
    const { usage = 0 } = await navigator.storage.estimate();
    await overrideQuota(usage + file.size / 2);
    try {
      await expect(first.importMemory(file)).rejects.toMatchObject({
        code: "memory-storage",
        message: expect.stringContaining("Nothing of it was kept there."),
      });
    } finally {
      await overrideQuota();
    }
    expect(await first.savedMemories()).toEqual([]);
    expect((await first.importMemory(file)).chunks).toBe(3);
  });

  it("is read on with its file, and saved again in its own place", async () => {
    const saved = await saveSome();
    expect(saved.isComplete).toBe(false);
    const opened = await first.reopen(saved.id);
    expect(opened.isComplete).toBe(false);
    await expect(first.resume(opened)).rejects.toMatchObject({ code: "memory-no-file" });
    const other = new Blob([clip, "x"]);
    await expect(first.resume(opened, { file: other })).rejects.toMatchObject({
      code: "memory-other-file",
    });
    // A wrong file is not kept.
    await expect(first.resume(opened)).rejects.toMatchObject({ code: "memory-no-file" });
    const frames: number[] = [];
    const read = await first.resume(opened, {
      file: clip,
      onFrame({ index, thumbnail }) {
        frames.push(index);
        thumbnail.close();
      },
    });
    expect(frames).toEqual([0, 1, 2].slice(saved.frames));
    expect(read.chunks).toEqual(whole.chunks);
    expect(await ask(first, read)).toEqual(wanted);

    const again = await first.save(read);
    expect(await first.savedMemories()).toEqual([again]);
    expect(again).toMatchObject({ chunks: 3, isComplete: true });
    expect(await ask(first, read)).toEqual(wanted);
  });

  it("is kept chunk by chunk while it is read, and another visit goes on where this one was left", async () => {
    const leaving = createEngine();
    engines.push(leaving);
    await leaving.loadModel(EMBEDDED, GRAPHS_ON_CPU);
    let keptId: string | null = null;
    const read = Promise.withResolvers<undefined>();
    const reading = leaving.open(clip, {
      way: WAY,
      isKept: true,
      onOpen: (video) => (keptId = video.keptId),
      onChunk: ({ index }) => {
        if (index === 1) read.resolve(undefined);
      },
    });
    reading.catch(() => undefined);
    await read.promise;
    leaving.dispose(); // as the page that is left
    expect(await first.savedMemories()).toMatchObject([{ id: keptId, isSaved: false }]);

    const second = await visit();
    const opened = await second.reopen(keptId!, { isKept: true });
    expect(opened).toMatchObject({ keptId, isComplete: false });
    const before = opened.chunks.length;
    expect(before).toBeGreaterThanOrEqual(2);
    const frames: number[] = [];
    const end = await second.resume(opened, {
      file: clip,
      onFrame({ index, thumbnail }) {
        frames.push(index);
        thumbnail.close();
      },
    });
    expect(frames).toEqual([0, 1, 2].slice(before));
    expect(end.chunks).toEqual(whole.chunks);
    expect(await ask(second, end)).toEqual(wanted);

    const saved = await second.save(end);
    expect(saved).toMatchObject({ id: keptId, isSaved: true, isComplete: true, chunks: 3 });
    // What is deleted while it is open can be asked about until it is closed.
    await second.deleteSaved(saved.id);
    expect(await first.savedMemories()).toMatchObject([{ id: keptId, isSaved: false }]);
    expect(await ask(second, end)).toEqual(wanted);
    await second.close(end);
    expect(await first.savedMemories()).toEqual([]);
  });

  it("that nobody saved leaves the disk when it is closed, and one that was saved stays", async () => {
    for (const isSaved of [false, true]) {
      const read = await first.open(clip, { way: WAY, isKept: true });
      if (isSaved) await first.save(read);
      await first.close(read);
      expect(await first.savedMemories()).toHaveLength(isSaved ? 1 : 0);
    }
  });

  it("goes on being read when the disk takes no more, and says so once", async () => {
    const { usage = 0 } = await navigator.storage.estimate();
    const said: string[] = [];
    try {
      await overrideQuota(usage + 1_000);
      const read = await first.open(clip, {
        way: WAY,
        isKept: true,
        onNotKept: ({ code, message }) => said.push(`${code} ${message}`),
      });
      expect(read.isComplete).toBe(true);
      expect(await ask(first, read)).toEqual(wanted);
      expect(said).toEqual([expect.stringMatching(/^memory-not-kept .*one-glimpse.mp4.*Quota/)]);
      await first.close(read);
    } finally {
      await overrideQuota();
    }
  });

  it("is not opened by another model, were it of the same name", async () => {
    const saved = await saveSome();
    const paths = [
      ...GRAPH_NAMES.map((name) => `onnx/${name}.onnx`),
      "config.json",
      "generation_config.json",
      "preprocessor_config.json",
      "tokenizer.json",
      "tokenizer_config.json",
      "model.safetensors",
    ];
    const files = new Map<string, Blob>();
    for (const path of paths) {
      files.set(path, await (await fetch(`/models/framewise-shapes/${path}`)).blob());
    }
    const source = { kind: "files" as const, id: "framewise-shapes", files };
    await first.loadModel(source, GRAPHS_ON_CPU);
    const opened = await first.reopen(saved.id);
    files.set("config.json", new Blob([files.get("config.json")!, "\n"]));
    await first.loadModel(source, GRAPHS_ON_CPU);
    for (const trying of [() => first.reopen(saved.id), () => ask(first, opened)]) {
      await expect(trying()).rejects.toMatchObject({
        code: "memory-other-model",
        message: expect.stringContaining('another version of "framewise-shapes" (fp32) is loaded'),
      });
    }
  });
});

interface Answer {
  readonly text: string;
  readonly relevance: readonly number[];
}

async function ask(engine: Engine, video: WholeVideo): Promise<Answer> {
  const { text, report } = await askEngine(engine, video, QUESTION, { maxTokens: 5, chunks: 0 });
  return { text, relevance: report.choice.chunks.map(({ relevance }) => relevance) };
}
