import { describe, expect, it } from "vitest";
import { hoursLines, type HoursHeld } from "../../../tools/lab/bench/hours-lines.ts";
import {
  type LiveHeld,
  liveLines,
  type LiveMeasures,
} from "../../../tools/lab/bench/live-lines.ts";
import type { HoursAnswer } from "../../../tools/lab/page/hours/hours-memory.ts";

const USE = { gpuBytes: 1, hostBytes: 400, diskBytes: 0, detailed: 1, compact: 1 };

const hour = (of: number, more: Partial<HoursHeld> = {}): HoursHeld => ({
  hour: of,
  frames: 3600 * of,
  chunks: 450 * of,
  kept: 70,
  gpuBytes: 1000,
  gpuBuffers: 3,
  use: USE,
  pictureBytes: 100,
  diskBytes: 500,
  chunkMs: 10,
  objectBytes: 600,
  bufferBytes: 300,
  ...more,
});

const answers = (...ms: number[]): HoursAnswer[] =>
  ms.map((firstTokenMs) => ({ firstTokenMs, scoreMs: 1, entries: 5 }));

describe("the lines of hours of a source", () => {
  const got = (held: readonly HoursHeld[], long = answers(100, 105, 900)) =>
    Object.fromEntries(
      hoursLines("m", held, { short: answers(100, 100, 100), long }).map(
        ({ name, got: value, passed }) => [name, [value, passed]],
      ),
    );

  it("are what is there at most after the first hour, by what was there then", () => {
    const lines = got([hour(1), hour(2, { objectBytes: 650 }), hour(3)]);
    expect(lines["m: GPU bytes, most after hour 1 to hour 1"]).toEqual([1, true]);
    expect(lines["m: Host bytes, most after hour 1 to hour 1"]).toEqual([1.05, true]);
    expect(lines["m: First token after 3 hours to after 1"]).toEqual([1.05, true]);
  });

  it("miss where anything rises by more than a tenth, and be it for an hour", () => {
    const lines = got(
      [hour(1), hour(2, { gpuBytes: 1101, diskBytes: 551 }), hour(3)],
      answers(111),
    );
    expect(lines["m: GPU bytes, most after hour 1 to hour 1"]).toEqual([1.101, false]);
    expect(lines["m: Bytes on the disk, most after hour 1 to hour 1"]).toEqual([1.102, false]);
    expect(lines["m: First token after 3 hours to after 1"]).toEqual([1.11, false]);
  });
});

describe("the lines of a running source", () => {
  const counters = (liveBufferBytes: number) => ({
    liveBuffers: 1,
    liveBufferBytes,
    peakBufferBytes: 0,
  });
  const point = (seconds: number, more: Partial<LiveHeld> = {}): LiveHeld => ({
    seconds,
    chunks: seconds / 8,
    lostSec: [],
    forgotten: 0,
    pace: {
      nowSec: 0,
      readSec: 0,
      framesPerSec: 1,
      factor: 4,
      dropped: 0,
      missed: 0,
      turns: 0,
      gaps: [],
    },
    use: USE,
    counters: counters(2000),
    diskBytes: 10,
    firstTokenMs: 1,
    scoreMs: 1,
    objectBytes: 1000,
    bufferBytes: 400,
    ...more,
  });
  const failures = (more: Partial<LiveMeasures>, last: Partial<LiveHeld> = {}): string[] => {
    const empty = { counters: counters(100), diskBytes: 0 };
    const held = [point(8), point(16), point(24, last)];
    return liveLines("m", { before: empty, held, after: empty, ...more })
      .filter(({ passed }) => !passed)
      .map(({ name }) => name);
  };

  it("pass where nothing is lost and nothing stays", () => {
    expect(failures({})).toEqual([]);
  });

  it("miss for a lost chunk, a frame that went unread, a rise, and what stays", () => {
    expect(failures({}, { lostSec: [9] })).toEqual(["m: Seconds that no chunk has"]);
    const pace = { ...point(1).pace, dropped: 1 };
    expect(failures({}, { pace })).toEqual(["m: Frames that went unread"]);
    expect(failures({}, { counters: counters(2001) })).toEqual(["m: GPU bytes, growth"]);
    expect(failures({}, { objectBytes: 1101 })).toEqual([
      "m: Host bytes without detailed entries, growth",
    ]);
    expect(failures({ after: { counters: counters(101), diskBytes: 1 } })).toEqual([
      "m: GPU bytes left when it is closed",
      "m: Bytes left on the disk",
    ]);
  });
});
