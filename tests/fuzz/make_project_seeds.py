#!/usr/bin/env python3
"""Writes the seeds of the targets that read a project, a picture or a file of the user's, beside this file. Run it
again only when a seed is added: python3 tests/fuzz/make_project_seeds.py [CROSSVIEW_CLI]. With the command line
program it also makes the seed of a project of the present version, by opening one of the first version."""

import base64
import json
import sqlite3
import struct
import subprocess
import sys
import tempfile
import zlib
from pathlib import Path

CORPUS = Path(__file__).parent / "corpus"


def put(target, name, content):
    folder = CORPUS / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())


def part(index, content, npy=False):
    """A record of writeParts (scratch_folder.h)."""
    content = content if isinstance(content, bytes) else content.encode()
    return struct.pack("<BH", index + (128 if npy else 0), len(content)) + content


def small(index, rows, cols, *values):
    return part(index, struct.pack("BB", rows, cols) + struct.pack(f"<{len(values)}f", *values), npy=True)


def npy(rows, cols, kind="f", order=False):
    text = f"{{'descr': '<{'f2' if kind == 'e' else 'f4'}', 'fortran_order': {order}, 'shape': ({rows}, {cols}), }}"
    text += " " * (63 - (10 + len(text)) % 64) + "\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text.encode() + \
        struct.pack(f"<{rows * cols}{kind}", *[0.5] * (rows * cols))


# What is imported.
put("captions", "plain.tsv", "a.jpg\ta dog runs\nb.jpg\ta cat sleeps\n")
put("captions", "flickr.token", "1.jpg#0\tA dog runs .\n1.jpg#1\tDogs .\n")
put("captions", "coco.json", json.dumps({"images": [{"id": 1, "file_name": "a.jpg"}],
                                         "annotations": [{"image_id": 1, "id": 2, "caption": "a dog"}]}))
put("captions", "karpathy.json", json.dumps({"images": [{"filename": "a.jpg", "split": "train", "sentences": [
    {"raw": "a dog"}]}], "dataset": "x"}))
put("captions", "utf16", "\ufeffa".encode("utf-16"))
put("split_list", "names.txt", "a.jpg\nb c.jpg\n")
put("split_list", "paths.txt", "Flickr_8k.trainImages.txt\nimages/a.jpg#0\r\nb c\n\n")
put("split_list", "odd.txt", b"\xff/..\n#\n/\na.jpg")

# Networks and encoders.
FACTS = {"sha256": "ab" * 32, "kind": "ONNX", "bytes": 12, "file": "/n.onnx", "allowed": "2026-11-26T17:40:00Z"}
put("allowed_networks", "one.json", json.dumps({"allowed networks": [FACTS]}))
put("allowed_networks", "forms.json", json.dumps({"allowed networks": [{**FACTS, "bytes": 1e300}, {**FACTS, "file": 3},
                                                                     3, {**FACTS, "sha256": "AB"}]}))
put("allowed_networks", "object.json", json.dumps({"allowed networks": FACTS}))
put("networks_json", "known.json", json.dumps({"/gone.onnx": {"bytes": 3, "changed": 4, "sha256": "ab" * 32}}))
put("networks_json", "forms.json", json.dumps({"/gone.onnx": [], "x": {"sha256": 3}}))
put("encoder_record", "record.json", json.dumps({"right": {"sha256": "ab" * 32, "bytes": 7, "changed": 1, "inode": 2},
                                                 "wrong": 3}))
put("encoder_record", "list.json", "[{}]")
put("network_file", "zip", b"PK\x03\x04 rest")
put("network_file", "message", "OpenCV(4.6.0) ./f.cpp:110: error: (-2:Kind) what > in function 'f'\n> (expected: 'x')\n")
put("network_file", "empty", "")
put("word_piece", "small.txt", "[UNK]\n[CLS]\n[SEP]\na\ndog\n##s\nrun\n##n\n.\n\nA dog, dogs r\u00fcnn.")
put("word_piece", "lacks.txt", "[UNK]\n[CLS]\n")
put("word_piece", "odd.txt", "[UNK]\r\n[CLS]\r\n[SEP]\r\n##\u4e2d\n\u4e2d\n\n\u4e2d\u4e2d\u0301\u00e9")

# Pictures of 8 x 6 pixels.
PIXELS = bytes((x * y * 7) % 256 for y in range(6) for x in range(24))


