"""Writes pool-bilinear.json: torch's bilinear interpolate on small grids, the oracle of shaders/pool-bilinear.wgsl.

    python3 test/golden/make_pool.py   # any torch >= 1.13; Debian: python3-torch

LLaVA-OneVision pools each frame's patches so (LLaVA-NeXT, llava_arch.py, get_2dPool, mm_spatial_pool_mode=bilinear):
to half the grid, rounded up, corners not aligned, no antialias.
"""

import json
from pathlib import Path

import torch

GRIDS = [  # rows, columns, out_rows, out_columns, channels
    (27, 27, 14, 14, 2),
    (12, 12, 6, 6, 3),
    (1, 1, 1, 1, 4),
    (5, 3, 3, 2, 5),
    (7, 4, 4, 2, 1),
    (3, 5, 7, 4, 2),
    (2, 9, 1, 1, 3),
]


def main() -> None:
    torch.manual_seed(0)
    cases = []
    for rows, columns, out_rows, out_columns, channels in GRIDS:
        features = torch.randn(2, rows * columns, channels)
        grid = features.view(2, rows, columns, channels).permute(0, 3, 1, 2)
        pooled = torch.nn.functional.interpolate(
            grid, size=(out_rows, out_columns), mode="bilinear", align_corners=False
        )
        pooled = pooled.permute(0, 2, 3, 1).reshape(2, out_rows * out_columns, channels)
        cases.append(
            {
                "from": {"rows": rows, "columns": columns},
                "to": {"rows": out_rows, "columns": out_columns},
                "frames": 2,
                "width": channels,
                "features": [round(v, 6) for v in features.flatten().tolist()],
                "pooled": [round(v, 6) for v in pooled.flatten().tolist()],
            }
        )
    out = Path(__file__).with_name("pool-bilinear.json")
    out.write_text(json.dumps({"torch": torch.__version__, "cases": cases}) + "\n")


if __name__ == "__main__":
    main()
