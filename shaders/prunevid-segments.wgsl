// firsts[t] = the first frame of the segment of frame t. Of each cluster of frames the longest runs stay, when they are longer
// than a frame; the frames between go to the longer of the runs beside them, the one before of equal ones. The first lane does all.

struct Params { frames: u32 }

@group(0) @binding(0) var<storage, read> clusters: array<u32>;           // [frames]: the cluster of each
@group(0) @binding(1) var<storage, read_write> labels: array<u32>;       // [frames], scratch
@group(0) @binding(2) var<storage, read_write> firsts: array<u32>;       // [frames]
@group(1) @binding(0) var<uniform> params: Params;

const NONE = 0xffffffffu;

@compute @workgroup_size(LANES)
fn main(@builtin(local_invocation_index) lane: u32) {
  if (lane > 0u) { return; }
  let frames = params.frames;
  // The lengths of the runs, until the segments are known.
  for (var t = 0u; t < frames; t++) { firsts[t] = run_length(t); }
  for (var t = 0u; t < frames; t++) {
    let own = firsts[t];
    var longest = own;
    for (var other = 0u; other < frames; other++) {
      if (clusters[other] == clusters[t]) { longest = max(longest, firsts[other]); }
    }
    labels[t] = select(clusters[t], NONE, longest == 1u || own < longest);
  }
  for (var start = 0u; start < frames; start++) {
    if (labels[start] != NONE) { continue; }
    var end = start;
    while (end < frames && labels[end] == NONE) { end++; }
    var before = 0u;
    while (before < start && labels[start - 1u - before] == labels[start - 1u]) { before++; }
    var after = 0u;
    while (end + after < frames && labels[end + after] == labels[end]) { after++; }
    var label = 0u;
    if (after > before) { label = labels[end]; } else if (before > 0u) { label = labels[start - 1u]; }
    for (var t = start; t < end; t++) { labels[t] = label; }
  }
  for (var t = 0u; t < frames; t++) {
    firsts[t] = t;
    if (t > 0u && labels[t] == labels[t - 1u]) { firsts[t] = firsts[t - 1u]; }
  }
}

// The length of the run of frames of one cluster around frame t.
fn run_length(t: u32) -> u32 {
  var start = t;
  while (start > 0u && clusters[start - 1u] == clusters[t]) { start--; }
  var end = t + 1u;
  while (end < params.frames && clusters[end] == clusters[t]) { end++; }
  return end - start;
}