def png(kind, channels, bits=8, extra=b""):
    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
    row = 8 * channels * bits // 8
    rows = b"".join(b"\0" + bytes((i * 37 + y) % 256 for i in range(row)) for y in range(6))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 6, bits, kind, 0, 0, 0)) + extra + \
        chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def tiff(order, width_type=3, samples=3, bits=8):
    data = PIXELS if samples == 3 else bytes(8 * 6 * samples * bits // 8)
    entries = [(256, width_type, 1, 8), (257, 3, 1, 6), (258, 3, 1, bits), (259, 3, 1, 1),
               (262, 3, 1, 2 if samples >= 3 else 1), (273, 4, 1, 8), (277, 3, 1, samples), (278, 3, 1, 6),
               (279, 4, 1, len(data))]
    directory = struct.pack(order + "H", len(entries))
    for tag, kind, count, value in entries:
        value = struct.pack(order + "I", value) if kind == 4 else struct.pack(order + "H", value) + b"\0\0"
        directory += struct.pack(order + "HHI", tag, kind, count) + value
    return (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "I", 8 + len(data)) + data + directory + \
        b"\0\0\0\0"


def bmp(height=6):
    return b"BM" + struct.pack("<IIIIiiHHIIiiII", 54 + 144, 0, 54, 40, 8, height, 1, 24, 0, 144, 0, 0, 0, 0) + PIXELS


JPEG = base64.b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABsSFBcUERsXFhceHBsgKEIrKCUlKFE6PTBCYFVlZF9VXVtqeJmBanGQc1tdhbWGkJ6jq62rZ4C8ybqm"
    "x5moq6T/2wBDARweHigjKE4rK06kbl1upKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKT/wAARCAAGAAgD"
    "AREAAhEBAxEB/8QAFAABAAAAAAAAAAAAAAAAAAAABP/EAB0QAAIBBAMAAAAAAAAAAAAAAAECAwAEESFBQlH/xAAUAQEAAAAAAAAAAAAAAAAAAAAB"
    "/8QAHREAAQMFAQAAAAAAAAAAAAAAAQACETFBYcHw8f/aAAwDAQACEQMRAD8ALDawRWsbNErM6hiSMnk6zrqfaazj1LIcQLnu2v/Z")
EXIF = b"\xff\xe1\x00\x22Exif\0\0II\x2a\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0"
WEBP = base64.b64decode("UklGRkoAAABXRUJQVlA4ID4AAADQAQCdASoIAAYAB0CWJbAC7ADz22VcAAD+wcpGz8n1gqIa0S3aLuWBYs9ltcTNYCVK"
                        "BdUplcS9D5iUXtIAAA==")
LOSSLESS = base64.b64decode("UklGRkAAAABXRUJQVlA4TDMAAAAvB0ABAM2UIaL/sYmI/gfUBADB+CSYMfTSxS3vrDD5cxAEkzTVdgywxInpR9IYwT6n"
                            "IAAA")
OLD_BMP = b"BM" + struct.pack("<IIIIHHHH", 26 + 144, 0, 26, 12, 8, 6, 1, 24) + PIXELS
for name, content in {"rgb.png": png(2, 3), "rgba.png": png(6, 4), "grey-alpha-16.png": png(4, 2, 16),
                      "transparent.png": png(2, 3, extra=struct.pack(">I", 6) + b"tRNS" + bytes(6) +
                                             struct.pack(">I", zlib.crc32(b"tRNS" + bytes(6)))),
                      "jfif.jpg": JPEG, "turned.jpg": JPEG[:2] + EXIF + JPEG[2:], "cut.jpg": JPEG[:-2],
                      "lossy.webp": WEBP, "lossless.webp": LOSSLESS,
                      "canvas.webp": b"RIFF" + struct.pack("<I", 22) + b"WEBPVP8X" + struct.pack("<I", 10) + b"\x10" +
                      bytes(3) + b"\x07\0\0\x05\0\0", "up.bmp": bmp(), "down.bmp": bmp(-6), "os2.bmp": OLD_BMP,
                      "little.tif": tiff("<"), "big.tif": tiff(">"), "long.tif": tiff("<", 4),
                      "grey-16.tif": tiff("<", 3, 1, 16), "two-samples.tif": tiff("<", 3, 2),
                      "huge.pgm": b"P5 30000 30000 255\n"}.items():
    put("picture", name, content)
    if not name.endswith("pgm"):
        put("picture_header", name, content[:200])
put("picture_header", "animated.gif", b"GIF89a\x08\0\x06\0\0\0\0")

