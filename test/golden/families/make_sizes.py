"""Writes sizes.json: the sizes that Qwen2-VL's and SmolVLM2's processors resize frames to, by their published formulas.

    python3 test/golden/families/make_sizes.py

Qwen2-VL: qwen_vl_utils `smart_resize`. SmolVLM2: transformers, video_processing_smolvlm.py,
`get_resize_output_image_size`. Python's `round` and `int` are part of both.
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
    }
    out = pathlib.Path(__file__).with_name("sizes.json")
    out.write_text(json.dumps(golden) + "\n")


if __name__ == "__main__":
    main()
