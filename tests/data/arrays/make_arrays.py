"""Writes the small arrays beside it with NumPy, as people's own programs do: python3 make_arrays.py"""
import pathlib

import numpy as np

here = pathlib.Path(__file__).parent
matrix = (np.arange(12).reshape(4, 3) * 0.5 - 2).astype("<f4")
regions = np.arange(4 * 2 * 3).reshape(4, 2, 3).astype("f2")
np.savez(here / "two_views.npz", image_features=matrix, text_features=(matrix * 2).astype(">f8"),
         ids=np.array(["a", "b", "c", "d"]))
np.savez_compressed(here / "packed.npz", matrix)
np.save(here / "regions.npy", regions)
np.save(here / "regions_fortran.npy", np.asfortranarray(regions.astype("f8")))
np.save(here / "big_endian_half.npy", matrix.astype(">f2"))

# Kinds that other libraries write; without them what lies here stays.
try:
    import h5py
    import scipy.io
    import safetensors.numpy
except ImportError as missing:
    raise SystemExit(f"{missing}: only the arrays of NumPy were written; pip install h5py scipy safetensors")

doubled = matrix * 2
# The layout of Two_branch_network: a row per image in version 5, sentences in 7.3, whose HDF5 stands transposed.
scipy.io.savemat(here / "image_features.mat", {"image_features": matrix.astype("f8"), "note": "some text"})
scipy.io.savemat(here / "packed.mat", {"image_features": matrix}, do_compression=True)
scipy.io.savemat(here / "columns.mat", {"feats": matrix.T})
scipy.io.savemat(here / "sparse.mat", {"feats": scipy.sparse.csc_matrix(matrix)})
scipy.io.savemat(here / "regions.mat", {"feats": regions.astype("f4")})
with h5py.File(here / "text_features.mat", "w", userblock_size=512) as file:
    file.create_dataset("text_features", data=doubled.T.astype("f8")).attrs["MATLAB_class"] = np.bytes_("double")
    file.create_dataset("note", data=np.frombuffer(b"text", "u1").astype("u2")[None]).attrs[
        "MATLAB_class"] = np.bytes_("char")
with open(here / "text_features.mat", "r+b") as file:
    head = b"MATLAB 7.3 MAT-file, Platform: GLNXA64, Created on: Mon Jan  1 00:00:00 2024 HDF5 schema 1.00 ."
    file.write(head.ljust(116) + bytes(8) + b"\x00\x02IM")
with h5py.File(here / "two_views.h5", "w") as file:
    file["image_features"] = matrix
    file.create_dataset("texts/text_features", data=doubled.astype("f2"), chunks=(2, 2), compression="gzip")
    file["ids"] = np.array([b"a", b"b", b"c", b"d"])
with h5py.File(here / "one_each.h5", "w") as file:
    for row, name in enumerate(["a.jpg", "b.jpg", "c.jpg", "d.jpg"]):
        file[name] = matrix[row]
with h5py.File(here / "big_endian.h5", "w") as file:
    file["features"] = matrix.astype(">f8")
with h5py.File(here / "never_written.h5", "w") as file:
    file.create_dataset("features", shape=(1_000_000, 2_500), dtype="f4", chunks=(100, 100), compression="gzip")
with h5py.File(here / "regions.h5", "w") as file:
    file["feats"] = regions
tensors = {"image_features": matrix, "text_features": doubled.astype("f8"), "logit_scale": np.array(1.0, "f4")}
safetensors.numpy.save_file(tensors, here / "two_views.safetensors")
safetensors.numpy.save_file({"features": matrix.astype("f2")}, here / "half.safetensors")