# JSON of runs.
OPTIONS = json.dumps({"preset": "cvpr2016", "loss.margin": 0.1, "loss.topK": 50, "split.method": "random",
                      "features.image.network.mean": "1 2 3", "device": "cpu", "seed": 3})
STATE = {"epoch": 2, "batch": 3, "step": 40, "epochTotal": 0.5, "epochSeconds": 1.5, "bestEpoch": 1, "bestScore": 100.5,
         "lambda1": 2, "lambda2": 0, "lambda3": 0.2, "margin": 0.1, "learningRate": 0.001, "topK": 10,
         "options": OPTIONS, "dataKey": "k"}
put("run_options", "preset.json", OPTIONS)
put("run_options", "later.json", json.dumps({"preset": "of a later version", "unknown": [], "loss.margin": 1e300}))
put("run_options", "old.json", json.dumps({"features.image.hsvComponents": 160, "batch.images": 20, "seed": 2**63}))
put("run_options", "nested.json", '{"preset": [[[[]]]], "loss.margin": {"a": [1]}}')
put("run_state", "state.json", json.dumps(STATE))
put("run_state", "huge.json", json.dumps({**STATE, "epoch": 1e300, "step": 2**64 - 1, "topK": -1}))
put("run_lock", "whole.json", json.dumps({"program": "crossview-cli", "process": "12", "host": "h", "since": "x"}))
put("run_lock", "odd.json", b'{"program": "\x1b[2J", "process": "\xff"}')
put("provenance", "whole.json", json.dumps({"seed": 2**64 - 1, "device": "cpu", "threads": 2, "libtorch": "1.13.1",
                                            "dataHash": "a", "splitHash": "b", "featuresKey": "c", "pictures": "d"}))
put("provenance", "forms.json", json.dumps({"seed": -1, "threads": 1e300, "device": [[]]}))
put("checked_json", "object.json", json.dumps({"epoch": 3, "list": [1, 0.1, None, "caf\u00e9"], "sum": "0" * 32}))
put("checked_json", "numbers.json", '{"a": -0.0, "b": 1e-320, "c": 123456789012345678901234567890, "d": -1}')
put("checked_json", "deep.json", '{"a": ' + "[" * 70)


def checkpoint(state, arrays, values):
    header = json.dumps({"state": state, "arrays": arrays}).encode()
    return b"CROSSVIEW CHECKPOINT 1\n" + struct.pack("<Q", len(header)) + header + values


put("checkpoint", "small", checkpoint(json.dumps(STATE), [{"name": "w", "rows": 1, "cols": 2}], struct.pack("<2f", 1, 2)))
put("checkpoint", "beyond", checkpoint("{}", [{"name": "w", "rows": 2**62, "cols": 4}], b""))
put("checkpoint", "no-columns", checkpoint("{}", [{"name": "w", "rows": 2**63, "cols": 0}], b""))
put("checkpoint", "long-header", b"CROSSVIEW CHECKPOINT 1\n" + b"\xff" * 8)

# Folders of files.
put("snapshot", "hidden", part(0, json.dumps({"run": "r", "epoch": 1, "step": 2})) + small(1, 2, 2, 1, 0, 0, 1) +
    small(2, 1, 2, 1, 0) + b"".join(small(3 + 4 * b, 2, 3, 1, 2, 3) + small(4 + 4 * b, 1, 2, 1) +
                                    small(5 + 4 * b, 2, 2, 1, 0, 0, 1) + small(6 + 4 * b, 1, 2) for b in range(2)))
put("snapshot", "linear", part(0, json.dumps({"run": "r", "epoch": 1, "step": 2})) + small(1, 1, 2) + small(2, 1, 2) +
    b"".join(small(3 + 4 * b, 0, 0) + small(4 + 4 * b, 1, 0) + small(5 + 4 * b, 2, 3, 1) + small(6 + 4 * b, 1, 2)
             for b in range(2)))
