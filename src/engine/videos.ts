// The open videos and the inspected files, by the id that the page has for them.

import { AppError } from "../base/errors.ts";
import { closeSource, type VideoSource } from "../media/video-source.ts";
import type { HeldFrames } from "./held-frames.ts";
import type { HeldWhole } from "./held-whole.ts";

export type HeldVideo = HeldFrames | HeldWhole;

export interface Videos {
  /** Returns an id for a video that will be added. */
  newId(): number;
  add<Added extends HeldVideo>(video: Added): Added;
  /** Returns an open video. @throws AppError `video-closed`. */
  get(id: number): HeldVideo;
  /** Returns a video looked at by frames. @throws AppError `video-closed`, `video-way`. */
  frames(id: number): HeldFrames;
  /** Returns a video that is read whole. @throws AppError `video-closed`, `video-way`. */
  whole(id: number): HeldWhole;
  find(id: number): HeldVideo | undefined;
  remove(id: number): void;
  all(): HeldVideo[];
  /** Holds a file that was inspected, and returns its id. */
  addFile(source: VideoSource): number;
  /** Gives up a file, which is the caller's from then on. @throws AppError `video-closed`. */
  takeFile(id: number): VideoSource;
  /** Closes a file, and says whether the id was one's. */
  closeFile(id: number): boolean;
}

/** Keeps videos, whose ids begin above `lastId`. */
export function createVideos(lastId = 0): Videos {
  const open = new Map<number, HeldVideo>();
  const files = new Map<number, VideoSource>();
  let newest = lastId;
  const closed = (): AppError =>
    new AppError("video-closed", "This video was closed.", "Open it again.");
  const get = (id: number): HeldVideo => {
    const video = open.get(id);
    if (video !== undefined) return video;
    throw closed();
  };
  return {
    newId: () => ++newest,
    add(video) {
      open.set(video.id, video);
      return video;
    },
    get,
    frames(id) {
      const video = get(id);
      if (video.kind === "frames") return video;
      throw new AppError(
        "video-way",
        "This video is read whole; only frames have a plan.",
        'Open it with way: { kind: "frames" }.',
      );
    },
    whole(id) {
      const video = get(id);
      if (video.kind === "whole") return video;
      throw new AppError(
        "video-way",
        "Only some frames of this video were looked at; there is no memory of the whole.",
        'Open it with way: { kind: "whole" }.',
      );
    },
    find: (id) => open.get(id),
    remove: (id) => void open.delete(id),
    all: () => [...open.values()],
    addFile(source) {
      files.set(++newest, source);
      return newest;
    },
    takeFile(id) {
      const source = files.get(id);
      if (source === undefined) throw closed();
      files.delete(id);
      return source;
    },
    closeFile(id) {
      const source = files.get(id);
      if (source !== undefined) closeSource(source);
      return files.delete(id);
    },
  };
}
