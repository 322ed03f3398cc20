// Fetches a range of a file into memory, trying until it is complete: damaged parts, and tensors.

import type { Job } from "./job.ts";
import { bodyStart, type WantedRange } from "../hub/ranges.ts";
import { strangeAnswer, unreachable } from "../hub/refusals.ts";
import { get } from "../hub/request.ts";
import { Passing, Patience } from "../hub/retry.ts";

/** Returns bytes [start, end) of a file of the hub. @throws AppError after too many tries. */
export async function fetchRange(
  job: Job,
  path: string,
  wanted: WantedRange,
): Promise<Uint8Array<ArrayBuffer>> {
  const patience = new Patience(job.tuning, job.signal);
  return patience.run(
    () => fetchOnce(job, path, wanted),
    () => job.meter.phase("retrying", path, patience.attempt),
  );
}

async function fetchOnce(
  job: Job,
  path: string,
  wanted: WantedRange,
): Promise<Uint8Array<ArrayBuffer>> {
  const { hub, settings, commit, signal, tuning } = job;
  const asked = hub.asked(path);
  const { start, end } = wanted;
  const answer = await get(hub.fileUrl(commit, path), {
    hub: settings,
    asked,
    signal,
    stallMs: tuning.stallMs,
    headers: { Range: `bytes=${start}-${end - 1}` },
  });
  try {
    // A server without ranges sends the whole file, so the bytes before the range are skipped.
    let at = bodyStart(answer.response, wanted, asked);
    const bytes = new Uint8Array(end - start);
    for await (const piece of answer.pieces()) {
      const from = Math.max(0, start - at);
      const used = piece.subarray(from, Math.max(from, end - at));
      if (used.length > 0) bytes.set(used, at + from - start);
      at += piece.length;
      if (at >= end) return bytes;
    }
    throw new Passing(unreachable("the connection ended early", asked));
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown;
    throw new Passing(strangeAnswer("it sent more bytes than it announced", asked, thrown));
  } finally {
    answer.drop();
  }
}