put("snapshot", "forms", part(0, json.dumps({"run": 3, "epoch": 2**64 - 1, "step": 1e300})))
put("projection", "whole", small(0, 2, 2, 1, 2) + small(1, 1, 2) + small(2, 1, 1, 0.5) + part(3, '{"k": 1}\n'))
put("projection", "three-columns", small(0, 1, 3) + small(1, 1, 2) + small(2, 0, 0))
put("row_store", "summed", part(0, "crossview summed rows, 2 values\na\t\t0123456789abcdef\n") + part(1, npy(2, 2, "e")))
put("row_store", "old", part(0, "crossview rows, 2 values\na\nb\tno picture\nc") + part(1, npy(3, 2, "e")))
put("row_store", "wide", part(0, "crossview summed rows, 9223372036854775807 values\na\t\t0\n") + part(1, npy(1, 2, "e")))
put("picture_memory", "known.json", json.dumps({
    "a.png": {"stamp": "0" * 20, "sum": "ab", "bytes": 9, "changed": 5},
    "gone.png": {"stamp": "1" * 20, "sum": "cd", "bytes": 2**64 - 1, "changed": -1}}))
put("picture_memory", "old.json", json.dumps({"a.png": "0" * 20, "gone.png": "x"}))
put("picture_memory", "forms.json", json.dumps({"a.png": {"stamp": 3, "sum": [], "bytes": 1e300}, "gone.png": None}))
WORDS = {"terms": "stems", "minimumCount": 2, "vocabulary": ["a", "dog", "run"]}
TEXT = part(0, json.dumps(WORDS)) + small(1, 1, 3, 1, 2, 3) + small(2, 3, 2, 1, 0, 0, 1)
put("feature_chains", "words", TEXT)
put("feature_chains", "words-and-letters", TEXT + part(3, json.dumps({**WORDS, "vocabulary": ["<do", "dog", "og>"]})) +
    small(4, 1, 3, 1, 1, 1) + small(5, 3, 2, 1, 0, 1))
put("feature_chains", "images", small(6, 1, 3, 1) + small(7, 2, 3, 1, 0, 0, 1) + small(11, 3, 2, 1, 0, 0, 1))
put("feature_chains", "patches", small(8, 1, 108) + part(9, npy(108, 108, "e")[:65000]) + small(10, 2, 108, 1))
put("feature_chains", "twice", part(0, json.dumps({**WORDS, "vocabulary": ["dog", "dog", 3]})) + small(1, 1, 3) +
    small(2, 3, 2))
MARK = {"key": "KEY", "unreadable": [], "unreadableImages": [], "rows": 2, "dimensions": 2, "description": "HSV"}
IMAGES = small(1, 2, 1, 1, 2) + small(2, 1, 243) + small(3, 1, 243, 1)
SENTENCES = part(4, json.dumps(MARK)) + small(5, 2, 2, 1, 0, 0, 1) + part(6, json.dumps(WORDS)) + \
    small(7, 1, 3, 1, 2, 3) + small(8, 3, 2, 1, 0, 0, 1)
put("stored_features", "whole", part(0, json.dumps(MARK)) + IMAGES + SENTENCES)
put("stored_features", "no-such-image", part(0, json.dumps({**MARK, "unreadableImages": [1, 7]})) + IMAGES + SENTENCES)
put("stored_features", "forms", part(0, json.dumps({**MARK, "unreadableImages": [1e300, {}], "unreadable": 3})) + IMAGES)
put("stored_features", "images", part(0, json.dumps(MARK)) + IMAGES)


# Rows of a project's tables.
def row(table, *cells):
    record = struct.pack("B", table)
    for cell in cells:
        if cell is None:
            record += b"\0"
        elif isinstance(cell, int):
            record += struct.pack("<Bb", 1, cell) if -128 <= cell < 128 else struct.pack("<Bq", 2, cell)
        elif isinstance(cell, float):
            record += struct.pack("<Bd", 3, cell)
        else:
            record += struct.pack("<BH", 4, len(cell.encode())) + cell.encode()
    return record


COUNTS = b"".join(row(0, f"{name}_count", str(n)) for name, n in
                  (("concepts", 1), ("images", 2), ("sentences", 2), ("pairs", 2)))
DATA = row(0, "name", "fuzz") + row(2, 0, "dog") + row(3, 0, "a.jpg", "", 0, "", "train") + \
    row(3, 1, "b.jpg", "b", None, "web", "unused") + row(4, 0, "a dog", "") + row(4, 1, "a cat", "name") + \
    row(5, 0, 0) + row(5, 1, 1)
SPLITS = b"".join(row(0, f"split_{n}", v) for n, v in (("method", "random"), ("test_count", "1"),
                                                       ("validation_count", "1"), ("seed", str(2**64 - 1)))) + \
    row(6, 0, "train") + row(6, 1, "test")
