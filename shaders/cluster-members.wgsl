// members[i] = the token that stands for token i: the one of its cluster that is most like the centre, the first of
// those that are equal but for rounding: the two tokens of a cluster of two always are. One lane owns one token.
// uses: item

struct Params { count: u32 }

@group(0) @binding(0) var<storage, read> labels: array<u32>;             // [count]
@group(0) @binding(1) var<storage, read> likeness: array<f32>;           // [count], of nearest-centre
@group(0) @binding(2) var<storage, read> heads: array<u32>;              // [clusters], of member-chains
@group(0) @binding(3) var<storage, read> following: array<u32>;          // [count], of member-chains
@group(0) @binding(4) var<storage, read_write> members: array<u32>;      // [count]
@group(1) @binding(0) var<uniform> params: Params;

// Likenesses closer than this count as equal: sums of a few thousand products in f32 are off by less.
const EQUAL = 1e-5;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let i = item_of(here);
  if (i >= params.count) { return; }
  var best = heads[labels[i]];
  for (var other = following[best]; other < params.count; other = following[other]) {
    if (likeness[other] > likeness[best] + EQUAL) { best = other; }
  }
  members[i] = best;
}
