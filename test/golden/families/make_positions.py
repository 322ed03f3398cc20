"""Writes positions.json: position ids of Qwen2-VL and Qwen3.5 for a prompt with one video, full and for kept tokens only.

    python3 test/golden/families/make_positions.py

The formula is transformers' Qwen2VL `get_rope_index`: text counts on along all three axes; a token of the video stands
at (step, row, column), counted from the text before it; text after it goes on behind the largest number used. VidCom²
computes that for the whole prompt and then gathers the kept columns; generation goes on from the whole prompt.
Qwen3.5's `get_rope_index` gives every step a grid of its own behind the text before it; text goes on behind the longer
side of that grid.
"""

import json
import pathlib

import numpy as np

VIDEO = -1
CASES = [  # text before, steps, rows, columns, text after, kept tokens
    (15, 2, 3, 4, 6, list(range(24))),
    (15, 2, 3, 4, 6, [0, 5, 6, 11, 12, 23]),
    (4, 16, 7, 13, 9, [3, 90, 91, 700, 1455]),
    (3, 1, 1, 1, 1, [0]),
    (7, 9, 2, 2, 5, [35]),
    (5, 2, 2, 9, 5, [0, 1, 2]),
]


def rope_index(ids, grid):
    """[3, S] for one prompt whose VIDEO entries are one video of `grid`."""
    first = ids.index(VIDEO)
    t, h, w = grid
    count = t * h * w
    assert ids[first : first + count] == [VIDEO] * count and VIDEO not in ids[first + count :]
    before = np.tile(np.arange(first), (3, 1))
    video = np.indices((t, h, w)).reshape(3, -1) + first
    rest = len(ids) - first - count
    after = np.tile(np.arange(rest), (3, 1)) + video.max() + 1
    return np.concatenate([before, video, after], axis=1)


STEPPED = [  # text before each step, rows, columns, text after, kept tokens
    ([9, 3, 4], 2, 3, 6, list(range(18))),
    ([9, 3, 4], 2, 3, 6, [0, 5, 12]),
    ([5, 11, 11, 12], 7, 13, 20, [0, 90, 91, 300, 363]),
    ([2], 4, 1, 1, [3]),
    ([4, 5, 6], 1, 1, 3, [1]),
]


def stepped_rope_index(texts, rows, columns, after):
    """[3, S]: text, a grid of one step, text, a grid, …, text."""
    parts, at = [], 0
    for count in texts:
        parts.append(np.tile(np.arange(count), (3, 1)) + at)
        at += count
        parts.append(np.indices((1, rows, columns)).reshape(3, -1) + at)
        at += max(rows, columns)
    return np.concatenate([*parts, np.tile(np.arange(after), (3, 1)) + at], axis=1)


def stepped(texts, rows, columns, after, kept):
    full = stepped_rope_index(texts, rows, columns, after)
    per_step = rows * columns
    columns_kept, at = [], 0
    for step, count in enumerate(texts):
        columns_kept += range(at, at + count)
        at += count
        columns_kept += [at + token % per_step for token in kept if token // per_step == step]
        at += per_step
    columns_kept += range(at, at + after)
    return {
        "texts": texts,
        "rows": rows,
        "columns": columns,
        "after": after,
        "kept": kept,
        "gathered": full[:, columns_kept].tolist(),
        "next": int(full.max()) + 1,
    }


def main():
    cases = []
    for before, steps, rows, columns, after, kept in CASES:
        count = steps * rows * columns
        ids = [7] * before + [VIDEO] * count + [8] * after
        full = rope_index(ids, (steps, rows, columns))
        columns_kept = [*range(before), *(before + k for k in kept), *range(before + count, len(ids))]
        cases.append(
            {
                "before": before,
                "steps": steps,
                "rows": rows,
                "columns": columns,
                "after": after,
                "kept": kept,
                "full": full.tolist() if len(ids) < 100 else None,
                "gathered": full[:, columns_kept].tolist(),
                "next": int(full.max()) + 1,
            }
        )
    out = pathlib.Path(__file__).with_name("positions.json")
    out.write_text(json.dumps({"cases": cases, "stepped": [stepped(*one) for one in STEPPED]}) + "\n")


if __name__ == "__main__":
    main()
