// Looks at even frames of a file. A file that turns out to be long is given back at once, to be read whole.

import type { FrameSeen, Video, VideoFacts, VideoProgress } from "../engine/api.ts";
import type { SessionContext } from "./context.ts";
import { lookingOf } from "./plan-request.ts";
import type { OpeningVideo, VideoFile } from "./types.ts";

type Update = (change: (now: OpeningVideo) => Partial<OpeningVideo>) => boolean;

export type Looked =
  | { readonly kind: "frames"; readonly video: Video }
  | { readonly kind: "long"; readonly facts: VideoFacts };

/** `isLong` decides by what the file says of itself, before a frame is decoded. */
export async function lookAtFrames(
  { engine, get }: SessionContext,
  file: VideoFile,
  signal: AbortSignal,
  update: Update,
  isLong: (facts: VideoFacts) => boolean,
): Promise<Looked> {
  const probe = new AbortController();
  let long: VideoFacts | null = null;
  try {
    const video = await engine.openVideo(file.blob, {
      name: file.name,
      ...lookingOf(get().choices),
      signal: AbortSignal.any([signal, probe.signal]),
      onFacts: (facts: VideoFacts) => {
        if (isLong(facts)) {
          long = facts;
          probe.abort();
          return;
        }
        const most = facts.frameCount ?? Infinity;
        update((now) => ({ facts, step: "decode", frames: Math.min(now.frames, most) }));
      },
      onFrame: ({ index, timeSec, thumbnail }: FrameSeen) => {
        const frame = { index, timeSec, thumbnail };
        const isMine =
          long === null &&
          update((now) => ({ strip: [...now.strip, frame].sort((a, b) => a.index - b.index) }));
        if (!isMine) thumbnail.close();
      },
      onProgress: ({ stage, done, total }: VideoProgress) => {
        if (long !== null) return;
        update(() =>
          stage === "decode"
            ? { decoded: { done, total }, frames: total, ...(done < total && { step: "decode" }) }
            : { encoded: { done, total }, step: "encode" },
        );
      },
    });
    if (long === null) return { kind: "frames", video };
    // It was faster than the word to stop.
    await engine.closeVideo(video);
  } catch (thrown) {
    if (long === null || signal.aborted) throw thrown;
  }
  return { kind: "long", facts: long };
}
