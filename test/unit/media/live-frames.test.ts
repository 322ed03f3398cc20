import { describe, expect, it } from "vitest";
import { openLiveFrames, type LiveFrames } from "../../../src/media/live/live-frames.ts";

/** Frames as objects that count how many are open. */
function stream() {
  const open = new Set<object>();
  let controller: ReadableStreamDefaultController<VideoFrame> | null = null;
  const frames = new ReadableStream<VideoFrame>({
    start: (made) => {
      controller = made;
    },
  });
  const make = (timestamp: number): VideoFrame => {
    const frame = { timestamp, close: () => void open.delete(frame), clone: () => make(timestamp) };
    open.add(frame);
    return frame as unknown as VideoFrame;
  };
  return {
    frames,
    open,
    make,
    send: (timeSec: number) => controller?.enqueue(make(timeSec * 1e6)),
    end: () => controller?.close(),
    fail: (why: Error) => controller?.error(why),
  };
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

async function opened(framesPerSec = 1, room = 8) {
  const source = stream();
  const opening = openLiveFrames(source.frames, {
    name: "Camera",
    framesPerSec,
    room,
    wallMs: () => 0,
    createPainter: () => ({
      size: { width: 16, height: 9 },
      turns: 0,
      paint: ({ timestamp }) => source.make(timestamp),
    }),
  });
  source.send(0);
  return { ...source, live: await opening };
}

const takeAll = (live: LiveFrames): number[] => {
  const times: number[] = [];
  for (let one = live.take(); one !== null; one = live.take()) {
    times.push(one.timeSec);
    one.frame.close();
  }
  return times;
};

describe("the frames of a live source", () => {
  it("are taken at the rate, on a grid that does not drift, and all others are closed", async () => {
    const { live, send, open, end } = await opened(1, 100);
    for (let i = 1; i <= 300; i++) send(i * 0.0999);
    await settled();
    const times = takeAll(live);
    expect(times).toHaveLength(30);
    for (const [second, time] of times.entries()) {
      expect(time).toBeGreaterThan(second - 0.02);
      expect(time).toBeLessThan(second + 0.1);
    }
    end();
    await settled();
    live.wasRead();
    expect(open.size).toBe(0);
  });

  it("never wait in greater number than there is room for, and still cover all of the time", async () => {
    const { live, send, open } = await opened(1, 8);
    for (let i = 1; i < 1_000; i++) send(i);
    await settled();
    expect(live.waiting).toBeLessThanOrEqual(8);
    expect(open.size).toBe(live.waiting);
    const times = takeAll(live);
    expect(times[0]).toBe(0);
    expect(times.at(-1)).toBe(999);
    expect(live.counts.taken).toBe(1_000);
    live.close();
    expect(open.size).toBe(0);
  });

  it("that did not come in time are counted where the source is slowed, beside the gaps", async () => {
    const { live, send } = await opened(1, 100);
    for (let i = 1; i < 50; i++) send(i / 10);
    for (let i = 0; i < 10; i++) send(5 + 3 * i); // the tab goes to the background
    await settled();
    expect(live.counts).toMatchObject({ taken: 15, missed: 18, dropped: 0, gaps: [] });
    send(632); // and stands still there for ten minutes
    for (let i = 1; i <= 20; i++) send(632 + i / 10);
    await settled();
    expect(live.counts).toMatchObject({
      taken: 18,
      missed: 18,
      gaps: [{ fromSec: 32, toSec: 632, wasAsleep: false }],
    });
    live.close();
  });

  it("that were taken wait again when their reading has failed, and are let go of when it has not", async () => {
    const { live, send, end, open } = await opened(1, 4);
    for (const sec of [1, 2]) send(sec);
    await settled();
    expect(takeAll(live)).toEqual([0, 1, 2]);
    send(3);
    await settled();
    live.giveBack();
    expect(takeAll(live)).toEqual([0, 1, 2, 3]);
    live.wasRead();
    live.giveBack();
    expect(live.waiting).toBe(0);
    expect(open.size).toBe(0);
    end();
    await settled();
    expect(await live.ready(1)).toBe(false);
  });

  it("that were taken can be read when the stream fails", async () => {
    const { live, send, fail, open } = await opened();
    send(1);
    send(2);
    await settled();
    fail(new Error("The device was lost."));
    await settled();
    expect(await live.ready(8)).toBe(true);
    expect(takeAll(live)).toEqual([0, 1, 2]);
    expect(await live.ready(8)).toBe(false);
    live.wasRead();
    expect(open.size).toBe(0);
  });

  it("follow another rate at once", async () => {
    const { live, send } = await opened(0.25, 100);
    for (let i = 1; i <= 4; i++) send(i);
    await settled();
    expect(takeAll(live)).toEqual([0, 4]);
    live.framesPerSec = 1;
    for (let i = 5; i <= 7; i++) send(i);
    await settled();
    expect(takeAll(live)).toEqual([5, 6, 7]);
    live.close();
  });

  it("are ready in part when no more come for a while, and when the source has ended", async () => {
    const { live, send, end } = await opened(100);
    expect(await live.ready(2)).toBe(true); // 1.25 · 2 / 100 s have passed
    takeAll(live);
    send(1);
    send(2);
    expect(await live.ready(2)).toBe(true);
    takeAll(live);
    send(3);
    end();
    expect(await live.ready(2)).toBe(true);
    expect(takeAll(live)).toEqual([3]);
    expect(await live.ready(2)).toBe(false);
  });
});
