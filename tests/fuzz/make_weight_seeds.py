#!/usr/bin/env python3
"""Writes the seeds of fuzz_safetensors and fuzz_state_dict beside this file, without PyTorch: its formats are a few
pickles and raw values (torch/serialization.py). Python's own pickle module writes the pickles, with stand-ins for
torch's classes. Run it again only when a seed is added: python3 tests/fuzz/make_weight_seeds.py"""

import io
import json
import pickle
import struct
import sys
import types
import warnings
import zipfile
from collections import OrderedDict
from pathlib import Path

CORPUS = Path(__file__).parent / "corpus"
TYPES = {"Float": "f", "Double": "d", "Half": "e", "BFloat16": "H", "Long": "q", "Int": "i", "Short": "h",
         "Char": "b", "Byte": "B", "Bool": "?"}

torch = types.ModuleType("torch")
utils = types.ModuleType("torch._utils")
sys.modules.update({"torch": torch, "torch._utils": utils})
for kind in TYPES:
    setattr(torch, f"{kind}Storage", type(f"{kind}Storage", (), {"__module__": "torch"}))


def rebuilder(name):
    def function(*_):
        raise NotImplementedError
    function.__module__, function.__qualname__, function.__name__ = "torch._utils", name, name
    setattr(utils, name, function)
    return function


TENSOR = rebuilder("_rebuild_tensor_v2")
PARAMETER = rebuilder("_rebuild_parameter")


class Storage:
    def __init__(self, key, kind, values):
        self.key, self.kind, self.values = key, kind, values

    def raw(self):
        return struct.pack(f"<{len(self.values)}{TYPES[self.kind]}", *self.values)


class Tensor:
    def __init__(self, storage, size, stride, offset=0):
        self.arguments = (storage, offset, size, stride, False, OrderedDict())

    def __reduce__(self):
        return TENSOR, self.arguments


class Parameter:
    def __init__(self, tensor):
        self.tensor = tensor

    def __reduce__(self):
        return PARAMETER, (self.tensor, True, OrderedDict())


class Pickler(pickle.Pickler):
    def __init__(self, file, protocol, old):
        super().__init__(file, protocol)
        self.old, self.storages = old, {}

    def persistent_id(self, value):
        if not isinstance(value, Storage):
            return None
        self.storages[value.key] = value
        identity = ("storage", getattr(torch, f"{value.kind}Storage"), value.key, "cpu", len(value.values))
        return identity + (None,) if self.old else identity


def pickled(value, protocol, old):
    file = io.BytesIO()
    pickler = Pickler(file, protocol, old)
    pickler.dump(value)
    return file.getvalue(), pickler.storages


def old_stream(value, little=True):
    content, storages = pickled(value, 2, True)
    system = {"protocol_version": 1001, "little_endian": little, "type_sizes": {"short": 2, "int": 4, "long": 4}}
    parts = [pickle.dumps(v, 2) for v in (0x1950A86A20F9469CFC6C, 1001, system)]
    parts += [content, pickle.dumps(sorted(storages), 2)]
    for key in sorted(storages):
        parts += [struct.pack("<q", len(storages[key].values)), storages[key].raw()]
    return b"".join(parts)


def archive(value, protocol=2, top="archive", method=zipfile.ZIP_STORED, order=b"little", more=()):
    content, storages = pickled(value, protocol, False)
    members = [("data.pkl", content)]
    members += [("byteorder", order)] if order else []
    members += [(f"data/{key}", storage.raw()) for key, storage in storages.items()]
    members += [("version", b"3\n"), *more]
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as out:
        for name, data in members:
            warnings.simplefilter("ignore")  # about the name that is there twice on purpose
            out.writestr(zipfile.ZipInfo(f"{top}/{name}"), data, method)
    return file.getvalue()


def small_net():
    weight = Storage("0", "Float", [0.5 * i for i in range(6)])
    shared = Storage("1", "Long", [7, 8, 9])
    return OrderedDict([("layer.weight", Tensor(weight, (2, 3), (3, 1))),
                        ("layer.turned", Tensor(weight, (3, 2), (1, 3))),
                        ("layer.tail", Tensor(weight, (2,), (1,), 4)),
                        ("steps", Tensor(shared, (), (), 1))])


def every_type():
    values = {"BFloat16": [0x3F80, 0xC020, 0x7F80], "Bool": [True, False, True], "Byte": [1, 0, 255]}
    return {kind.lower(): Tensor(Storage(str(i), kind, values.get(kind, [1, -2, 3])), (3,), (1,))
            for i, kind in enumerate(TYPES)}


def checkpoint(more=()):
    return {"epoch": 3, "loss": 0.25, "arguments": ["sgd", None, 1 << 80, *more],
            "state_dict": OrderedDict((name, Parameter(tensor)) for name, tensor in small_net().items()),
            "optimizer": {"state": {0: {"step": 5}}, "param_groups": [{"lr": 1e-3, "params": [0, 1]}]}}


class Attack:
    def __reduce__(self):
        import os
        return os.system, ("echo attacked",)


def safetensors(header, data):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + data


def write(folder, files):
    (CORPUS / folder).mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (CORPUS / folder / name).write_bytes(data)


def entry(dtype, shape, begin, end):
    return {"dtype": dtype, "shape": shape, "data_offsets": [begin, end]}


def main():
    six = struct.pack("<6f", *(0.5 * i for i in range(6)))
    write("safetensors", {
        "small": safetensors({"__metadata__": {"format": "pt"}, "a": entry("F32", [2, 3], 0, 24),
                              "b": entry("I64", [], 24, 32)}, six + struct.pack("<q", 8)),
        "types": safetensors({"f16": entry("F16", [2], 0, 4), "bf16": entry("BF16", [2], 4, 8),
                              "u8": entry("U8", [1, 1], 8, 9), "bool": entry("BOOL", [2], 9, 11),
                              "f64": entry("F64", [1], 11, 19), "none": entry("F32", [0, 5], 19, 19)},
                             struct.pack("<2e2HB2?d", 1, -2, 0x3F80, 0xC020, 255, True, False, 0.1)),
        "overlap": safetensors({"a": entry("F32", [3], 0, 12), "b": entry("F32", [3], 8, 20)}, six),
        "beyond": safetensors({"a": entry("F32", [7], 0, 28)}, six),
        "nested": safetensors(b'{"a":' + b"[" * 200 + b"]" * 200 + b"}", b""),
    })
    protocol0 = b"(lp0\nI1\na."
    write("state_dict", {
        "old": old_stream(small_net()),
        "old_checkpoint": old_stream(checkpoint()),
        "old_big_endian": old_stream(small_net(), little=False),
        "zip": archive(small_net(), top="my net"),
        "zip_types": archive(every_type(), protocol=4, order=None),
        "zip_protocol5": archive(small_net(), protocol=5),
        "zip_checkpoint": archive(checkpoint([b"raw", {1, 2}]), protocol=4, method=zipfile.ZIP_DEFLATED),
        "zip_big_endian": archive(small_net(), order=b"big"),
        "zip_script": archive(small_net(), more=[("constants.pkl", b"\x80\x02).")]),
        "zip_twice": archive(small_net(), more=[("data/0", b"\0" * 24)]),
        "zip_bomb": archive({"a": Tensor(Storage("0", "Float", [0.0] * 1_000_000), (10,), (1,))},
                            method=zipfile.ZIP_DEFLATED),
        "zip_attack": archive({"a": Attack()}),
        "old_attack": old_stream({"a": Attack()}),
        "other_pickle": pickle.dumps({"a": 1}, 2),
        "protocol0": protocol0,
    })


if __name__ == "__main__":
    main()
