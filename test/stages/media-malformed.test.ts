// Malformed and odd files by the hundred: each gives the frames that ffmpeg shows, in place, time and colour, or is refused in
// a sentence; none is waited for.

import { describe, expect, it } from "vitest";
import { toPlainError, type PlainError } from "../../src/base/errors.ts";
import { BIN_CENTRES, MAX_FRAMES } from "../../src/base/sampling.ts";
import { chooseTimes } from "../../src/media/choose-times.ts";
import { decodeFrames } from "../../src/media/decode-frames.ts";
import { openVideo } from "../../src/media/open-video.ts";
import { makeThumbnail } from "../../src/media/thumbnail.ts";
import {
  CUT_SEEDS,
  cuts,
  editLists,
  oddTimes,
  TIMED_SEED,
  tracksFirst,
  turned,
  TURNED_SEED,
  withoutBoxes,
  type Malformed,
} from "../../tools/fixtures/malformed.ts";
import { BANDS, BLOCK } from "../../tools/fixtures/picture.ts";
import type { Truth } from "../../tools/fixtures/truth.ts";
import truth from "../support/malformed-truth.json";
import { COLOR_TOLERANCE } from "../tolerance.ts";
import {
  colorAt,
  mediaFile,
  MEDIA_NAMES,
  nearestColor,
  openPlayer,
  type Rgb,
} from "../support/media.ts";

const TRUTH: Readonly<Record<string, Truth>> = truth;
/** Far above what such a file takes on a busy machine; a decoder that stalls is waited for longer. */
const HANG_MS = 15_000;

const bytesOf = async (name: string): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await (await mediaFile(name)).arrayBuffer());

interface Seen {
  readonly timeSec: number;
  /** From the first frame. */
  readonly sinceSec: number;
  readonly color: Rgb;
  readonly band: number;
}

/** Watches a file, which must not take long. */
async function watch(file: Malformed): Promise<Seen[] | PlainError> {
  const startMs = performance.now();
  const seen = await framesOf(file);
  const tookMs = Math.round(performance.now() - startMs);
  if (tookMs > HANG_MS) throw new Error(`${file.name} took ${tookMs} ms.`);
  return seen;
}

/** Opens a file and decodes up to 64 of its frames; or returns why it is refused. */
async function framesOf({ name, bytes }: Malformed): Promise<Seen[] | PlainError> {
  const seen: Seen[] = [];
  try {
    const video = await openVideo(new Blob([bytes]), { name });
    try {
      const times = chooseTimes(video.times, BIN_CENTRES, { frames: MAX_FRAMES });
      for await (const { frame, timestampSec } of decodeFrames(video, times)) {
        const color = colorAt(frame, 0.75, 0.75);
        seen.push({
          timeSec: video.times.startSec + timestampSec,
          sinceSec: timestampSec,
          color,
          band: nearestColor(color, BANDS),
        });
        frame.close();
      }
    } finally {
      video.close();
    }
  } catch (thrown) {
    return toPlainError(thrown);
  }
  return seen;
}

/** What is wrong with a refusal, or null: it has a code, a sentence of what is wrong, and one of what to do. */
function faultOf({ code, message, hint }: PlainError): string | null {
  const isSentence =
    code.startsWith("video-") && /^.{10,}\.$/.test(message) && /^[A-Z].*\.$/.test(hint);
  return isSentence ? null : `${code}: ${message} ${hint}`;
}

/** Frame k of the clips is shown from k tenths of a second on, and every four have a colour. */
const bandAt = (timeSec: number): number => Math.floor((timeSec * 10 + 0.001) / 4);

describe("a file that is cut", () => {
  it.each([...CUT_SEEDS, "tracks first.mp4"])("%s, anywhere", async (name) => {
    const file =
      name === "tracks first.mp4" ? tracksFirst(await bytesOf(TIMED_SEED)) : await bytesOf(name);
    const all = cuts(name, file);
    expect(all.length).toBeGreaterThan(30);
    const faults: string[] = [];
    let opened = 0;
    for (const one of all) {
      const seen = await watch(one);
      if (Array.isArray(seen)) opened++;
      const wrong = Array.isArray(seen)
        ? seen.filter(({ sinceSec, band }) => band !== bandAt(sinceSec))
        : [faultOf(seen)].filter((fault) => fault !== null);
      if (wrong.length > 0) faults.push(`${one.name}: ${JSON.stringify(wrong)}`);
    }
    expect(faults).toEqual([]);
    expect(opened).toBeGreaterThan(2);
  });
});

