"""Makes photographs.json: photographs as 16 x 16 means, for the test that they are told from drawn clips.

    pip install numpy pillow scikit-image==0.26.0
    python3 test/golden/make_photographs.py

scikit-image's package has the pictures. The astronaut is NASA's and in the public domain; the others are CC0.
"""

import json
from pathlib import Path

import numpy as np
import skimage
from PIL import Image

CELLS = 16
NAMES = ["astronaut", "camera", "chelsea", "coffee", "brick", "moon"]


def means(name: str) -> list[int]:
    path = Path(skimage.__file__).parent / "data" / f"{name}.png"
    picture = Image.open(path).convert("RGB").resize((CELLS, CELLS), Image.Resampling.BOX)
    return np.asarray(picture).ravel().tolist()


out = Path(__file__).with_name("photographs.json")
rows = [f'  "{name}": {json.dumps(means(name), separators=(",", ":"))}' for name in NAMES]
out.write_text("{\n" + ",\n".join(rows) + "\n}\n")
