// The ways a video comes in: a file, a sample, an address, the camera, and again what was open before.

import { toPlainError, type PlainError } from "../../base/errors.ts";
import type { VideoInput } from "../../engine/api.ts";
import type { SessionContext } from "../session/context.ts";
import { chooseFiles, isMemory, splitSubtitles } from "./chosen-files.ts";
import { sourceOfFile, type OpeningSource } from "./opening/source.ts";
import { sourceOfSample, sourceOfUrl } from "./sources.ts";
import { insideOf } from "./inside-subtitles.ts";
import { knowFile } from "./known-files.ts";
import { parseVideoUrl } from "./video-address.ts";
import type { Actions } from "../types.ts";
import type { FileHere } from "./types.ts";

const modifiedMs = (blob: Blob): number => (blob instanceof File ? blob.lastModified : 0);

const NO_VIDEO_FOR_SUBTITLES: PlainError = {
  code: "subtitles-alone",
  message: "Subtitles belong to a video, and none is open.",
  hint: "Open the video first, or drop both together.",
};

/** Returns what was chosen on the disk as a file of this session. */
function fileOfDisk(context: SessionContext, name: string, blob: VideoInput): FileHere {
  const parts = blob instanceof Blob ? [blob] : blob;
  const origin = {
    kind: "disk",
    name,
    bytes: parts.reduce((sum, { size }) => sum + size, 0),
    modifiedMs: Math.max(0, ...parts.map(modifiedMs)),
  } as const;
  return knowFile(context, { name, origin, sample: null, blob });
}

export function createSourceActions(
  context: SessionContext,
  open: (source: OpeningSource) => Promise<void>,
  notify: Actions["notify"],
  importMemory: (file: File) => Promise<void> = () => Promise.resolve(),
) {
  const { env, get, set } = context;
  const takeSubtitles = async (file: File, fileKey: number) => {
    const { name } = file;
    try {
      // Few videos come with a file of subtitles.
      const { readSubtitles } = await import("../../base/subtitles/parse.ts");
      const cues = await readSubtitles(file, name);
      const { subtitles } = get();
      const inside = subtitles?.fileKey === fileKey ? insideOf(subtitles) : [];
      const tracks = [{ name, cues, isInside: false }, ...inside];
      set({ subtitles: { fileKey, tracks, shown: 0 } });
    } catch (thrown) {
      notify(toPlainError(thrown));
    }
  };
  const remember = async (handle: FileSystemFileHandle, file: File): Promise<void> => {
    try {
      await env.recent.remember(handle, file);
      set({ recent: await env.recent.list() });
    } catch {
      // Without room the list stays as it is; the file is opened all the same.
    }
  };
  return {
    openFile: (blob, name = blob instanceof File ? blob.name : "video") =>
      open(sourceOfFile(fileOfDisk(context, name, blob))),
    openFiles: async (files, handles = []) => {
      const memory = files.find(isMemory);
      if (memory !== undefined) return importMemory(memory);
      const { subtitles, others } = splitSubtitles(files);
      const chosen = chooseFiles(others);
      if (chosen === null) {
        const { video } = get();
        if (subtitles === undefined) return;
        if (video.phase === "open") await takeSubtitles(subtitles, video.file.key);
        else notify(NO_VIDEO_FOR_SUBTITLES, "info");
        return;
      }
      if (chosen.leftOut !== null) notify(chosen.leftOut, "info");
      const { name, input } = chosen;
      const handle = handles.find((one) => one.name === name);
      // Several pictures have no handle in common.
      if (handle !== undefined && input instanceof File) void remember(handle, input);
      const file = fileOfDisk(context, name, input);
      const opening = open(sourceOfFile(file));
      if (subtitles !== undefined) await takeSubtitles(subtitles, file.key);
      await opening;
    },
    chooseSubtitles: (shown) => {
      const { subtitles } = get();
      if (subtitles?.tracks[shown] !== undefined) set({ subtitles: { ...subtitles, shown } });
    },
    removeSubtitles: () => set({ subtitles: null }),
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
