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

# Of other programs than NumPy: SciPy, h5py, safetensors. In all of them the matrix above, under the names that
# Two_branch_network, Karpathy's features and others use.
try:
    import h5py
    import scipy.io
    from safetensors.numpy import save_file
except ImportError as missing:
    raise SystemExit(f"{missing}: the other files stay as they are")

scipy.io.savemat(here / "matlab5.mat", {"image_features": matrix, "count": 4.0, "ids": np.array(["a", "b", "c", "d"]),
                                        "list": np.arange(5.0)})
scipy.io.savemat(here / "matlab7.mat", {"feats": matrix.T.astype("f8")}, do_compression=True)
scipy.io.savemat(here / "matlab_whole_numbers.mat", {"feats": np.arange(12).reshape(4, 3).astype("i2")})
scipy.io.savemat(here / "matlab_others.mat", {"words": np.array(["a", "b"], dtype=object), "c": matrix * 1j})


def matlab73(file, arrays):
    """As MATLAB saves with -v7.3: HDF5 behind a block of text, sides turned around, each with its class."""
    with h5py.File(file, "w", userblock_size=512, libver="earliest") as out:
        for name, (values, kind) in arrays.items():
            out.create_dataset(name, data=values.T, chunks=values.T.shape, compression="gzip")
            out[name].attrs["MATLAB_class"] = np.bytes_(kind)
    with open(file, "r+b") as out:
        out.write(b"MATLAB 7.3 MAT-file, Platform: GLNXA64".ljust(124) + b"\x00\x02IM")


matlab73(here / "matlab73.mat", {"text_features": (matrix, "single"), "count": (np.ones((1, 1)), "double"),
                                 "title": (np.array([[70, 51], [48, 75]], "u2"), "char")})
with h5py.File(here / "one.h5", "w") as out:
    out.create_dataset("features/clip", data=matrix.astype("f2"), chunks=(2, 2), compression="gzip", shuffle=True)
    out.create_dataset("names", data=np.array(["a", "b", "c", "d"], dtype=h5py.string_dtype()))
with h5py.File(here / "several.h5", "w") as out:
    for i in range(15):
        out[f"picture_{i:02d}"] = matrix.astype(">f8") + i
with h5py.File(here / "one_each.h5", "w") as out:
    for row, name in enumerate(["a.jpg", "b.jpg", "c.jpg", "d.jpg"]):
        out[name] = matrix[row]
with h5py.File(here / "claims.h5", "w") as out:
    out.create_dataset("never_written", shape=(1000000, 2500), dtype="f4", chunks=(1000, 2500))
    out.create_dataset("flat", data=np.arange(3.0))
save_file({"image_embeds": matrix, "text_embeds": (matrix * 2).astype("f2"), "scale": np.array(1.0, "f4")},
          here / "clip.safetensors")
save_file({"embeds": matrix}, here / "one.safetensors")
nan = matrix.copy()
nan[2, 1] = np.nan
scipy.io.savemat(here / "nan.mat", {"feats": nan})
with h5py.File(here / "nan.h5", "w") as out:
    out["feats"] = nan
save_file({"feats": nan}, here / "nan.safetensors")
