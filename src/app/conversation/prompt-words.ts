// The words of the prompt: why nothing can be asked, or what Enter does.

import { rangeWords, type TimeRange } from "../../base/time-range.ts";
import type { AskBlock } from "../../store/selectors.ts";

/** Returns the placeholder of the field, which says why nothing can be asked yet. */
export function placeholderOf(block: AskBlock | null, range: TimeRange | null): string {
  switch (block) {
    case null:
      return range === null ? "Ask about this video" : `Ask about ${rangeWords(range)}`;
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
    case "other-model":
      return "Load the model that read this video to ask";
    case "recovering":
      return "The GPU is starting again";
    case "no-gpu":
      return "No model can run without a GPU";
  }
}

/** Returns whether a question can be typed ahead, because what blocks it passes by itself. */
export const canTypeAhead = (block: AskBlock | null): boolean =>
  block === null || block === "opening" || block === "first-chunk" || block === "recovering";

/** The most characters of a question without its length beside it. */
export const LONG_DRAFT = 400;
