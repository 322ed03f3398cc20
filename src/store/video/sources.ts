// Where the bytes of a video come from, as an opening reads them.

import type { SessionContext } from "../session/context.ts";
import { knowFile } from "./known-files.ts";
import type { OpeningSource } from "./opening/source.ts";
import { sampleUrl } from "./samples.ts";
import type { Sample, VideoFile } from "./types.ts";
import { nameOfUrl } from "./video-address.ts";

function remote(
  context: SessionContext,
  url: string,
  file: Pick<VideoFile, "name" | "sample" | "origin">,
): OpeningSource {
  const { env } = context;
  return {
    name: file.name,
    isRemote: true,
    read: async (signal, onProgress) => {
      // The page paints first, and files of the disk are not fetched.
      const { fetchVideo } = await import("./fetch-video.ts");
      const blob = await fetchVideo(url, { ...env, signal, onProgress });
      return knowFile(context, { ...file, blob });
    },
  };
}

export const sourceOfSample = (context: SessionContext, sample: Sample): OpeningSource =>
  remote(context, sampleUrl(sample, context.env.baseUrl), {
    name: sample.title,
    sample,
    origin: { kind: "sample", file: sample.file },
  });

/** `url` is an absolute address. */
export const sourceOfUrl = (context: SessionContext, url: string): OpeningSource =>
  remote(context, url, { name: nameOfUrl(url), sample: null, origin: { kind: "address", url } });
