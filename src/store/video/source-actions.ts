// The ways a video comes in: a file, a sample, an address, the camera, and again what was open before.

import type { SessionContext } from "../session/context.ts";
import { fetchVideo, nameOfUrl, parseVideoUrl } from "./fetch-video.ts";
import { sourceOfFile, type OpeningSource } from "./opening/run.ts";
import { sampleUrl } from "./samples.ts";
import { knowFile } from "./known-files.ts";
import type { FileOrigin, Sample } from "./types.ts";
import type { Actions } from "../types.ts";

export function createSourceActions(
  context: SessionContext,
  open: (source: OpeningSource) => Promise<void>,
) {
  const { env, set } = context;
  const remote = (
    url: string,
    file: { readonly name: string; readonly sample: Sample | null; readonly origin: FileOrigin },
  ): OpeningSource => ({
    name: file.name,
    isRemote: true,
    read: async (signal, onProgress) => {
      const blob = await fetchVideo(url, { fetch: env.fetch, signal, onProgress });
      return knowFile(context, { ...file, blob });
    },
  });

  return {
    openFile: (blob, name = blob instanceof File ? blob.name : "video") => {
      const modifiedMs = blob instanceof File ? blob.lastModified : 0;
      const origin = { kind: "disk", name, bytes: blob.size, modifiedMs } as const;
      return open(sourceOfFile(knowFile(context, { name, origin, sample: null, blob })));
    },
    openSample: (sample) => {
      const origin = { kind: "sample", file: sample.file } as const;
      return open(remote(sampleUrl(sample, env.baseUrl), { name: sample.title, sample, origin }));
    },
    openUrl: (text) => {
      try {
        const url = parseVideoUrl(text, env.baseUrl);
        const origin = { kind: "address", url } as const;
        return open(remote(url, { name: nameOfUrl(url), sample: null, origin }));
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
