"""Writes resize.json: what Pillow's Image.resize makes of seeded pictures. Python 3 with Pillow (Debian: python3-pil).

    python3 test/golden/make_resize.py

The sources are not stored: `picture` below and test/support/pictures.ts draw the same bytes from the same seed.
Small results are stored whole (base64), large ones as a SHA-256 and every 997th byte.
"""

import base64
import hashlib
import json
import pathlib

import PIL
from PIL import Image

FILTERS = {"bilinear": Image.BILINEAR, "bicubic": Image.BICUBIC, "lanczos": Image.LANCZOS}
WHOLE_BYTES = 8_000
STRIDE = 997

# kind, source width × height, target width × height, filter
CASES = [
    ("noise", 1, 1, 1, 1, "bicubic"),
    ("noise", 1, 1, 7, 5, "bicubic"),
    ("noise", 1, 1, 88, 88, "bicubic"),
    ("noise", 2, 1, 9, 3, "bicubic"),
    ("noise", 3, 5, 4, 4, "bicubic"),
    ("noise", 101, 57, 24, 24, "bicubic"),
    ("noise", 57, 101, 24, 24, "bicubic"),
    ("edges", 101, 57, 24, 24, "bicubic"),
    ("edges", 17, 13, 40, 31, "bicubic"),
    ("edges", 64, 48, 64, 48, "bicubic"),
    ("edges", 64, 48, 64, 12, "bicubic"),
    ("noise", 500, 3, 20, 20, "bicubic"),
    ("edges", 640, 360, 88, 88, "bicubic"),
    ("noise", 640, 360, 88, 88, "bicubic"),
    ("noise", 854, 480, 384, 384, "bicubic"),
    ("edges", 120, 90, 384, 384, "bicubic"),
    ("noise", 101, 57, 24, 24, "bilinear"),
    ("edges", 17, 13, 40, 31, "bilinear"),
    ("noise", 640, 360, 88, 88, "bilinear"),
    ("noise", 101, 57, 24, 24, "lanczos"),
    ("edges", 17, 13, 40, 31, "lanczos"),
    ("edges", 640, 360, 88, 88, "lanczos"),
]


def picture(kind: str, width: int, height: int, seed: int) -> Image.Image:
    """RGB bytes from a linear congruential generator; `edges` has only 0 and 255, in runs, so that filters overshoot."""
    state = seed
    data = bytearray()
    held = 0
    for index in range(width * height * 3):
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
        byte = state >> 24
        if kind == "edges":
            if index % 5 == 0:
                held = 255 if byte >= 128 else 0
            byte = held
        data.append(byte)
    return Image.frombytes("RGB", (width, height), bytes(data))


def main() -> None:
    cases = []
    for seed, (kind, width, height, to_width, to_height, name) in enumerate(CASES, start=1):
        source = picture(kind, width, height, seed)
        result = source.resize((to_width, to_height), FILTERS[name]).tobytes()
        case = {
            "kind": kind,
            "seed": seed,
            "from": [width, height],
            "to": [to_width, to_height],
            "filter": name,
            "sha256": hashlib.sha256(result).hexdigest(),
        }
        if len(result) <= WHOLE_BYTES:
            case["bytes"] = base64.b64encode(result).decode()
        else:
            case["every997th"] = list(result[::STRIDE])
        cases.append(case)
    out = pathlib.Path(__file__).with_name("resize.json")
    out.write_text(json.dumps({"pillow": PIL.__version__, "cases": cases}, indent=1) + "\n")
    print(f"{len(cases)} cases, {out.stat().st_size} bytes, Pillow {PIL.__version__}")


if __name__ == "__main__":
    main()
