// codes[i] = 128 bits of token i, two of which differ in as many bits as their angle has of 128 parts of a half turn, on
// average: each bit is the side of a random hyperplane on which the token lies (Charikar, STOC 2002). The hyperplanes come
// from random signs and a Walsh–Hadamard transform of 128 sums, into which the channels are folded; fewer channels are
// used again with other signs. One lane owns one token.
// uses: item, pcg

const QUADS = 32u;

struct Params { count: u32, quads: u32 }

@group(0) @binding(0) var<storage, read> tokens: array<vec4<Real>>;        // [count, quads]
@group(0) @binding(1) var<storage, read_write> codes: array<vec4u>;        // [count]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let i = item_of(here);
  if (i >= params.count) { return; }
  var sums: array<vec4f, QUADS>;
  for (var place = 0u; place < max(QUADS, params.quads); place++) {
    sums[place % QUADS] += signs(place) * vec4f(tokens[i * params.quads + place % params.quads]);
  }
  for (var k = 0u; k < QUADS; k++) {
    let pairs = vec4f(sums[k].xz + sums[k].yw, sums[k].xz - sums[k].yw);
    sums[k] = vec4f(pairs.xz + pairs.yw, pairs.xz - pairs.yw);
  }
  for (var half = 1u; half < QUADS; half *= 2u) {
    for (var k = 0u; k < QUADS; k++) {
      if ((k & half) != 0u) { continue; }
      let low = sums[k];
      let high = sums[k + half];
      sums[k] = low + high;
      sums[k + half] = low - high;
    }
  }
  var code = vec4u();
  for (var k = 0u; k < QUADS; k++) {
    let bits = select(vec4u(), vec4u(1u, 2u, 4u, 8u), sums[k] >= vec4f()) << vec4u(4u * (k % 8u));
    code[k / 8u] |= bits.x | bits.y | bits.z | bits.w;
  }
  codes[i] = code;
}

fn signs(place: u32) -> vec4f {
  let bits = vec4u(pcg(place)) >> vec4u(28u, 29u, 30u, 31u);
  return 1.0 - 2.0 * vec4f(bits & vec4u(1u));
}
