"""Writes the tables beside it with pandas and pyarrow, as people's own programs do: python3 make_parquet.py"""
import io
import pathlib

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from PIL import Image

here = pathlib.Path(__file__).parent


def picture(colour, kind="JPEG"):
    content = io.BytesIO()
    Image.new("RGB", (8, 8), colour).save(content, kind)
    return content.getvalue()


pd.DataFrame({"image": ["a.jpg", "b.jpg", "gone.jpg", None], "caption": ["A dog", "Ein Vögelchen", "A cat", "x"],
              "split": ["train", "test", "train", "train"], "score": [0.5, 1.5, 2.5, 3.5]}).to_parquet(
                  here / "pandas.parquet")
pq.write_table(pa.table({"file_name": ["a.jpg", "b.jpg"], "captions": [["A dog", "It barks"], ["A bird"]],
                         "embedding": [[0.0] * 64, [1.0] * 64]}),
               here / "lists.parquet", compression="zstd", version="2.6", data_page_version="2.0")
pq.write_table(pa.table({"image": ["a.jpg"] * 300, "text": [f"caption {n}" if n != 290 else None for n in range(1, 301)]}),
               here / "many.parquet", row_group_size=40)
# As Hugging Face's datasets write an image folder: the picture within, beside its name.
images = [{"bytes": picture("red"), "path": "red.jpg"}, {"bytes": picture("green", "PNG"), "path": None},
          {"bytes": b"no picture", "path": "bad.jpg"}, {"bytes": picture("blue"), "path": "blue.jpg"}]
kind = pa.struct([("bytes", pa.binary()), ("path", pa.string())])
hub = here / "hub" / "data"
hub.mkdir(parents=True, exist_ok=True)
for name, part in (("train-00000-of-00001", slice(0, 3)), ("test-00000-of-00001", slice(3, 4))):
    pq.write_table(pa.table({"image": pa.array(images[part], kind),
                             "text": ["A red square", "A green square", "Nothing", "A blue square"][part],
                             "label": pa.array([0, 1, 2, 3][part], pa.int64())}),
                   hub / f"{name}.parquet", row_group_size=2)
# As clip-retrieval writes: row r of all three belongs together.
clip = here / "clip_retrieval"
for folder in ("img_emb", "text_emb", "metadata"):
    (clip / folder).mkdir(parents=True, exist_ok=True)
random = np.random.default_rng(1)
for part, rows in ((0, 3), (1, 2)):
    for folder in ("img_emb", "text_emb"):
        np.save(clip / folder / f"{folder}_{part}.npy", random.normal(size=(rows, 4)).astype("f2"))
    pd.DataFrame({"image_path": [f"/gone/{part}_{r}.jpg" for r in range(rows)],
                  "caption": [f"caption {part} {r}" for r in range(rows)]}).to_parquet(
                      clip / "metadata" / f"metadata_{part}.parquet")
