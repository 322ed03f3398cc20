// The four ways a video comes in: a file, a sample, an address, the camera.

import { toPlainError } from "../base/errors.ts";
import type { SessionContext } from "./context.ts";
import { fetchVideo, nameOfUrl, parseVideoUrl } from "./fetch-video.ts";
import { previousOf, sourceOfFile, type OpeningSource } from "./opening.ts";
import { sampleUrl } from "./samples.ts";
import type { Actions, Sample, VideoFile } from "./types.ts";

let lastKey = 0;

const videoFile = (blob: Blob, name: string, sample: Sample | null): VideoFile => ({
  key: ++lastKey,
  blob,
  name,
  sample,
});

type SourceActions = Pick<Actions, "openFile" | "openSample" | "openUrl" | "openCamera">;

export function createSourceActions(
  { env, get, set }: SessionContext,
  open: (source: OpeningSource) => Promise<void>,
): SourceActions {
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
    openUrl: async (text) => {
      try {
        const url = parseVideoUrl(text, env.baseUrl);
        await open(remote(url, nameOfUrl(url), null));
      } catch (thrown) {
        const error = toPlainError(thrown);
        const previous = previousOf(get());
        set({ video: { phase: "failed", name: text.trim(), error, facts: null, previous } });
      }
    },
    openCamera: () => set({ dialog: "camera" }),
  };
}
