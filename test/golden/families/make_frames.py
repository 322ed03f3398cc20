"""Writes frames.json: what each family's processor makes of a few small frames, with Pillow and numpy.

    python3 test/golden/families/make_frames.py   # Debian: python3-numpy python3-pil

The frames are drawn again by the tests from the same seed. A result is stored as its shape, the bytes after the last
resize (base64, frame after frame) and every so many of the encoder's values, from the first on.

The formulas are those of transformers: LlavaOnevisionVideoProcessor (one resize to the tower's square),
SmolVLMVideoProcessor (longest edge, then the square), Qwen2VLVideoProcessor (patches of two frames, in merged order),
Qwen3VLVideoProcessor (the same, one budget a clip), Lfm2VlImageProcessor (patches of one frame, padded with zeros).
"""

import base64
import json
import pathlib

import numpy as np
import PIL
from PIL import Image

from make_sizes import lfm2_vl, qwen, qwen3_5, smolvlm
from seeded import picture

CLIP_MEAN = [0.48145466, 0.4578275, 0.40821073]
CLIP_STD = [0.26862954, 0.26130258, 0.27577711]
HALF = [0.5, 0.5, 0.5]
SAMPLES = 500


def normalise(frames, mean, std):
    """uint8 [T, height, width, 3] -> float64 [T, 3, height, width]."""
    values = (np.stack(frames).astype(np.float64) / 255 - np.array(mean)) / np.array(std)
    return values.transpose(0, 3, 1, 2)


def resized(frames, sizes, filter):
    pictures = [Image.fromarray(frame) for frame in frames]
    for size in sizes:
        pictures = [each.resize(size, filter) for each in pictures]
    return [np.asarray(each) for each in pictures]


def llava(frames, side):
    small = resized(frames, [(side, side)], Image.BICUBIC)
    return small, normalise(small, HALF, HALF), {}


def smol(frames, longest, side):
    height, width = frames[0].shape[:2]
    small = resized(frames, [smolvlm(width, height, longest), (side, side)], Image.LANCZOS)
    values = normalise(small, HALF, HALF)[None]
    return small, values, {"mask": [1, len(frames), side, side]}


def qwen2_vl(frames, most):
    height, width = frames[0].shape[:2]
    small = resized(frames, [qwen(width, height, 3136, most)], Image.BICUBIC)
    return pairs(small, normalise(small, CLIP_MEAN, CLIP_STD), 14)


def qwen3(frames, least, most):
    height, width = frames[0].shape[:2]
    small = resized(frames, [qwen3_5(width, height, max(2, len(frames)), least, most)], Image.BICUBIC)
    return pairs(small, normalise(small, HALF, HALF), 16)


def lfm2(frames, patch, least, most):
    height, width = frames[0].shape[:2]
    w, h = lfm2_vl(width, height, least, most, 2 * patch)
    small = resized(frames, [(w, h)], Image.BILINEAR)
    rows, columns, padded = h // patch, w // patch, most * 4
    cut = normalise(small, HALF, HALF).reshape(len(frames), 3, rows, patch, columns, patch)
    # [frame, row, column, y, x, channel]
    flat = cut.transpose(0, 2, 4, 3, 5, 1).reshape(len(frames), rows * columns, patch * patch * 3)
    values = np.pad(flat, [(0, 0), (0, padded - rows * columns), (0, 0)])
    return small, values, {"shapes": [rows, columns]}


def pairs(small, values, patch):
    merge, pair = 2, 2
    h, w = small[0].shape[:2]
    if len(values) % pair:
        values = np.concatenate([values, values[-1:]])
    t, rows, columns = len(values) // pair, h // patch, w // patch
    split = values.reshape(t, pair, 3, rows // merge, merge, patch, columns // merge, merge, patch)
    # [step, block row, block column, row in block, column in block, channel, frame of the pair, y, x]
    patches = split.transpose(0, 3, 6, 4, 7, 2, 1, 5, 8)
    flat = patches.reshape(t * rows * columns, 3 * pair * patch * patch)
    return small, flat, {"grid": [t, rows, columns]}


CASES = [
    # family, frames, width, height, arguments
    ("llava_onevision", 2, 64, 36, {"side": 28}),
    ("llava_onevision", 1, 20, 50, {"side": 27}),
    ("llava_video", 1, 33, 33, {"side": 28}),
    ("smolvlm", 2, 64, 36, {"longest": 32, "side": 32}),
    ("smolvlm", 1, 30, 70, {"longest": 48, "side": 32}),
    ("smolvlm", 1, 40, 40, {"longest": 32, "side": 32}),
    ("qwen2_vl", 4, 90, 60, {"most": 12845056}),
    ("qwen2_vl", 3, 120, 70, {"most": 6 * 28 * 28}),
    ("qwen2_vl", 1, 40, 95, {"most": 12845056}),
    ("qwen3_5", 2, 70, 40, {"least": 4096, "most": 786432}),
    ("qwen3_5", 3, 60, 45, {"least": 4096, "most": 6144}),
    ("qwen3_5", 1, 20, 50, {"least": 4096, "most": 786432}),
    ("lfm2_vl", 2, 64, 36, {"patch": 4, "least": 4, "most": 12}),
    ("lfm2_vl", 1, 20, 50, {"patch": 4, "least": 16, "most": 32}),
]
MAKERS = {"llava_onevision": llava, "llava_video": llava, "smolvlm": smol, "qwen2_vl": qwen2_vl, "qwen3_5": qwen3, "lfm2_vl": lfm2}


def main():
    cases = []
    for index, (family, count, width, height, arguments) in enumerate(CASES):
        seeds = [100 * (index + 1) + i for i in range(count)]
        frames = [picture(width, height, seed) for seed in seeds]
        small, values, extra = MAKERS[family](frames, **arguments)
        flat = values.reshape(-1)
        stride = max(1, flat.size // SAMPLES)
        cases.append(
            {
                "family": family,
                "width": width,
                "height": height,
                "seeds": seeds,
                "settings": arguments,
                "resized": [small[0].shape[1], small[0].shape[0]],
                "bytes": base64.b64encode(b"".join(each.tobytes() for each in small)).decode(),
                "dims": list(values.shape),
                "stride": stride,
                "values": [round(float(value), 6) for value in flat[::stride]],
                **extra,
            }
        )
    out = pathlib.Path(__file__).with_name("frames.json")
    out.write_text(json.dumps({"pillow": PIL.__version__, "cases": cases}) + "\n")
    print(f"{len(cases)} cases, {out.stat().st_size} bytes, Pillow {PIL.__version__}")


if __name__ == "__main__":
    main()
