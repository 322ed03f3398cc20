// Takes the next tokens: up to `batch`, those with the largest weight · bound, none nearer to another of this round than to
// the tokens taken before. One workgroup does all: each lane finds the best of every LANES-th token, the sixteen best of
// these are compared in pairs, and the first lane takes. Past `most` it takes nothing.
// uses: codes, cover

const CANDIDATES = 16u;

struct Params { count: u32, tokens: u32, quads: u32, per_frame: f32, batch: u32, most: u32 }

@group(0) @binding(0) var<storage, read> compared: array<vec4u>;         // [quads, count]
@group(0) @binding(1) var<storage, read> weights: array<f32>;            // [count]
@group(0) @binding(2) var<storage, read_write> bounds: array<f32>;       // [count], below 0 for taken tokens
@group(0) @binding(3) var<storage, read_write> taken: array<u32>;        // first new, number, then the tokens in order
@group(1) @binding(0) var<uniform> params: Params;

var<workgroup> values: array<f32, LANES>;
var<workgroup> places: array<u32, LANES>;
var<workgroup> best_values: array<f32, CANDIDATES>;
var<workgroup> best_places: array<u32, CANDIDATES>;
var<workgroup> pairs: array<f32, CANDIDATES * CANDIDATES>;

@compute @workgroup_size(LANES)
fn main(@builtin(local_invocation_index) lane: u32) {
  var value = -1.0;
  var place = lane;
  for (var i = lane; i < params.count; i += LANES) {
    let bound = bounds[i];
    let own = weights[i] * bound;
    if (bound >= 0.0 && own > value) {
      value = own;
      place = i;
    }
  }
  values[lane] = value;
  places[lane] = place;
  if (lane < CANDIDATES) { best_values[lane] = -1.0; }
  workgroupBarrier();

  var before = 0u;
  for (var other = 0u; other < LANES; other++) {
    let is_better = values[other] > value || (values[other] == value && places[other] < place);
    before += u32(is_better);
  }
  if (before < CANDIDATES) {
    best_values[before] = value;
    best_places[before] = place;
  }
  workgroupBarrier();

  for (var pair = lane; pair < CANDIDATES * CANDIDATES; pair += LANES) {
    let later = pair / CANDIDATES;
    let sooner = pair % CANDIDATES;
    if (sooner < later && best_values[later] >= 0.0) {
      pairs[pair] = apart(best_places[sooner], best_places[later]);
    }
  }
  workgroupBarrier();

  if (lane > 0u) { return; }
  let start = taken[1];
  let end = min(start + params.batch, params.most);
  var count = start;
  var accepted = 0u;
  for (var next = 0u; next < CANDIDATES && count < end; next++) {
    if (best_values[next] < 0.0) { break; }
    let i = best_places[next];
    var nearest = bounds[i];
    var is_twin = false;
    for (var sooner = 0u; sooner < next; sooner++) {
      let is_accepted = ((accepted >> sooner) & 1u) == 1u;
      is_twin = is_twin || (is_accepted && pairs[next * CANDIDATES + sooner] < nearest);
    }
    if (is_twin) { continue; }
    accepted |= 1u << next;
    taken[2u + count] = i;
    bounds[i] = -1.0 - nearest;
    count++;
  }
  taken[0] = start;
  taken[1] = count;
}
