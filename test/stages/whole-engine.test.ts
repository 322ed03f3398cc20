// Long videos through the public engine: read, asked while it is read, refused.

import { beforeAll, describe, expect, it } from "vitest";
import type { Engine, ChunkChoice, WholeVideo } from "../../src/engine/api.ts";
import { withSubtitles } from "../../src/base/subtitles/lines.ts";
import { ask as askEngine } from "../support/ask.ts";
import { sharedEngine } from "../support/engine.ts";
import { EMBEDDED, GRAPHS_ON_CPU } from "../support/model.ts";
import { mediaFile } from "../support/media.ts";

describe("a long video in the engine", () => {
  let engine: Engine;
  let clip: Blob;
  beforeAll(async () => {
    engine = sharedEngine();
    await engine.loadModel(EMBEDDED, GRAPHS_ON_CPU);
    clip = await (await fetch("/samples/one-glimpse.mp4")).blob();
  });

  const ask = (video: WholeVideo, question = "What color is the main object?") =>
    askEngine(engine, video, question, { maxTokens: 12 });

  it("can be asked while it is read, and again after another video was looked at", async () => {
    let early: ReturnType<typeof ask> | undefined;
    let opened: WholeVideo | undefined;
    const told: number[] = [];
    const report = await engine.open(clip, {
      way: {
        kind: "whole",
        framesPerSec: 0.6,
        chunkFrames: 1,
        shares: { detailed: 1, compact: 1 / 4 },
      },
      onOpen: (video) => (opened = video),
      onChunk({ index }) {
        told.push(index);
        if (index === 0) early = ask(opened!);
      },
    });
    expect(told).toEqual([0, 1, 2, 3, 4, 5]);
    expect(report).toMatchObject({ isComplete: true, id: opened!.id });
    expect(report.chunks.map(({ detailed, compact }) => [detailed, compact])).toEqual(
      Array.from({ length: 6 }, () => [36, 9]),
    );
    const { report: first } = (await early)!;
    expect(first.choice.chunks.length).toBeLessThan(6); // it had its turn before the end
    expect(first.text).toMatch(/white/i);

    const later = await ask(opened!);
    expect(later.report.text).toBe(later.text);
    const order: string[] = [];
    let choice: ChunkChoice | undefined;
    const pieces = engine.ask(opened!, "What color is the main object?", {
      maxTokens: 12,
      onChoice(told) {
        choice = told;
        order.push("choice");
      },
    });
    let piece = await pieces.next();
    for (; piece.done !== true; piece = await pieces.next()) order.push("piece");
    expect(order.filter((what, i) => what === "choice" || i === 1)).toEqual(["choice", "piece"]);
    const { choice: wanted } = later.report;
    expect(choice).toEqual(wanted);
    expect(later.report.choice.chunks).toHaveLength(6);

    const choices = ["The main object is red.", later.text, "Nothing."];
    const chosen = await askEngine(engine, opened!, "What color is the main object?", { choices });
    expect(chosen.pieces).toEqual([later.text]);
    expect(chosen.report).toMatchObject({ text: later.text, stop: "end", choice: wanted });
    expect(chosen.report.likelihoods!.map(({ text }) => text)).toEqual(choices);
    expect(chosen.report.likelihoods![1]!.probability).toBeGreaterThan(0.9);

    const question = "What color is the main object?";
    const long = { ignoreEnd: true, maxTokens: 9 };
    const uncut = await askEngine(engine, opened!, question, long);
    const cut = await askEngine(engine, opened!, question, { ...long, maxTokens: 4 });
    const { ids: begun } = cut.report;
    const rest = await askEngine(engine, opened!, question, { ...long, begun });
    expect(rest.report).toMatchObject({ ids: uncut.report.ids, text: uncut.text, choice: wanted });
    expect(cut.text + rest.text).toBe(uncut.text);

    const other = await engine.open(clip, { way: { kind: "frames", frames: 1 } });
    const looked = engine.ask(other, "What color is the main object?", { maxTokens: 4 });
    while ((await looked.next()).done !== true);
    expect((await ask(opened!)).text).toBe(later.text);
    await engine.close(other);
    await engine.close(opened!);
    await expect(ask(opened!)).rejects.toMatchObject({ code: "video-closed" });
  });

  it("is given what is said in its chunks in detail, as if the question began with it", async () => {
    const video = await engine.open(clip, {
      way: { kind: "whole", framesPerSec: 0.6, chunkFrames: 1 },
    });
    const { chunks } = video;
    const forced = chunks.map(({ index }) => [index, index === 2] as const);
    const starts = chunks.map(({ timesSec: [first = 0] }) => first);
    const cue = (fromSec: number, text: string) => ({ fromSec, toSec: fromSec + 0.2, text });
    const subtitles = [
      cue(starts[1]!, "In the second."),
      cue(starts[2]! + 0.1, "In the\nthird."),
      cue(starts[3]! + 0.1, "In the fourth."),
    ];
    const question = "What color is the main object?";
    const said: (readonly string[])[] = [];
    const options = { maxTokens: 12, forced };
    const given = await askEngine(engine, video, question, {
      ...options,
      subtitles,
      onSubtitles: (lines) => said.push(lines),
    });
    expect(said).toEqual([["In the third."]]);
    const written = await askEngine(engine, video, withSubtitles(question, said[0]!), options);
    expect(given.report.ids).toEqual(written.report.ids);
    expect(given.report.tokens).toEqual(written.report.tokens);
    const bare = await askEngine(engine, video, question, options);
    expect(given.report.tokens.prompt).toBeGreaterThan(bare.report.tokens.prompt + 10);
    expect(given.report.choice).toEqual(bare.report.choice);

    // More than the context has room for is left out.
    said.length = 0;
    const endless = await askEngine(engine, video, question, {
      ...options,
      subtitles: [cue(starts[2]!, "a word ".repeat(5_000)), ...subtitles],
      onSubtitles: (lines) => said.push(lines),
    });
    expect(said).toEqual([[]]);
    expect(endless.report.ids).toEqual(bare.report.ids);
    await engine.close(video);
  });

  it("looks where its question says, and everywhere where it is about all of the video", async () => {
    const video = await engine.open(clip, {
      way: { kind: "whole", framesPerSec: 1, chunkFrames: 1 },
    });
    const chosen = async (question: string, relevance?: "even") => {
      const { report } = await askEngine(engine, video, question, {
        maxTokens: 1,
        chunks: 2,
        ...(relevance && { relevance }),
      });
      const { chunks, named } = report.choice;
      const detailed = chunks.slice(1, -1).filter(({ isDetailed }) => isDetailed);
      return { seconds: detailed.map(({ timesSec: [sec = 0] }) => Math.floor(sec)), named };
    };
    const after = await chosen("What happens after 0:05?");
    expect(after.seconds).toEqual([5, 6]);
    expect(after.named).toMatchObject({ times: [{ fromSec: 5, towards: "start" }] });
    const all = await chosen("What is this about?");
    expect(all.seconds).toEqual([3, 7]);
    expect(all.named).toEqual({ times: [], isOverview: true });
    expect((await chosen("What happens after 0:05?", "even")).named).toBeUndefined();
    expect((await chosen("What color is it?")).named).toBeUndefined();
    await engine.close(video);
  });

  it("says what a file is before anything looks at it", async () => {
    const inspected = await engine.inspect(clip);
    const video = await engine.open(inspected, { way: { kind: "frames", frames: 1 } });
    expect(inspected.facts).toEqual(video.facts);
    await expect(engine.inspect(new Blob(["text"]))).rejects.toMatchObject({
      code: "video-unreadable",
    });
  });

  it("reads the subtitles in a file, of which pictures have none", async () => {
    const tracks = await engine.subtitles(await mediaFile("subtitled.mkv"));
    expect(tracks.map(({ cues }) => cues[0]?.text)).toEqual([
      "Good morning,\neveryone.",
      "Guten Morgen,\nalle & jeder.",
      "One, two,\nthree.",
    ]);
    expect(await engine.subtitles([await mediaFile("picture.avif")])).toEqual([]);
  });

  it("says what is wrong with a file that is no video, and goes on", async () => {
    await expect(engine.open(new Blob(["text"]), { way: { kind: "whole" } })).rejects.toMatchObject(
      {
        code: expect.stringMatching(/^(video|file)-/),
      },
    );
    expect((await engine.counters()).liveBuffers).toBeGreaterThan(0);
  });
});
