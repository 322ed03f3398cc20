// Sends the body of an answer with the faults that affect it: cut, stalled, slowed, or with a byte flipped.

import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Fault, FaultList, Target } from "./faults.ts";
import type { LogEntry } from "./log.ts";
import type { ByteRange } from "./range.ts";
import type { HubFile } from "./repos.ts";
import type { Stalled } from "./stalled.ts";

/** What was sent is given time to arrive before a cut. A test that counts bytes stalls and breaks the connection. */
const SETTLE_MS = 40;

export async function sendBody(
  response: ServerResponse,
  file: HubFile,
  { start, end }: ByteRange,
  faults: FaultList,
  stalled: Stalled,
  target: Target,
  entry: LogEntry,
): Promise<void> {
  const stopOf = ({ afterBytes, atOffset }: Fault): number =>
    atOffset ?? start + Math.min(afterBytes ?? 0, end - start);
  const isInside = (fault: Fault): boolean => stopOf(fault) >= start && stopOf(fault) < end;
  const stop = faults.takeOne(target, ["cut", "stall"], isInside, stopOf);
  const stopAt = stop === undefined ? end : stopOf(stop);
  const flips = faults.take(target, ["wrong-bytes"], isInside).map(stopOf);
  const speed = faults.takeOne(target, ["slow"])?.bytesPerSec;

  let at = start;
  for await (const chunk of file.read(start, stopAt)) {
    const bytes = Buffer.from(chunk as Uint8Array); // copied, so that a flip does not reach the repository
    for (const flip of flips) {
      if (flip >= at && flip < at + bytes.length) bytes[flip - at] = (bytes[flip - at] ?? 0) ^ 0xff;
    }
    for (const piece of paced(bytes, speed)) {
      if (response.destroyed) return;
      await new Promise<void>((resolve) => response.write(piece, () => resolve()));
      entry.sentBytes += piece.length;
      if (speed !== undefined) await sleep((1000 * piece.length) / speed);
    }
    at += bytes.length;
  }
  if (stop === undefined) {
    response.end();
    return;
  }
  response.flushHeaders();
  if (stop.kind === "stall") {
    stalled.add(target.repo, () => response.socket?.destroy());
    return;
  }
  await sleep(SETTLE_MS);
  response.socket?.destroy();
}

/** Yields a slow body in twenty pieces a second. */
function* paced(bytes: Buffer, bytesPerSec: number | undefined): Generator<Buffer> {
  if (bytesPerSec === undefined) {
    yield bytes;
    return;
  }
  const step = Math.max(1, Math.floor(bytesPerSec / 20));
  for (let at = 0; at < bytes.length; at += step) yield bytes.subarray(at, at + step);
}