it("a file without any one of its boxes is shown or refused", async () => {
  const all = withoutBoxes(TURNED_SEED, await bytesOf(TURNED_SEED));
  expect(all.length).toBeGreaterThan(20);
  const faults: string[] = [];
  for (const one of all) {
    const seen = await watch(one);
    const fault = Array.isArray(seen) ? (seen.length > 0 ? null : "no frame") : faultOf(seen);
    if (fault !== null) faults.push(`${one.name}: ${fault}`);
  }
  expect(faults).toEqual([]);
});

describe("an odd file shows what ffmpeg shows", () => {
  it.each([
    ["edit lists", editLists],
    ["times", oddTimes],
  ])("with drawn %s", async (_, make) => {
    for (const one of make(await bytesOf(TIMED_SEED))) {
      const { timesSec, bands } = TRUTH[one.name]!;
      // Of frames at the same moment the last is seen.
      const wanted = timesSec
        .map((timeSec, i) => ({ timeSec, band: bands[i]! }))
        .filter(({ timeSec }, i) => timeSec !== timesSec[i + 1]);
      const seen = await watch(one);
      expect({ name: one.name, seen }).toEqual({
        name: one.name,
        seen: wanted.map(({ timeSec, band }) =>
          expect.objectContaining({ timeSec: expect.closeTo(timeSec, 3), band }),
        ),
      });
    }
  });

  it("turned and mirrored in every way, with wide pixels and square ones", async () => {
    const corners = {
      "top left": [0.1, 0.1],
      "top right": [0.9, 0.1],
      "bottom left": [0.1, 0.9],
      "bottom right": [0.9, 0.9],
    } as const;
    for (const { name, bytes, corner } of turned(await bytesOf(TURNED_SEED))) {
      const file = new Blob([bytes]);
      const video = await openVideo(file, { name });
      const player = await openPlayer(file);
      await player.seek(0.15);
      const size = [video.facts.width, video.facts.height];
      await expect.poll(() => player.size()).toEqual(size);
      player.close();
      for await (const decoded of decodeFrames(video, [0.05])) {
        const picture = makeThumbnail(decoded);
        decoded.frame.close();
        expect([name, picture.width, picture.height]).toEqual([name, ...size]);
        const white = Object.entries(corners).filter(
          ([, [x, y]]) => nearestColor(colorAt(picture, x, y), [BLOCK, ...BANDS]) === 0,
        );
        expect([name, ...white.map(([at]) => at)]).toEqual([name, corner]);
        picture.close();
      }
      video.close();
    }
  });

  it.each(MEDIA_NAMES.filter((name) => TRUTH[name]?.colors !== undefined))("%s", async (name) => {
    const { timesSec, colors } = TRUTH[name]!;
    const seen = await watch({ name, bytes: await bytesOf(name) });
    expect(seen).toHaveLength(timesSec.length);
    for (const [i, { timeSec, color }] of (seen as Seen[]).entries()) {
      expect(timeSec).toBeCloseTo(timesSec[i]!, 2);
      const wanted = colors![i]!;
      const off = color.map((value, channel) => Math.abs(value - wanted[channel]!));
      expect(Math.max(...off)).toBeLessThan(COLOR_TOLERANCE);
    }
  });

  it("and nothing of what is before zero", async () => {
    const name = "before-zero.mkv";
    const seen = (await watch({ name, bytes: await bytesOf(name) })) as Seen[];
    expect(seen.map(({ band }) => band)).toEqual([2, 3, 4]);
  });

  it.each(MEDIA_NAMES.filter((name) => name.startsWith("hdr")))(
    "%s: the colours of the player",
    async (name) => {
      const player = await openPlayer(await mediaFile(name));
      for (const { timeSec, color } of (await watch({
        name,
        bytes: await bytesOf(name),
      })) as Seen[]) {
        await player.seek(timeSec + 0.1);
        const differs = async (): Promise<number> => {
          const shown = await player.color();
          return Math.max(...shown.map((value, i) => Math.abs(value - color[i]!)));
        };
        await expect.poll(differs).toBeLessThan(COLOR_TOLERANCE);
      }
      player.close();
    },
  );
});
