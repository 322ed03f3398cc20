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
  ["benchmark", 1796000166165, "a record nested deeper than the stack"],
  ["benchmark", 1796000166167, "a subtitle whose times are no list"],
  ["benchmark", 1796000208692, "pages of Parquet whose failures nobody heard"],
  ["benchmark", 1796000497359, "a subtitle at an endless time, and frames before it without end"],
];
