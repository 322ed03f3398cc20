// slots[t, p] = the place of patch p among those of step t when the ones that are encoded in it come first, each kind in its own
// order; counts[t] = how many are. One lane owns one patch of one step, and counts those before it.
// uses: item

struct Params { steps: u32, patches: u32 }

@group(0) @binding(0) var<storage, read> sources: array<u32>;        // [steps, P], 1 + the step it is encoded in
@group(0) @binding(1) var<storage, read_write> slots: array<u32>;    // [steps, P]
@group(0) @binding(2) var<storage, read_write> counts: array<u32>;   // [steps]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let item = item_of(here);
  let t = item / params.patches;
  if (t >= params.steps) { return; }
  let base = t * params.patches;
  var count = 0u;
  var before = 0u;
  for (var i = base; i < base + params.patches; i++) {
    let is_fresh = u32(sources[i] == t + 1u);
    before += select(0u, is_fresh, i < item);
    count += is_fresh;
  }
  let p = item - base;
  slots[item] = select(count + p - before, before, sources[item] == t + 1u);
  if (p == 0u) { counts[t] = count; }
}
