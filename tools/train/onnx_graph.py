"""A thin hand for writing graphs node by node: the number of nodes is the time of a decode step on a slow GPU."""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

FLOAT, INT64, INT32 = TensorProto.FLOAT, TensorProto.INT64, TensorProto.INT32
MICROSOFT = "com.microsoft"


class Graph:
    def __init__(self, name):
        self.name = name
        self.nodes, self.inputs, self.outputs, self.weights = [], [], [], []

    def input(self, name, kind, shape):
        self.inputs.append(helper.make_tensor_value_info(name, kind, shape))
        return name

    def output(self, name, kind, shape):
        self.outputs.append(helper.make_tensor_value_info(name, kind, shape))

    def weight(self, name, value):
        """value: torch tensor or NumPy array."""
        array = value.detach().numpy() if hasattr(value, "detach") else value
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def add(self, op, inputs, outputs, domain="", **attributes):
        """Appends a node and gives its first output; '' stands for an input or output left out."""
        names = [outputs] if isinstance(outputs, str) else outputs
        node = helper.make_node(op, inputs, names, name=names[0], domain=domain, **attributes)
        self.nodes.append(node)
        return names[0]

    def save(self, path):
        graph = helper.make_graph(self.nodes, self.name, self.inputs, self.outputs, self.weights)
        opsets = [helper.make_opsetid("", 17), helper.make_opsetid(MICROSOFT, 1)]
        model = helper.make_model(graph, opset_imports=opsets, producer_name="framewise")
        model.ir_version = 8
        onnx.save(model, path)
        return len(self.nodes)
