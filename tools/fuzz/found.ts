// Damaged files that once crashed, hung or failed without a sentence: the kind, the seed, and what happened. A change of
// the way in which files are damaged makes other files of these seeds; what matters in them is also in test/unit/hostile.

export const FOUND: readonly (readonly [kind: string, seed: number, what: string])[] = [
  ["mp4", 645, "four thousand million samples in one chunk"],
  ["mp4", 1315, "a table of four thousand million samples"],
  ["mp4", 1394, "a table of four thousand million samples"],
  ["mp4", 1671, "four thousand million samples in one chunk"],
  ["mp4", 5256, "a list of frames in which the demuxer's own assertion fails"],
  ["matroska", 28, "an element without a length, at which the demuxer stayed for ever"],
  ["matroska", 64, "an element without a length, at which the demuxer stayed for ever"],
  ["template", 1944, "loops inside loops, for five seconds"],
];
