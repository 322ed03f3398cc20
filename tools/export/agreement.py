"""Compares an exported graph with the library's own numbers while it is made."""

import numpy as np
import onnxruntime


def hold(path, feeds, wanted, tolerance=1e-4):
    """Runs the graph at `path` and its 4-bit twin on the CPU; raises where a first output is not `wanted`, to `tolerance`."""
    feeds = {name: value.numpy() for name, value in feeds.items()}
    for graph in (path, path.with_name(f"{path.stem}_q4.onnx")):
        session = onnxruntime.InferenceSession(str(graph), providers=["CPUExecutionProvider"])
        got = session.run(None, feeds)[0].reshape(wanted.shape)
        error = float(np.abs(got - wanted.numpy()).max())
        if not error <= tolerance:
            raise SystemExit(f"{graph.name} is {error} from the library's numbers, wanted at most {tolerance}.")