RUN = row(7, 1, "r", "2026-11-26T17:40:00Z", "failed: why", 3, 2, 100.5, OPTIONS, json.dumps({"seed": 1}))
METRICS = row(8, "r", 1, 0, "epoch", 1e300) + row(8, "r", 1, 1, "T1", None) + row(9, "r", 1, 0, "queries", -1.0) + \
    row(9, "r", 2, 0, "i2t.r1", 50.0) + row(9, "r", 2, 1, "step", 7.5)
put("project_rows", "data", COUNTS + DATA + SPLITS)
put("project_rows", "runs", RUN + METRICS)
put("project_rows", "bad-pair", DATA + row(5, 0, 77) + row(5, 2**40, 1))
put("project_rows", "bad-words", row(3, 0, "a", "", 5, "", "nowhere") + row(6, 0, "x") + row(0, "split_method", "x") +
    row(7, 1, "../r", "", "", 2**40, -1, None, "[", "3") + row(8, "s", 0, 0, "", 0))
put("project_rows", "settings", row(1, "preset", "cvpr2016") + row(1, "", ""))

# A database of a project of the first version.
TABLES = """
CREATE TABLE properties(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE settings(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE concepts(id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE images(id INTEGER PRIMARY KEY, path TEXT NOT NULL, title TEXT NOT NULL,
    concept INTEGER REFERENCES concepts(id), source TEXT NOT NULL, file_split TEXT NOT NULL);
CREATE TABLE sentences(id INTEGER PRIMARY KEY, text TEXT NOT NULL, kind TEXT NOT NULL);
CREATE TABLE pairs(image INTEGER NOT NULL REFERENCES images(id),
    sentence INTEGER NOT NULL REFERENCES sentences(id), PRIMARY KEY(image, sentence)) WITHOUT ROWID;
CREATE TABLE splits(image INTEGER PRIMARY KEY REFERENCES images(id), split TEXT NOT NULL);
CREATE TABLE runs(number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, created TEXT NOT NULL,
    state TEXT NOT NULL, epochs INTEGER NOT NULL, best_epoch INTEGER NOT NULL, best_score REAL,
    options TEXT NOT NULL, provenance TEXT NOT NULL);
CREATE TABLE step_metrics(run TEXT NOT NULL, step INTEGER NOT NULL, position INTEGER NOT NULL,
    name TEXT NOT NULL, value REAL, PRIMARY KEY(run, step, position)) WITHOUT ROWID;
CREATE TABLE epoch_metrics(run TEXT NOT NULL, epoch INTEGER NOT NULL, position INTEGER NOT NULL,
    name TEXT NOT NULL, value REAL, PRIMARY KEY(run, epoch, position)) WITHOUT ROWID;
INSERT INTO properties VALUES('name', 'fuzz'), ('split_method', 'random'), ('split_test_count', '1'),
    ('split_validation_count', '1'), ('split_seed', '3');
INSERT INTO concepts VALUES(0, 'dog');
INSERT INTO images VALUES(0, 'a.jpg', '', 0, '', 'train'), (1, 'b.jpg', 'b', NULL, 'web', 'unused');
INSERT INTO sentences VALUES(0, 'a dog', ''), (1, 'a cat', 'name');
INSERT INTO pairs VALUES(0, 0), (1, 1);
INSERT INTO splits VALUES(0, 'train'), (1, 'test');
INSERT INTO runs VALUES(1, 'r', '2026-11-26T17:40:00Z', 'finished', 1, 1, 10.5, '{}', '{}');
INSERT INTO step_metrics VALUES('r', 1, 0, 'T1', 0.5);
INSERT INTO epoch_metrics VALUES('r', 1, 0, 'i2t.r1', 50.0);
"""
with tempfile.TemporaryDirectory() as place:
    file = Path(place) / "project.sqlite"
    with sqlite3.connect(file) as database:
        database.execute("PRAGMA page_size = 512")
        database.executescript(TABLES)
        database.execute(f"PRAGMA application_id = {0x43727356}")
        database.execute("PRAGMA user_version = 1")
    database.close()
    put("project_file", "version-1.sqlite", file.read_bytes())
    put("project_file", "cut.sqlite", file.read_bytes()[:3000])
    if len(sys.argv) > 1:
        subprocess.run([sys.argv[1], "runs", place], check=True, stdout=subprocess.DEVNULL)
        with sqlite3.connect(file) as database:
            database.execute("PRAGMA journal_mode = DELETE")
            database.execute("VACUUM")
        database.close()
        put("project_file", "present.sqlite", file.read_bytes())
