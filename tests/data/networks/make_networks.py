#!/usr/bin/env python3
"""Writes the small ONNX files beside this one (pip install onnx). Their weights are whole numbers, so that the tests
can say what must come out. Run it again only when a network is added."""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

FOLDER = Path(__file__).parent
MIX = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, -1, 2]], np.float32)  # 4 mixtures of the 3 colours
CLASSES = np.array([[1, 0, 0, 0], [1, 2, 3, 4]], np.float32)


def save(name, nodes, outputs, weights, domains=()):
    graph = helper.make_graph(
        nodes, name, [helper.make_tensor_value_info("picture", TensorProto.FLOAT, [1, 3, 8, 8])],
        [helper.make_tensor_value_info(output, TensorProto.FLOAT, shape) for output, shape in outputs],
        [numpy_helper.from_array(value, key) for key, value in weights.items()])
    model = helper.make_model(graph, producer_name="crossview",
                              opset_imports=[helper.make_opsetid("", 12), *domains])
    model.ir_version = 7
    onnx.checker.check_model(model)
    onnx.save(model, FOLDER / f"{name}.onnx")


def node(kind, name, inputs, output, **attributes):
    return helper.make_node(kind, inputs, [output], name=name, **attributes)


def main():
    mix = node("Conv", "mix", ["picture", "colours"], "mixed", kernel_shape=[1, 1])
    activation = node("Relu", "activation", ["mixed"], "activated")
    pool = node("GlobalAveragePool", "pool", ["activated"], "pooled")
    flat = node("Flatten", "flat", ["pooled"], "row")
    classifier = node("Gemm", "classifier", ["row", "table"], "classes", transB=1)
    weights = {"colours": MIX.reshape(4, 3, 1, 1)}
    save("small", [mix, activation, pool, flat, classifier], [("classes", [1, 2])], {**weights, "table": CLASSES})
    save("two_outputs", [mix, activation, pool], [("mixed", [1, 4, 8, 8]), ("pooled", [1, 4, 1, 1])], weights)
    save("logarithm", [mix, node("Log", "logarithm", ["mixed"], "logarithms")], [("logarithms", [1, 4, 8, 8])],
         weights)
    # As large as its input: a fully connected layer takes 8 x 8 pixels and no other size.
    table = np.ones((2, 192), np.float32)
    save("fixed_size", [node("Flatten", "flat", ["picture"], "row"),
                        node("Gemm", "classifier", ["row", "table"], "classes", transB=1)],
         [("classes", [1, 2])], {"table": table})
    save("unknown_operation", [helper.make_node("Divination", ["picture"], ["classes"], domain="org.example")],
         [("classes", [1, 2])], {}, [helper.make_opsetid("org.example", 1)])


if __name__ == "__main__":
    main()
