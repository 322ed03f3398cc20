// In a run of steps t = first … the first `count` slots of each are encoded, row by row:
//   picks[(t − first)·count + slot] = t·P + p;  places[t − first, p] = where p is found: P + its row, or p among held rows.
// One lane owns one patch of one step. later[p] = the place of the patch's source in the last step, what to hold next.
// uses: item

struct Params { first: u32, steps: u32, patches: u32, count: u32 }

@group(0) @binding(0) var<storage, read> sources: array<u32>;        // [all, P], 1 + the step it is encoded in, or 0
@group(0) @binding(1) var<storage, read> slots: array<u32>;          // [all, P]
@group(0) @binding(2) var<storage, read_write> picks: array<u32>;    // [steps, count]
@group(0) @binding(3) var<storage, read_write> places: array<u32>;   // [steps, P]
@group(0) @binding(4) var<storage, read_write> later: array<u32>;    // [P]
@group(1) @binding(0) var<uniform> params: Params;

// Returns the row of patch p in step t of all steps, behind the held rows.
fn row_of(t: u32, p: u32) -> u32 {
  return params.patches + (t - params.first) * params.count + slots[t * params.patches + p];
}

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let item = item_of(here);
  let step = item / params.patches;
  if (step >= params.steps) { return; }
  let p = item % params.patches;
  let t = params.first + step;
  let source = sources[t * params.patches + p];
  var place = p;
  if (source > params.first) { place = row_of(source - 1u, p); }
  if (step + 1u == params.steps) { later[p] = place; }
  let slot = slots[t * params.patches + p];
  if (slot < params.count) {
    picks[step * params.count + slot] = t * params.patches + p;
    place = row_of(t, p);
  }
  places[item] = place;
}
