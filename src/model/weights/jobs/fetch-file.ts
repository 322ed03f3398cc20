// Fetches one whole file from the hub to the store. It continues where it was left, and is accepted only when its
// digest is the one that the hub lists. The address names the commit, so the bytes are the same wherever they come
// from. ETags are neither compared, because they differ between the hosts of a hub, nor sent, because that would cost a
// preflight each time.

import type { Job } from "./job.ts";
import { bytesHere, type ManifestFile } from "../disk/manifest.ts";
import { PartWriter } from "../disk/part-writer.ts";
import { bodyStart } from "../hub/ranges.ts";
import { unreachable, strangeAnswer } from "../hub/refusals.ts";
import { repairUnknown } from "./repair.ts";
import { get, type HubAnswer } from "../hub/request.ts";
import { Passing, Patience } from "../hub/retry.ts";

/** Returns the file's SHA-256 once it is stored and checked. @throws AppError; AbortError, the bytes being kept. */
export async function fetchFile(job: Job, file: ManifestFile): Promise<string> {
  const { store, repo, tuning, signal, meter } = job;
  if ((await bytesHere(store, repo, file)) > 0) meter.phase("checking", file.path);
  const writer = await PartWriter.open(store, repo, file, tuning, {
    signal,
    onChecked: (bytes) => meter.file(file.path, bytes),
  });
  let found: { readonly hub: string; readonly sha256: string };
  try {
    await fetchRest(job, file, writer);
    await writer.flush();
    found = writer.finish();
  } finally {
    await writer.close();
  }
  if (found.hub === file.digest?.hex) return found.sha256;
  return repairUnknown(job, file, found.hub);
}

async function fetchRest(job: Job, file: ManifestFile, writer: PartWriter): Promise<void> {
  const patience = new Patience(job.tuning, job.signal);
  // Only bytes beyond the farthest point so far count as progress; otherwise a server without ranges that always breaks
  // off would be asked for ever.
  let farthest = writer.offset;
  job.meter.phase("downloading", file.path, patience.attempt);
  while (writer.offset < file.bytes) {
    try {
      const answer = await ask(job, file, writer);
      try {
        await take(job, file, writer, answer, () => {
          if (writer.offset <= farthest) return;
          farthest = writer.offset;
          patience.worked();
        });
      } finally {
        answer.drop();
      }
    } catch (thrown) {
      await writer.flush();
      await patience.wait(thrown, () => job.meter.phase("retrying", file.path, patience.attempt));
      job.meter.phase("downloading", file.path, patience.attempt);
    }
  }
}

function ask(
  { hub, settings, commit, signal, tuning }: Job,
  { path }: ManifestFile,
  writer: PartWriter,
): Promise<HubAnswer> {
  return get(hub.fileUrl(commit, path), {
    hub: settings,
    asked: hub.asked(path),
    signal,
    stallMs: tuning.stallMs,
    // A Range is sent for the first byte too, because a range is never sent compressed.
    headers: { Range: `bytes=${writer.offset}-` },
  });
}

async function take(
  job: Job,
  file: ManifestFile,
  writer: PartWriter,
  answer: HubAnswer,
  onBytes: () => void,
): Promise<void> {
  const { response } = answer;
  const asked = job.hub.asked(file.path);
  if (response.status === 416) {
    await writer.restart();
    throw new Passing(strangeAnswer("it has fewer bytes than it listed", asked));
  }
  const wanted = { start: writer.offset, end: file.bytes, fileBytes: file.bytes };
  if (bodyStart(response, wanted, asked) < writer.offset) await writer.restart();
  for await (const piece of answer.pieces()) {
    if (writer.offset + piece.length > file.bytes) {
      throw new Passing(strangeAnswer("it sent more bytes than it listed", asked));
    }
    await writer.write(piece);
    job.meter.file(file.path, writer.offset, piece.length);
    onBytes();
  }
  if (writer.offset < file.bytes) {
    throw new Passing(unreachable("the connection ended early", asked));
  }
}
