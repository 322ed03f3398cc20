// clusters[p] = how many rows part p is merged into: the same share of each, rounded down but at least one, so that all are `kept`
// together. Parts of at most 14 rows stay whole where the larger ones alone can be made small enough.
// One workgroup counts the rows of the parts; its first lane halves the range of shares.

struct Params { frames: u32, tokens: u32, kept: u32 }

@group(0) @binding(0) var<storage, read> parts: array<u32>;              // [frames, tokens], of prunevid-items
@group(0) @binding(1) var<storage, read_write> sizes: array<u32>;        // [2 · frames], scratch
@group(0) @binding(2) var<storage, read_write> clusters: array<u32>;     // [2 · frames]
@group(1) @binding(0) var<uniform> params: Params;

const SMALL = 14u;
const ROUNDS = 16u;

@compute @workgroup_size(LANES)
fn main(@builtin(local_invocation_index) lane: u32) {
  for (var part = lane; part < 2u * params.frames; part += LANES) {
    let base = part / 2u * params.tokens;
    var size = 0u;
    for (var n = 0u; n < params.tokens; n++) { size += u32(parts[base + n] == part); }
    sizes[part] = size;
  }
  storageBarrier();
  if (lane > 0u) { return; }
  let small = select(0u, SMALL, total(0.0, SMALL) <= params.kept);
  var low = 0.0;
  var high = 1.0;
  if (total(1.0, small) <= params.kept) { low = 1.0; }
  for (var round = 0u; round < ROUNDS; round++) {
    let share = 0.5 * (low + high);
    if (total(share, small) <= params.kept) { low = share; } else { high = share; }
  }
  var left = params.kept - min(params.kept, total(low, small));
  for (var part = 0u; part < 2u * params.frames; part++) {
    let own = wanted(sizes[part], low, small);
    let more = min(left, wanted(sizes[part], high, small) - own);
    clusters[part] = own + more;
    left -= more;
  }
}

fn total(share: f32, small: u32) -> u32 {
  var sum = 0u;
  for (var part = 0u; part < 2u * params.frames; part++) { sum += wanted(sizes[part], share, small); }
  return sum;
}

fn wanted(size: u32, share: f32, small: u32) -> u32 {
  if (size <= small) { return size; }
  return max(1u, u32(f32(size) * share));
}
