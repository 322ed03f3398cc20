"""Writes sizes.json: the sizes that the families' processors resize frames to, by their published formulas.

    python3 test/golden/families/make_sizes.py

Qwen2-VL: qwen_vl_utils `smart_resize`. SmolVLM2: transformers, video_processing_smolvlm.py,
`get_resize_output_image_size`. Qwen3.5: transformers, video_processing_qwen3_vl.py, `smart_resize`, one budget for all
frames of a clip. LFM2-VL: transformers, image_processing_lfm2_vl.py, `smart_resize`, without tiles. Python's `round` and
`int` are part of them.
"""

import json
import math
import pathlib

FRAMES = [
    (640, 360),
    (360, 640),
    (1920, 1080),
    (1080, 1920),
    (640, 480),
    (720, 720),
    (854, 480),
    (101, 57),
    (57, 101),
    (70, 42),  # 2.5 and 1.5 units: halves go to the even neighbour
    (98, 126),  # 3.5 and 4.5
    (28, 28),
    (27, 55),
    (13, 13),
    (10, 2000),
    (3840, 40),
    (2, 400),
]
UNIT = 28


def qwen(width, height, least, most):
    w = round(width / UNIT) * UNIT
    h = round(height / UNIT) * UNIT
    if w * h > most:
        beta = math.sqrt(height * width / most)
        w = max(UNIT, math.floor(width / beta / UNIT) * UNIT)
        h = max(UNIT, math.floor(height / beta / UNIT) * UNIT)
    elif w * h < least:
        beta = math.sqrt(least / (height * width))
        w = math.ceil(width * beta / UNIT) * UNIT
        h = math.ceil(height * beta / UNIT) * UNIT
    return w, h


def smolvlm(width, height, longest):
    aspect = width / height
    if width >= height:
        width = longest
        height = int(width / aspect)
        height += height % 2
    else:
        height = longest
        width = int(height * aspect)
        width += width % 2
    return max(width, 1), max(height, 1)


def qwen3_5(width, height, frames, least, most, unit=32):
    if height < unit or width < unit:
        scale = max(unit / height, unit / width)
        width, height = int(width * scale), int(height * scale)
    w = round(width / unit) * unit
    h = round(height / unit) * unit
    counted = round(frames / 2) * 2
    if counted * h * w > most:
        beta = math.sqrt(frames * height * width / most)
        w = max(unit, math.floor(width / beta / unit) * unit)
        h = max(unit, math.floor(height / beta / unit) * unit)
    elif counted * h * w < least:
        beta = math.sqrt(least / (frames * height * width))
        w = math.ceil(width * beta / unit) * unit
        h = math.ceil(height * beta / unit) * unit
    return w, h


def lfm2_vl(width, height, least, most, unit=32):
    """`least` and `most` in tokens of unit × unit pixels."""
    w = max(unit, round(width / unit) * unit)
    h = max(unit, round(height / unit) * unit)
    if h * w > most * unit**2:
        beta = math.sqrt(height * width / (most * unit**2))
        w = max(unit, math.floor(width / beta / unit) * unit)
        h = max(unit, math.floor(height / beta / unit) * unit)
    elif h * w < least * unit**2:
        beta = math.sqrt(least * unit**2 / (height * width))
        w = math.ceil(width * beta / unit) * unit
        h = math.ceil(height * beta / unit) * unit
    return w, h


def main():
    golden = {
        "qwen2_vl": [
            {"from": frame, "minPixels": least, "maxPixels": most, "to": qwen(*frame, least, most)}
            for least, most in [(3136, 78400), (3136, 12845056), (100352, 602112), (3136, 4704)]
            for frame in FRAMES
        ],
        "smolvlm": [
            {"from": frame, "longestEdge": longest, "to": smolvlm(*frame, longest)}
            for longest in [512, 384, 37]
            for frame in FRAMES
        ],
        "qwen3_5": [
            {"from": frame, "frames": frames, "least": least, "most": most, "to": qwen3_5(*frame, frames, least, most)}
            for least, most in [(131072, 786432), (4096, 1638400), (4096, 98304)]
            for frames in [2, 3, 5, 16]
            for frame in FRAMES
        ],
        "lfm2_vl": [
            {"from": frame, "least": least, "most": most, "to": lfm2_vl(*frame, least, most)}
            for least, most in [(64, 100), (32, 64), (1, 90)]
            for frame in FRAMES
        ],
    }
    out = pathlib.Path(__file__).with_name("sizes.json")
    out.write_text(json.dumps(golden) + "\n")


if __name__ == "__main__":
    main()
