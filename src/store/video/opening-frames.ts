// Looks at frames of a file; the state fills as they are decoded and encoded.

import type { FramesVideo } from "../../engine/api.ts";
import type { SessionContext } from "../session/context.ts";
import { lookingOf } from "../plan/plan-request.ts";
import type { OpeningVideo, VideoFile } from "../types.ts";

/** `update` changes the opening, and returns false when it has gone. */
export function lookAtFrames(
  { engine, get }: SessionContext,
  file: VideoFile,
  signal: AbortSignal,
  update: (change: (now: OpeningVideo) => Partial<OpeningVideo>) => boolean,
): Promise<FramesVideo> {
  return engine.open(file.blob, {
    name: file.name,
    way: { kind: "frames", ...lookingOf(get().choices) },
    signal,
    onFacts(facts) {
      const most = facts.frameCount ?? Infinity;
      update((now) => ({ facts, step: "decode", frames: Math.min(now.frames, most) }));
    },
    onFrame({ index, timeSec, thumbnail }) {
      const frame = { index, timeSec, thumbnail };
      const isMine = update((now) => ({
        strip: [...now.strip, frame].sort((a, b) => a.index - b.index),
      }));
      if (!isMine) thumbnail.close();
    },
    onProgress({ stage, done, total }) {
      update(() =>
        stage === "decode"
          ? { decoded: { done, total }, frames: total, ...(done < total && { step: "decode" }) }
          : { encoded: { done, total }, step: "encode" },
      );
    },
  });
}
