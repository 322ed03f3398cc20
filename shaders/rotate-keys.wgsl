// rotated[head, to_row + k] = R(moves[k]) · keys[head, rows[k]]: keys copied to other rotary positions.
// One lane turns one pair of channels of one row, for all heads: they share the angle. Pair i is (i, i + pairs), or
// (2i, 2i + 1) where interleaved. Where rotation covers a part of the head only, further lanes copy the channels behind it.
// uses: item

struct Params {
  count: u32,
  heads: u32,
  head_size: u32,
  pairs: u32,
  axes: u32,
  source_rows: u32,
  rotated_rows: u32,
  to_row: u32,
  interleaved: u32,
}

@group(0) @binding(0) var<storage, read> keys: array<Real>;            // [heads, source_rows, head_size]
@group(0) @binding(1) var<storage, read> rows: array<u32>;             // [count]
@group(0) @binding(2) var<storage, read> moves: array<i32>;            // [count, axes], new position − old
@group(0) @binding(3) var<storage, read> phases: array<u32>;           // [axes, pairs], 2⁻³² of a circle a position
@group(0) @binding(4) var<storage, read_write> rotated: array<Real>;   // [heads, rotated_rows, head_size]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let item = item_of(here);
  let size = params.head_size;
  let lanes_a_row = size - params.pairs;
  let k = item / lanes_a_row;
  let i = item % lanes_a_row;
  if (k >= params.count) { return; }
  var pair = vec2u(i, i + params.pairs);
  if (params.interleaved == 1u && i < params.pairs) { pair = vec2u(2u * i, 2u * i + 1u); }
  var origin = rows[k] * size + pair;
  var to = (params.to_row + k) * size + pair;
  var turn = vec2f(1.0, 0.0);
  if (i < params.pairs) { turn = cos_sin(phase_of(k, i)); }
  for (var head = 0u; head < params.heads; head++) {
    if (i < params.pairs) {
      let x = f32(keys[origin.x]);
      let y = f32(keys[origin.y]);
      rotated[to.x] = Real(x * turn.x - y * turn.y);
      rotated[to.y] = Real(y * turn.x + x * turn.y);
    } else {
      rotated[to.y] = keys[origin.y];
    }
    origin += params.source_rows * size;
    to += params.rotated_rows * size;
  }
}

// The angle of a pair in 2⁻³² of a circle. Whole circles vanish because u32 wraps, so no precision is lost however far
// a row moves, and moves add up exactly.
fn phase_of(k: u32, i: u32) -> u32 {
  var phase = 0u;
  for (var axis = 0u; axis < params.axes; axis++) {
    phase += bitcast<u32>(moves[k * params.axes + axis]) * phases[axis * params.pairs + i];
  }
  return phase;
}

// WGSL's own cos and sin may be 2⁻¹¹ off; Taylor's series on an eighth of a circle to either side is off by f32's
// rounding.
fn cos_sin(phase: u32) -> vec2f {
  let quarter = (phase + 0x20000000u) >> 30u;
  let x = f32(bitcast<i32>(phase - (quarter << 30u))) * 1.4629180792671596e-9;  // 2π / 2³²; |x| ≤ π/4
  let square = x * x;
  let c = 1.0 + square * (-0.5 + square * (1.0 / 24.0 + square * (-1.0 / 720.0 + square / 40320.0)));
  let s = x * (1.0 + square * (-1.0 / 6.0 + square * (1.0 / 120.0 + square * (-1.0 / 5040.0 + square / 362880.0))));
  let turned = select(vec2f(c, s), vec2f(-s, c), (quarter & 1u) == 1u);
  return select(turned, -turned, (quarter & 2u) == 2u);
}
