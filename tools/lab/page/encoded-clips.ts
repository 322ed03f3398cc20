// The clips of the bench of encoding, the same in Node and in the page.

import { sampleClip, type ClipSpec, type World } from "../../world/index.ts";

/** The kinds of clip: the camera rests, it moves, or nothing is ever seen again. */
export const ENCODED_CLIPS = ["still", "moving", "noise"] as const;
export type EncodedClip = (typeof ENCODED_CLIPS)[number];

const WORLD_OF: Readonly<Record<EncodedClip, World>> = {
  still: "plain",
  moving: "hard",
  noise: "plain",
};

/** The drawn clip of a kind; of noise only its shape counts. */
export const encodedSpec = (clip: EncodedClip, frames: number): ClipSpec =>
  sampleClip(32_000, { frames, world: WORLD_OF[clip] });
