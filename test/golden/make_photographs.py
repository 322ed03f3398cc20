"""Makes photographs.json: photographs as 64 x 64 means of grey in base64, for the test that they are told from drawn clips.

    pip install numpy pillow scikit-image==0.26.0
    python3 test/golden/make_photographs.py

scikit-image's package has the pictures. The astronaut is NASA's and in the public domain; the others are CC0.
"""

import base64
import json
from pathlib import Path

import numpy as np
import skimage
from PIL import Image

POINTS = 64
NAMES = ["astronaut", "camera", "chelsea", "coffee", "brick", "moon"]


def means(name: str) -> str:
    path = Path(skimage.__file__).parent / "data" / f"{name}.png"
    picture = Image.open(path).convert("RGB").resize((POINTS, POINTS), Image.Resampling.BOX)
    grey = np.asarray(picture).mean(2).round().astype(np.uint8)
    return base64.b64encode(grey.tobytes()).decode()


out = Path(__file__).with_name("photographs.json")
rows = [f'  "{name}": {json.dumps(means(name))}' for name in NAMES]
out.write_text("{\n" + ",\n".join(rows) + "\n}\n")
