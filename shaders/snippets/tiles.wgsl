// Eight tokens of a frame at a time. One lane owns every SLICES-th quad of them: SLICES neighbours read one stretch of
// memory, and no lane waits for another. `params` has `frames` and `tokens`.

override SLICES: u32;

struct Tile {
  frame: u32,     // params.frames or more when there is nothing to do
  slice: u32,     // the first quad
  rows_a: vec4u,  // four tokens, as rows of [frames · tokens]
  rows_b: vec4u,  // the four after them
}

fn tile_of(item: u32) -> Tile {
  let tiles = (params.tokens + 7u) / 8u;
  let tile = item / SLICES;
  let frame = tile / tiles;
  // Places past the end of the frame read its last token again; their results are not used.
  let first = (tile % tiles) * 8u;
  let last = vec4u(params.tokens - 1u);
  let row = frame * params.tokens;
  return Tile(
    frame,
    item % SLICES,
    row + min(first + vec4u(0u, 1u, 2u, 3u), last),
    row + min(first + vec4u(4u, 5u, 6u, 7u), last),
  );
}
