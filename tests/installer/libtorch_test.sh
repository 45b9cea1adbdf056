#!/usr/bin/env bash
# installer/unpack_libtorch.py on a made-up wheel, and the refusals of installer/libtorch.sh.
#   libtorch_test.sh REPOSITORY COMPILER
set -euo pipefail
repository=$1
compiler=$2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
fail() { echo "libtorch_test: $1" >&2; exit 1; }

# A library like the wheel's: a public function that uses one of oneDNN's and one of BLAS's names.
cat >wheel.cpp <<'END'
extern "C" {
int dnnl_sgemm() { return 3; }
int sgemm_() { return 30; }
int cblas_sgemm() { return 300; }
int torch_answer() { return dnnl_sgemm() + sgemm_() + cblas_sgemm(); }
}
END
mkdir -p wheel/torch/lib wheel/torch/include/{ATen,fmt} wheel/torch-1.dist-info/licenses wheel/nvidia/cu/lib
"$compiler" -shared -fPIC -O0 wheel.cpp -o wheel/torch/lib/libtorch_cpu.so
touch wheel/torch/lib/{libc10.so,libtorch_cuda.so,libgomp.so.1,libtorch_python.so} wheel/torch/include/ATen/ATen.h \
    wheel/torch/include/fmt/format.h wheel/torch-1.dist-info/licenses/LICENSE \
    wheel/nvidia/cu/lib/{libcudart.so.13,libcublas.so.13}
python3 -c 'import shutil; shutil.make_archive("wheel", "zip", "wheel")'
mv wheel.zip torch.whl

for kind in current cuda; do
    python3 "$repository/installer/unpack_libtorch.py" $kind $kind torch.whl
    [ -e $kind/torch/include/ATen/ATen.h ] || fail "$kind: a header is missing"
    [ -e $kind/torch-1.dist-info/licenses/LICENSE ] || fail "$kind: the licence is missing"
    [ -e $kind/nvidia/cu/lib/libcudart.so.13 ] || fail "$kind: libcudart is missing"
    [ ! -e $kind/torch/include/fmt ] || fail "$kind: its fmt would hide the system's"
    [ ! -e $kind/torch/lib/libgomp.so.1 ] || fail "$kind: a second OpenMP"
done
[ ! -e current/torch/lib/libtorch_cuda.so ] && [ ! -e current/nvidia/cu/lib/libcublas.so.13 ] ||
    fail "the form for the CPU holds CUDA"
[ -e cuda/torch/lib/libtorch_cuda.so ] && [ -e cuda/nvidia/cu/lib/libcublas.so.13 ] || fail "CUDA is missing"

# Another library with the same names comes first in the program; each must keep to its own.
cat >system.cpp <<'END'
extern "C" {
int dnnl_sgemm() { return 1; }
int sgemm_() { return 1; }
int cblas_sgemm() { return 1; }
int system_answer() { return dnnl_sgemm() + sgemm_() + cblas_sgemm(); }
}
END
cat >main.cpp <<'END'
extern "C" int torch_answer();
extern "C" int system_answer();
int main() { return torch_answer() == 333 && system_answer() == 3 ? 0 : 1; }
END
"$compiler" -shared -fPIC -O0 system.cpp -o libsystem.so
for order in "current/torch/lib/libtorch_cpu.so ./libsystem.so" "./libsystem.so current/torch/lib/libtorch_cpu.so"; do
    "$compiler" main.cpp -o main $order -Wl,-rpath,"$folder"
    LD_LIBRARY_PATH=$folder/current/torch/lib:$folder ./main || fail "the libraries see each other ($order)"
done

# Refusals are one sentence.
refusal() { # NAME PART COMMAND …
    local name=$1 part=$2
    shift 2
    if "$@" >out 2>err; then fail "$name: was not refused"; fi
    grep -q "^crossview: .*$part" err || { cat err >&2; fail "$name: no sentence with \"$part\""; }
}
libtorch=$repository/installer/libtorch.sh
refusal "unknown kind" "current or cuda" bash "$libtorch" newest
mkdir other && touch other/precious
refusal "foreign folder" "holds something else" env CROSSVIEW_LIBTORCH_DIR="$folder/other" bash "$libtorch" current
[ -e other/precious ] || fail "a foreign folder was emptied"
refusal "no network" "pip could not fetch" env CROSSVIEW_LIBTORCH_DIR="$folder/new" PIP_INDEX_URL=http://127.0.0.1:9/ \
    PIP_FIND_LINKS= PIP_RETRIES=0 bash "$libtorch" current
echo broken >broken.whl
refusal "damaged wheel" "could not be unpacked" python3 "$repository/installer/unpack_libtorch.py" current x broken.whl
echo "libtorch_test: passed"
