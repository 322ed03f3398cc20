// centres[q, c] = quad q of the mean of component c, a mean over its vectors, each a mean of tokens of a frame, as a unit
// vector; norms[c] = the length of that mean. Slots without a component repeat the first. One lane owns one slot.
// uses: item

struct Params { count: u32, quads: u32, most: u32 }

@group(0) @binding(0) var<storage, read> features: array<vec4<Real>>;    // [count, quads]
@group(0) @binding(1) var<storage, read> slots: array<u32>;              // [most], of scissor-slots
@group(0) @binding(2) var<storage, read> heads: array<u32>;              // [count], of member-chains by roots
@group(0) @binding(3) var<storage, read> following: array<u32>;          // [count], of member-chains by roots
@group(0) @binding(4) var<storage, read> labels: array<u32>;             // [count]: the vector of each token
@group(0) @binding(5) var<storage, read> sizes: array<u32>;              // [2, count]: tokens of a vector, vectors of a component
@group(0) @binding(6) var<storage, read_write> centres: array<vec4f>;    // [quads, most]
@group(0) @binding(7) var<storage, read_write> norms: array<f32>;        // [most]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let slot = item_of(here);
  if (slot >= params.most) { return; }
  let root = select(slots[slot], slots[0], slots[slot] >= params.count);
  let parts = f32(sizes[params.count + root]);
  var squares = 0.0;
  for (var quad = 0u; quad < params.quads; quad++) {
    var sum = vec4f();
    for (var i = heads[root]; i < params.count; i = following[i]) {
      sum += vec4f(features[i * params.quads + quad]) / f32(sizes[labels[i]]);
    }
    sum /= parts;
    squares += dot(sum, sum);
    centres[quad * params.most + slot] = sum;
  }
  let norm = sqrt(squares);
  norms[slot] = norm;
  for (var quad = 0u; quad < params.quads; quad++) { centres[quad * params.most + slot] /= max(norm, 1e-12); }
}
