"""Writes one ONNX graph node by node; weights go to files beside it as they come, so that memory holds one at a time."""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

MICROSOFT = "com.microsoft"
FLOAT, HALF, INT32, INT64 = TensorProto.FLOAT, TensorProto.FLOAT16, TensorProto.INT32, TensorProto.INT64
KINDS = {"float32": FLOAT, "float16": HALF, "int64": INT64, "uint8": TensorProto.UINT8}
BLOCK = 32
"""Values of a row that share a scale."""
ROWS_AT_ONCE = 8192
PART_BYTES = 2_000_000_000
"""Browsers hold at most 2 GB in one buffer, so files are cut below that; a weight is never cut."""
ALIGNMENT = 64
EMBEDDED_BYTES = 1024
"""Smaller weights stay in the graph."""


class Graph:
    def __init__(self, name, folder, suffix, real, is_quantised):
        """`real` is the type of the computation, FLOAT or HALF. Inputs and outputs are float32 in both cases."""
        self.name, self.real, self.is_quantised = name, real, is_quantised
        self.path = folder / "onnx" / f"{name}{suffix}.onnx"
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.nodes, self.inputs, self.outputs, self.weights = [], [], [], []
        self.parts, self.file = [], None

    def input(self, name, kind, shape):
        self.inputs.append(helper.make_tensor_value_info(name, kind, shape))

    def output(self, name, kind, shape):
        self.outputs.append(helper.make_tensor_value_info(name, kind, shape))

    def add(self, op, inputs, outputs, domain="", **attributes):
        """Appends a node and returns its first output; '' is an input or output that is left out."""
        names = [outputs] if isinstance(outputs, str) else outputs
        self.nodes.append(helper.make_node(op, inputs, names, name=names[0], domain=domain, **attributes))
        return names[0]

    def weight(self, name, array):
        """Adds a weight unquantised; floats get the graph's own type."""
        if array.dtype == np.float32 and self.real == HALF:
            array = array.astype(np.float16)
        array = np.ascontiguousarray(array)
        if array.nbytes < EMBEDDED_BYTES:
            self.weights.append(numpy_helper.from_array(array, name))
            return name
        tensor = TensorProto(name=name, data_type=KINDS[array.dtype.name], dims=array.shape)
        tensor.data_location = TensorProto.EXTERNAL
        location, offset = self._place(array.nbytes)
        for key, value in [("location", location), ("offset", offset), ("length", array.nbytes)]:
            tensor.external_data.add(key=key, value=str(value))
        array.tofile(self.file)
        self.weights.append(tensor)
        return name

    def _place(self, size):
        if self.file is not None:
            self.file.write(b"\0" * (-self.file.tell() % ALIGNMENT))
        if self.file is None or self.file.tell() + size > PART_BYTES:
            if self.file is not None:
                self.file.close()
            part = f"{self.path.name}_data" + (f"_{len(self.parts)}" if self.parts else "")
            self.parts.append(part)
            self.file = open(self.path.with_name(part), "wb")
        return self.parts[-1], self.file.tell()

    def integers(self, values, name):
        return self.weight(name, np.array(values, np.int64))

    def linear(self, name, x, matrix, bias=None, output=None):
        """Appends x · matrixᵀ + bias for a matrix [outputs, inputs]."""
        product = f"{output or name}.product" if bias is not None else output or name
        if self.is_quantised:
            packed, scales = quantise(matrix, self.real)
            inputs = [x, self.weight(f"{name}.weight_quant", packed), self.weight(f"{name}.weight_scales", scales)]
            rows, columns = matrix.shape
            self.add("MatMulNBits", inputs, product, MICROSOFT, K=columns, N=rows, bits=4, block_size=BLOCK)
        else:
            self.add("MatMul", [x, self.weight(f"{name}.weight", matrix.T)], product)
        if bias is None:
            return product
        return self.add("Add", [product, self.weight(f"{name}.bias", bias)], output or name)

    def to_real(self, name):
        return name if self.real == FLOAT else self.add("Cast", [name], f"{name}.real", to=self.real)

    def finish(self, compute, name):
        """Lets `compute(output)` append the last node, and casts where needed, so that `name` is always float32."""
        if self.real == FLOAT:
            compute(name)
        else:
            compute(f"{name}.real")
            self.add("Cast", [f"{name}.real"], name, to=FLOAT)

    def save(self):
        """Writes the graph, and returns the number of files with weights."""
        if self.file is not None:
            self.file.close()
        graph = helper.make_graph(self.nodes, self.name, self.inputs, self.outputs, self.weights)
        opsets = [helper.make_opsetid("", 17), helper.make_opsetid(MICROSOFT, 1)]
        model = helper.make_model(graph, opset_imports=opsets, producer_name="framewise")
        model.ir_version = 8
        onnx.save(model, str(self.path))
        return len(self.parts)


def quantise(matrix, real):
    """[rows, columns] -> uint8 [rows, blocks, 16], scales [rows, blocks]: value = (q - 8) · scale, the first of two in
    a byte's low half. A block's value of largest magnitude becomes q = 0, as onnxruntime's MatMulNBitsQuantizer has it
    (symmetric, blocks of 32); they differ only where two values are equally large.
    """
    packed, scales = [], []
    for start in range(0, len(matrix), ROWS_AT_ONCE):
        rows = matrix[start : start + ROWS_AT_ONCE]
        blocks = np.pad(rows, ((0, 0), (0, -rows.shape[1] % BLOCK))).reshape(len(rows), -1, BLOCK)
        extreme = np.take_along_axis(blocks, np.abs(blocks).argmax(-1, keepdims=True), -1)
        scale = extreme / np.float32(-8)
        if real == HALF:
            scale = scale.astype(np.float16).astype(np.float32)
        inverse = np.divide(1, scale, out=np.zeros_like(scale), where=scale != 0)
        q = np.clip(np.floor(blocks * inverse + np.float32(8.5)), 0, 15).astype(np.uint8)
        packed.append(q[..., 0::2] | (q[..., 1::2] << 4))
        scales.append(scale[..., 0])
    return np.concatenate(packed), np.concatenate(scales)
