// The clips of the bench of encoding, the same in Node and in the page.

import { type ClipSpec, type Scene, sampleClip } from "../../world/index.ts";
import { BACKGROUND_NAMES, BACKGROUNDS } from "../../world/palette.ts";

/**
 * The kinds of clip: the camera rests, it moves, the scene is another every fourth frame, the camera rests and the film has grain, or
 * nothing is ever seen again.
 */
export const ENCODED_CLIPS = ["still", "moving", "cuts", "grain", "noise"] as const;
export type EncodedClip = (typeof ENCODED_CLIPS)[number];

const SEED = 32_000;
/** The frames of a scene of the clip with cuts. */
const SCENE_FRAMES = 4;

/** Returns the drawn clips of a list of kinds, of which equal ones have seeds of their own; of noise only its shape counts. */
export const encodedSpecs = (clips: readonly EncodedClip[], frames: number): ClipSpec[] =>
  clips.map((clip, i) => {
    const seed = SEED + clips.slice(0, i).filter((earlier) => earlier === clip).length;
    const spec = sampleClip(seed, { frames, world: clip === "moving" ? "hard" : "plain" });
    return clip === "cuts" ? { ...spec, scenes: scenesOf(spec) } : spec;
  });

/** Scenes of a few frames each, of which neighbours have different backgrounds. */
const scenesOf = ({ frames, scenes: [first] }: ClipSpec): Scene[] =>
  Array.from({ length: Math.ceil(frames / SCENE_FRAMES) }, (_, scene) => {
    const background = BACKGROUND_NAMES[scene % BACKGROUND_NAMES.length] ?? "black";
    return {
      from: (scene * SCENE_FRAMES) / frames,
      to: Math.min(1, ((scene + 1) * SCENE_FRAMES) / frames),
      background,
      rgb: BACKGROUNDS[background],
      slope: first?.slope ?? { x: 0, y: 0 },
    };
  });
