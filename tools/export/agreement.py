"""Holds an exported graph to the library's own numbers while both are at hand."""

import numpy as np
import onnxruntime


def hold(path, feeds, wanted, tolerance=1e-4):
    """Runs the graph at `path` on the CPU and stops where its first output is not `wanted` to `tolerance`."""
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    feeds = {name: value.numpy() for name, value in feeds.items()}
    got = session.run(None, feeds)[0].reshape(wanted.shape)
    error = float(np.abs(got - wanted.numpy()).max())
    if not error <= tolerance:
        raise SystemExit(f"{path.name} is {error} from the library's numbers, wanted at most {tolerance}.")
