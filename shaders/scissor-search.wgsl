// Halves the range of thresholds: upwards where the components are at most `budget`, else downwards. After the last round the
// threshold is the highest that is known to give at most `budget`. One workgroup counts the components.

struct Params { count: u32, budget: u32 }

@group(0) @binding(0) var<storage, read> roots: array<u32>;              // [count]
@group(0) @binding(1) var<storage, read_write> search: array<vec4f>;     // [1]: lowest, highest, threshold, rounds left
@group(1) @binding(0) var<uniform> params: Params;

var<workgroup> numbers: array<u32, LANES>;

@compute @workgroup_size(LANES)
fn main(@builtin(local_invocation_index) lane: u32) {
  var number = 0u;
  for (var i = lane; i < params.count; i += LANES) { number += u32(roots[i] == i); }
  numbers[lane] = number;
  workgroupBarrier();
  if (lane > 0u) { return; }
  for (var other = 1u; other < LANES; other++) { number += numbers[other]; }
  var state = search[0];
  if (number <= params.budget) { state.x = state.z; } else { state.y = state.z; }
  state.w -= 1.0;
  state.z = select(state.x, 0.5 * (state.x + state.y), state.w > 0.5);
  search[0] = state;
}
