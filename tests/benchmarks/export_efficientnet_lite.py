#!/usr/bin/env python3
"""Writes EfficientNet-lite as ONNX, for the comparison with ONNX Runtime (image_encoder_benchmark).

    pip install numpy onnx onnxruntime
    tests/benchmarks/export_efficientnet_lite.py 2 ~/.local/share/crossview/encoders/efficientnet-lite2/weights.pth lite2.onnx

The output is what Crossview's own forward gives: the mean over space of the last 1280 channels. Batch norm is
left to the runtime to fold, as an exporter would leave it. With --rate the model is run and its rate printed.
"""
import argparse
import math
import pickle
import struct
import time
from collections import OrderedDict

import numpy as np

STAGES = [(1, 3, 1, 1, 32, 16), (2, 3, 2, 6, 16, 24), (2, 5, 2, 6, 24, 40), (3, 3, 2, 6, 40, 80),
          (3, 5, 1, 6, 80, 112), (4, 5, 2, 6, 112, 192), (1, 3, 1, 6, 192, 320)]
SCALE = {0: (1.0, 1.0, 224), 2: (1.1, 1.2, 260)}
TYPES = {"FloatStorage": np.float32, "LongStorage": np.int64}


class StateDict(pickle.Unpickler):
    """Reads the pre-1.6 stream of PyTorch without PyTorch."""

    def __init__(self, file):
        super().__init__(file)
        self.storages = {}

    def find_class(self, module, name):
        if name == "OrderedDict":
            return OrderedDict
        if name == "_rebuild_tensor_v2":
            return lambda *tensor: tensor[:4]
        return name

    def persistent_load(self, saved):
        _, kind, key, _, count, _ = saved
        self.storages[key] = (TYPES[kind], count)
        return key


def read_weights(path):
    with open(path, "rb") as file:
        for _ in range(3):  # magic number, protocol, system
            pickle.load(file)
        reader = StateDict(file)
        entries = reader.load()
        keys = pickle.load(file)
        arrays = {}
        for key in keys:
            kind, count = reader.storages[key]
            assert struct.unpack("<q", file.read(8))[0] == count
            arrays[key] = np.frombuffer(file.read(count * np.dtype(kind).itemsize), kind)
    # The weights came from TensorFlow and kept its order in memory: strides matter.
    return {name: np.lib.stride_tricks.as_strided(arrays[key][offset:], size,
                                                  [step * arrays[key].itemsize for step in stride])
            for name, (key, offset, size, stride) in entries.items()}


def rounded(channels, width):
    scaled = channels * width
    result = max(8, int(scaled + 4) // 8 * 8)
    return result + 8 if result < 0.9 * scaled else result


def export(weights, variant, path):
    from onnx import TensorProto, helper, numpy_helper, save
    width, depth, size = SCALE[variant]
    nodes, constants, side = [], [], size

    def constant(name, values):
        constants.append(numpy_helper.from_array(np.array(values, np.float32, order="C"), name))
        return name

    def convolution(source, name, norm, stride, groups, clip):
        nonlocal side
        kernel = weights[name + ".weight"].shape[-1]
        out = -(-side // stride)
        total = max((out - 1) * stride + kernel - side, 0)
        side = out
        nodes.append(helper.make_node(
            "Conv", [source, constant(name, weights[name + ".weight"])], [name + ".out"],
            kernel_shape=[kernel] * 2, strides=[stride] * 2, group=groups,
            pads=[total // 2] * 2 + [total - total // 2] * 2))
        parts = [constant(f"{norm}.{part}", weights[f"{norm}.{part}"])
                 for part in ("weight", "bias", "running_mean", "running_var")]
        nodes.append(helper.make_node("BatchNormalization", [name + ".out"] + parts, [norm + ".out"], epsilon=1e-3))
        if not clip:
            return norm + ".out"
        nodes.append(helper.make_node("Clip", [norm + ".out", "zero", "six"], [norm + ".clip"]))
        return norm + ".clip"

    constant("zero", np.float32(0))
    constant("six", np.float32(6))
    last = convolution("picture", "_conv_stem", "_bn0", 2, 1, True)
    block = 0
    for stage, (repeat, kernel, stride, expansion, inside, outside) in enumerate(STAGES):
        inside = inside if stage == 0 else rounded(inside, width)
        outside = rounded(outside, width)
        if 0 < stage < len(STAGES) - 1:
            repeat = math.ceil(repeat * depth)
        for i in range(repeat):
            source, channels, prefix = last, inside if i == 0 else outside, f"_blocks.{block}."
            if expansion != 1:
                last = convolution(last, prefix + "_expand_conv", prefix + "_bn0", 1, 1, True)
            last = convolution(last, prefix + "_depthwise_conv", prefix + "_bn1", stride if i == 0 else 1,
                               channels * expansion, True)
            last = convolution(last, prefix + "_project_conv", prefix + "_bn2", 1, 1, False)
            if i > 0:
                nodes.append(helper.make_node("Add", [last, source], [prefix + "sum"]))
                last = prefix + "sum"
            block += 1
    last = convolution(last, "_conv_head", "_bn1", 1, 1, True)
    nodes.append(helper.make_node("GlobalAveragePool", [last], ["features"]))
    graph = helper.make_graph(
        nodes, f"efficientnet-lite{variant}",
        [helper.make_tensor_value_info("picture", TensorProto.FLOAT, ["batch", 3, size, size])],
        [helper.make_tensor_value_info("features", TensorProto.FLOAT, ["batch", 1280, 1, 1])], constants)
    save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8), path)


def rate(path, size, threads, batch, seconds):
    """Pictures per second of ONNX Runtime, best of five spans."""
    import onnxruntime
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    pictures = np.random.default_rng(1).uniform(-1, 1, (batch, 3, size, size)).astype(np.float32)
    session.run(None, {"picture": pictures})
    best = 0.0
    for _ in range(5):
        done, begin = 0, time.perf_counter()
        while time.perf_counter() - begin < seconds / 5:
            session.run(None, {"picture": pictures})
            done += batch
        best = max(best, done / (time.perf_counter() - begin))
    return best


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("variant", type=int, choices=[0, 2])
    parser.add_argument("weights")
    parser.add_argument("onnx")
    parser.add_argument("--rate", action="store_true", help="run it and print pictures per second")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=5)
    arguments = parser.parse_args()
    export(read_weights(arguments.weights), arguments.variant, arguments.onnx)
    if arguments.rate:
        print(f"{rate(arguments.onnx, SCALE[arguments.variant][2], arguments.threads, arguments.batch, arguments.seconds):.2f}")


if __name__ == "__main__":
    main()
