"""Opens what an export wrote with NumPy, and with safetensors and PyTorch where they are installed.
   python3 check_export.py FOLDER; exit code 77: NumPy is not installed"""
import csv
import pathlib
import sys

try:
    import numpy as np
except ImportError:
    raise SystemExit(77)

folder = pathlib.Path(sys.argv[1])
images = np.load(folder / "npy/images.npy")
sentences = np.load(folder / "npy/sentences.npy")
assert images.dtype == sentences.dtype == np.float32
assert images.tolist() == [[1, 0], [0, 1], [0.5, -0.5]], images
assert sentences.shape == (4, 2)
pairs = np.loadtxt(folder / "npy/pairs.tsv", dtype=int, skiprows=1)
clip = np.load(folder / "clip/img_emb/img_emb_0.npy"), np.load(folder / "clip/text_emb/text_emb_0.npy")
assert clip[0].dtype == np.float16
assert (clip[0] == images[pairs[:, 0]]).all() and (clip[1] == sentences[pairs[:, 1]]).all()
with open(folder / "clip/metadata/metadata_0.tsv", newline="") as file:
    rows = list(csv.DictReader(file, delimiter="\t"))
assert [row["caption"] for row in rows] == ["a dog", '"quoted" words', "a cat\u2019s tail", "a dog", "one tab"], rows
vectors = np.loadtxt(folder / "projector/vectors.tsv", delimiter="\t")
assert (vectors == np.vstack([images, sentences])).all()
with open(folder / "projector/metadata.tsv") as file:
    assert len(file.readlines()) == 1 + len(vectors)
table = np.loadtxt(folder / "csv/images.csv", delimiter=",", skiprows=1)
assert (table[:, 0] == np.arange(3)).all() and (table[:, 1:] == images).all()
with open(folder / "history/epochs.csv") as file:
    assert file.read() == "epoch,meanTotal,rsum\n1,0.5,\n2,0.25,300.5\n"
opened = ["NumPy"]
try:
    import safetensors.numpy
except ImportError:
    pass
else:
    weights = safetensors.numpy.load_file(folder / "network.safetensors")
    assert weights["image.hidden.weight"].shape == (3, 2) and weights["sentence.output.bias"].tolist() == [0.5, 0]
    opened.append("safetensors")
try:
    import torch
except ImportError:
    pass
else:
    network = torch.jit.load(str(folder / "network.pt"))
    rows = network.embed_sentences(torch.tensor([[1.0, 2.0, 3.0]]))
    assert torch.allclose(rows.norm(dim=1), torch.ones(1))
    opened.append("PyTorch")
print("opened by", ", ".join(opened))
