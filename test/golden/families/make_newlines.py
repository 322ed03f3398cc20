"""Writes newlines.json: the order of kept tokens and newlines in LLaVA-Video's prompt, with numpy.

    python3 test/golden/families/make_newlines.py

`rows`: the model's own layout (LLaVA-NeXT, llava_arch.py, `add_token_per_grid`: a newline appended to every row of
every frame) with the dropped tokens left out. `released`: the order of VidCom²'s code, which takes, frame after frame,
the kept places of that layout and then the places of its newlines; where nothing is dropped its code is not called, and
the layout is LLaVA-NeXT's own. A number is a token of all T·N, -1 a newline.
"""

import json
import pathlib

import numpy as np

CASES = [  # frames, rows, columns, kept in a frame
    (3, 13, 13, 42),
    (2, 14, 14, 196),
    (4, 3, 2, 1),
]


def main():
    cases = []
    draw = np.random.RandomState(7)
    for frames, rows, columns, count in CASES:
        per_frame = rows * columns
        kept = [sorted(draw.permutation(per_frame)[:count].tolist()) for _ in range(frames)]
        names = np.arange(frames * per_frame).reshape(frames * rows, columns)
        layout = np.concatenate([names, np.full((frames * rows, 1), -1)], axis=1).reshape(-1)
        chosen = {frame * per_frame + token for frame in range(frames) for token in kept[frame]}
        as_trained = [int(name) for name in layout if name == -1 or int(name) in chosen]
        wide = rows * (columns + 1)
        released = []
        for frame in range(frames):
            places = [frame * wide + i // columns * (columns + 1) + i % columns for i in kept[frame]]
            newlines = [frame * wide + row * (columns + 1) + columns for row in range(rows)]
            released += layout[places + newlines].tolist()
        if len(chosen) == frames * per_frame:
            released = layout.tolist()
        cases.append(
            {
                "frames": frames,
                "rows": rows,
                "columns": columns,
                "kept": sorted(chosen),
                "asTrained": as_trained,
                "released": released,
            }
        )
    out = pathlib.Path(__file__).with_name("newlines.json")
    out.write_text(json.dumps({"cases": cases}) + "\n")


if __name__ == "__main__":
    main()
