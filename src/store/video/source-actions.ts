// The ways a video comes in: a file, a sample, an address, the camera, and again what was open before.

import type { SessionContext } from "../session/context.ts";
import { parseVideoUrl } from "./fetch-video.ts";
import { sourceOfFile, type OpeningSource } from "./opening/run.ts";
import { sourceOfSample, sourceOfUrl } from "./sources.ts";
import { knowFile } from "./known-files.ts";
import type { Actions } from "../types.ts";

export function createSourceActions(
  context: SessionContext,
  open: (source: OpeningSource) => Promise<void>,
) {
  const { env, set } = context;
  return {
    openFile: (blob, name = blob instanceof File ? blob.name : "video") => {
      const modifiedMs = blob instanceof File ? blob.lastModified : 0;
      const origin = { kind: "disk", name, bytes: blob.size, modifiedMs } as const;
      return open(sourceOfFile(knowFile(context, { name, origin, sample: null, blob })));
    },
    openSample: (sample) => open(sourceOfSample(context, sample)),
    openUrl: (text) => {
      try {
        return open(sourceOfUrl(context, parseVideoUrl(text, env.baseUrl)));
      } catch (refusal) {
        // Opened all the same, so that the refusal stands where every other one does.
        const name = text.trim();
        return open({ name, isRemote: true, read: () => Promise.reject(refusal) });
      }
    },
    openCamera: () => set({ dialog: "camera" }),
    setRecording: (isRecording) => set({ isRecording }),
  } satisfies Partial<Actions>;
}
