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
  const remember = async (handle: FileSystemFileHandle, file: File): Promise<void> => {
    try {
      await env.recent.remember(handle, file);
      set({ recent: await env.recent.list() });
    } catch {
      // Without room the list stays as it is; the file is opened all the same.
    }
  };
  return {
    openFile: (blob, name = blob instanceof File ? blob.name : "video", handle = null) => {
      if (handle !== null && blob instanceof File) void remember(handle, blob);
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
