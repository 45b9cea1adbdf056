#!/usr/bin/env python3
"""Unpacks the wheels of installer/libtorch.sh into one folder: what Crossview compiles and links against.

    unpack_libtorch.py current|cuda FOLDER WHEEL ...

Left out are Python's half of PyTorch and the wheel's own libgomp, so that the process has one OpenMP, the
system's. For "current", which runs on the CPU, everything of CUDA is left out too but the two libraries that
libtorch_cpu.so cannot be loaded without.

libtorch_cpu.so brings its own oneDNN (3.x) and BLAS (MKL), and exports some of their symbols. In one process with
Debian's oneDNN 2.6 and OpenBLAS the loader would let one library run the other's code: seen here, Debian's
dnnl_sgemm answers "unimplemented", because its kernels are set up by the weak function of that name in the wheel.
So these symbols are made invisible (STV_HIDDEN) in our copy: libtorch_cpu.so keeps to its own, and nobody else
finds them.
"""
import fnmatch
import pathlib
import re
import struct
import sys
import zipfile

# Of the headers not those of other projects (fmt, dnnl, …): they would hide the system's.
BOTH = ["torch/include/ATen/*", "torch/include/c10/*", "torch/include/torch/*", "torch/lib/libc10.so",
        "torch/lib/libtorch_cpu.so"]
WANTED = {
    "current": BOTH + ["nvidia/*/libcudart.so.*", "nvidia/*/libcupti.so.*"],
    "cuda": BOTH + ["torch/lib/libtorch.so", "torch/lib/libc10_cuda.so", "torch/lib/libtorch_cuda.so",
                    "torch/lib/libtorch_nvshmem.so", "torch/lib/libcaffe2_nvrtc.so", "nvidia/*.so", "nvidia/*.so.*"],
}
LICENCES = ["*.dist-info/*LICEN[CS]E*", "*.dist-info/*NOTICE*", "*.dist-info/*License*"]
PRIVATE = re.compile(rb"dnnl|^cblas_|^[sdcz][a-z0-9]+_$|^xerbla_$|^ilaenv_$")

SHT_DYNSYM = 11
STV_HIDDEN = 2


def unpack(wheel, kind, folder):
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            if any(fnmatch.fnmatchcase(name, pattern) for pattern in WANTED[kind] + LICENCES):
                archive.extract(name, folder)  # refuses to leave the folder


def hide_private_symbols(library):
    """Sets the visibility of the defined dynamic symbols that PRIVATE names; returns their number."""
    with open(library, "r+b") as file:
        header = file.read(64)
        if header[:6] != b"\x7fELF\x02\x01":
            raise ValueError(f"{library} is no 64-bit little-endian ELF library")
        sections_at, = struct.unpack_from("<Q", header, 40)
        entry, count = struct.unpack_from("<HH", header, 58)
        file.seek(sections_at)
        table = file.read(entry * count)
        sections = [struct.unpack_from("<IIQQQQIIQQ", table, i * entry) for i in range(count)]
        symbols = next(section for section in sections if section[1] == SHT_DYNSYM)
        names = sections[symbols[6]]
        file.seek(symbols[4])
        entries = file.read(symbols[5])
        file.seek(names[4])
        strings = file.read(names[5])
        hidden = 0
        for at in range(0, len(entries), 24):
            name, _, other, section = struct.unpack_from("<IBBH", entries, at)
            if section and PRIVATE.search(strings[name:strings.index(b"\0", name)]):
                file.seek(symbols[4] + at + 5)
                file.write(bytes([other & ~3 | STV_HIDDEN]))
                hidden += 1
        return hidden


def main():
    kind, folder, wheels = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3:]
    for wheel in wheels:
        unpack(wheel, kind, folder)
    library = folder / "torch/lib/libtorch_cpu.so"
    if hide_private_symbols(library) == 0:
        raise ValueError(f"{library} exports nothing of oneDNN; look into this script's docstring again")


if __name__ == "__main__":
    try:
        main()
    except (OSError, ValueError, zipfile.BadZipFile) as error:
        sys.exit(f"crossview: LibTorch could not be unpacked: {error}.")
