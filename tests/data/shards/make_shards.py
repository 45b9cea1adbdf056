"""Writes the archives beside it with other people's tools: python3 make_shards.py
Needs Pillow, webdataset and img2dataset from PyPI; img2dataset fetches from a server of this script's own."""
import functools
import http.server
import io
import json
import pathlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import threading

import webdataset
from PIL import Image

here = pathlib.Path(__file__).parent


def picture(colour, kind="JPEG"):
    bytes_ = io.BytesIO()
    Image.new("RGB", (12, 8), colour).save(bytes_, kind)
    return bytes_.getvalue()


red, green, blue = picture("red"), picture("green", "PNG"), picture("blue", "WEBP")

# webdataset's own writer, which makes the texts of values itself.
for name in ("webdataset.tar", "webdataset.tar.gz"):
    with webdataset.TarWriter(str(here / name)) as sink:
        sink.write({"__key__": "birds/0001", "jpg": red, "txt": "A red bird", "cls": 3})
        sink.write({"__key__": "birds/0002", "png": green, "json": {"caption": "A green bird", "url": "x"}})
        sink.write({"__key__": "0003", "webp": blue, "txt": "A blue bird\nIt sings", "seg.png": green})

# Python's tarfile in its three formats, with names that only the newest writes as what they are.
for name, kind in (("ustar", tarfile.USTAR_FORMAT), ("gnu", tarfile.GNU_FORMAT), ("pax", tarfile.PAX_FORMAT)):
    with tarfile.open(here / f"tarfile_{name}.tar", "w", format=kind) as archive:
        for member, content in (("./Vögel/größe.jpg", red), ("./Vögel/größe.txt", "Ein Vogel, grün".encode()),
                                ("./" + "long/" * 19 + "x.jpg", red), ("./" + "long/" * 19 + "x.txt", b"Far away")):
            info = tarfile.TarInfo(member)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))

# GNU tar over a folder: pictures and texts in the order of the disk, with the folder itself.
with tempfile.TemporaryDirectory() as folder:
    below = pathlib.Path(folder) / "photos"
    below.mkdir()
    for key, caption in (("a", "One"), ("b", "Two")):
        (below / f"{key}.jpg").write_bytes(red)
        (below / f"{key}.txt").write_text(caption)
    order = ["photos", "photos/a.jpg", "photos/b.jpg", "photos/b.txt", "photos/a.txt"]
    subprocess.run(["tar", "-C", folder, "--no-recursion", "-cf", here / "gnu_tar.tar", *order], check=True)
    subprocess.run(["tar", "-C", folder, "--no-recursion", "--zstd", "-cf", here / "gnu_tar.tar.zst", *order],
                   check=True)

# img2dataset, with an address that has nothing.
with tempfile.TemporaryDirectory() as folder:
    served = pathlib.Path(folder) / "served"
    served.mkdir()
    for n, content in enumerate((red, green, blue)):
        (served / f"{n}.jpg").write_bytes(content)
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=served)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    captions = ["A red square", "A green one,\nover two lines", "not there", "A blue square"]
    lines = [{"url": f"{address}/{n}.jpg", "caption": c} for n, c in zip((0, 1, 9, 2), captions)]
    (pathlib.Path(folder) / "list.json").write_text(json.dumps(lines))
    out = here / "img2dataset"
    shutil.rmtree(out, ignore_errors=True)
    subprocess.run([pathlib.Path(sys.executable).parent / "img2dataset", "--url_list", f"{folder}/list.json",
                    "--input_format", "json", "--url_col", "url", "--caption_col", "caption", "--output_format",
                    "webdataset", "--output_folder", out, "--image_size", "16", "--processes_count", "1",
                    "--thread_count", "1", "--number_sample_per_shard", "2", "--retries", "0",
                    "--user_agent_token", "test"], check=True)
    server.shutdown()
