// The four ways a video comes in: a file, a sample, an address, the camera.

import type { SessionContext } from "../session/context.ts";
import { fetchVideo, nameOfUrl, parseVideoUrl } from "./fetch-video.ts";
import { sourceOfFile, type OpeningSource } from "./opening/run.ts";
import { sampleUrl } from "./samples.ts";
import { newFileKey, type FileHere, type Sample } from "./types.ts";
import type { Actions } from "../types.ts";

const videoFile = (blob: Blob, name: string, sample: Sample | null): FileHere => ({
  key: newFileKey(),
  blob,
  name,
  sample,
});

export function createSourceActions(
  { env, set }: SessionContext,
  open: (source: OpeningSource) => Promise<void>,
) {
  const remote = (url: string, name: string, sample: Sample | null): OpeningSource => ({
    name,
    isRemote: true,
    read: async (signal, onProgress) =>
      videoFile(await fetchVideo(url, { fetch: env.fetch, signal, onProgress }), name, sample),
  });

  return {
    openFile: (blob, name = blob instanceof File ? blob.name : "video") => {
      const file = videoFile(blob, name, null);
      return open(sourceOfFile(file));
    },
    openSample: (sample) => open(remote(sampleUrl(sample, env.baseUrl), sample.title, sample)),
    openUrl: (text) => {
      try {
        const url = parseVideoUrl(text, env.baseUrl);
        return open(remote(url, nameOfUrl(url), null));
      } catch (refusal) {
        // Opened all the same, so that the refusal stands where every other one does.
        const name = text.trim();
        return open({ name, isRemote: true, read: () => Promise.reject(refusal) });
      }
    },
    openCamera: () => set({ dialog: "camera" }),
  } satisfies Partial<Actions>;
}
