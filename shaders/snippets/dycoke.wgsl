// The frame that frame t is compared with, or t itself when it is kept whole: in windows of four frames, the second is
// compared with the first and the fourth with the third; the third with the first, if another window follows.
// `params` has `frames`.

fn compared_with(frame: u32) -> u32 {
  if (frame % 2u == 1u) { return frame - 1u; }
  if (frame % 4u == 2u && frame + 2u < params.frames) { return frame - 2u; }
  return frame;
}
