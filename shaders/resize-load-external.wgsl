// pixels[y, x] = frame[origin + x·across + y·down]: a frame as upright 8-bit pixels, turned and mirrored.
// One thread writes one pixel; groups fold over x and y because a grid axis ends at 65,535.
// Like resize-load.wgsl, for a frame that stays in the decoder's memory: textureLoad converts YUV to RGB.
// uses: item

struct Params {
  columns: u32, rows: u32,  // of the upright picture
  origin: vec2i,            // the frame's pixel that is the upright picture's top left one
  across: vec2i,            // step in the frame for one pixel to the right
  down: vec2i,              // step in the frame for one pixel down
}

@group(0) @binding(0) var frame: texture_external;
@group(0) @binding(1) var<storage, read_write> pixels: array<u32>;  // [rows, columns], red in the low byte
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(here: Invocation) {
  let index = item_of(here);
  if (index >= params.columns * params.rows) { return; }
  let x = i32(index % params.columns);
  let y = i32(index / params.columns);
  let at = params.origin + x * params.across + y * params.down;
  pixels[index] = pack4x8unorm(vec4f(textureLoad(frame, at).rgb, 1.0));
}
