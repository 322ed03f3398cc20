// What the prompt says of itself: why nothing can be asked, or what Enter does.

import type { AskBlock } from "../../store/selectors.ts";

/** The field says why it is closed, where the reader is about to type. */
export function placeholderOf(block: AskBlock | null): string {
  switch (block) {
    case null:
      return "Ask about this video";
    case "no-video":
      return "Open a video first";
    case "opening":
      return "The video is being read";
    case "first-chunk":
      return "The first chunk is being read";
    case "whole-video":
      return "Comparing looks at frames";
    case "video-failed":
      return "Open another video to ask";
    case "recovering":
      return "The GPU is starting again";
    case "no-gpu":
      return "No model can run without a GPU";
  }
}

/** True where a question can be typed ahead: what blocks it passes by itself. */
export const canTypeAhead = (block: AskBlock | null): boolean =>
  block === null || block === "opening" || block === "first-chunk" || block === "recovering";

/** Questions longer than this show their length. */
export const LONG_DRAFT = 400;
