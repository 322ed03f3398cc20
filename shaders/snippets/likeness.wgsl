// How like a token is to rows: the cosines of unit vectors, four at a time. `units` is [quads, count] and `rows` [quads, rows];
// `params` has `count`, `rows` and `quads`.

// Returns four places from `first` on; those past the end are the last one again.
fn four_from(first: u32) -> vec4u {
  return min(vec4u(first) + vec4u(0u, 1u, 2u, 3u), vec4u(params.rows - 1u));
}

// Returns the cosines of token i with four rows.
fn four_cosines(i: u32, others: vec4u) -> vec4f {
  var cosines = vec4f();
  for (var quad = 0u; quad < params.quads; quad++) {
    let at = quad * params.rows + others;
    cosines += units[quad * params.count + i] * mat4x4f(rows[at.x], rows[at.y], rows[at.z], rows[at.w]);
  }
  return cosines;
}

// Returns 1; 0 for a token without length, and NaN for one that is not finite.
fn self_likeness(i: u32) -> f32 {
  var squares = 0.0;
  for (var quad = 0u; quad < params.quads; quad++) {
    let own = units[quad * params.count + i];
    squares += dot(own, own);
  }
  return squares;
}

fn largest(values: vec4f) -> f32 {
  return max(max(values.x, values.y), max(values.z, values.w));
}
