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
