// taken[i] = the place of token i in the order in which its frame's tokens are taken, NONE where it is not: least like the frame
// first, each only when it is not near one that was taken before. counts[t] = the number taken in frame t.
// One lane owns one frame.
// uses: item

struct Params { frames: u32, tokens: u32, words: u32 }

@group(0) @binding(0) var<storage, read> ranks: array<u32>;              // [frames, tokens], 0 is the least like its frame
@group(0) @binding(1) var<storage, read> near: array<u32>;               // [frames, tokens, words], of unicomp-near
@group(0) @binding(2) var<storage, read> groups: array<u32>;             // [frames + 1], of frame-groups
@group(0) @binding(3) var<storage, read_write> order: array<u32>;        // [frames, tokens], scratch
@group(0) @binding(4) var<storage, read_write> seen: array<u32>;         // [frames, words], scratch
@group(0) @binding(5) var<storage, read_write> taken: array<u32>;        // [frames, tokens]
@group(0) @binding(6) var<storage, read_write> counts: array<u32>;       // [frames]
@group(1) @binding(0) var<uniform> params: Params;

const NONE = 0xffffffffu;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let frame = item_of(here);
  if (frame >= params.frames) { return; }
  counts[frame] = 0u;
  let base = frame * params.tokens;
  for (var n = 0u; n < params.tokens; n++) { taken[base + n] = NONE; }
  if (groups[frame] != frame) { return; }
  for (var n = 0u; n < params.tokens; n++) { order[base + ranks[base + n]] = n; }
  for (var word = 0u; word < params.words; word++) { seen[frame * params.words + word] = 0u; }
  var count = 0u;
  for (var rank = 0u; rank < params.tokens; rank++) {
    let n = order[base + rank];
    if (((seen[frame * params.words + n / 32u] >> (n % 32u)) & 1u) == 1u) { continue; }
    taken[base + n] = count;
    count++;
    for (var word = 0u; word < params.words; word++) {
      seen[frame * params.words + word] |= near[(base + n) * params.words + word];
    }
  }
  counts[frame] = count;
}
