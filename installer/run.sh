#!/usr/bin/env bash
# From a fresh clone to pictures that answer sentences: installs what is missing, builds Crossview, makes the
# picture book and opens the window on it. Without a display it does the same job on the command line and shows
# the results as text and as a PNG of the window.
#   installer/run.sh                    the picture book
#   installer/run.sh --starter          a smaller one (emoji only), made within seconds
#   installer/run.sh PROJECT.crossview  a project of yours
#   installer/run.sh --libtorch=debian|current|cuda …   the LibTorch to build against: Debian's 1.13, the newer one out
#                                       of its PyPI wheel, or that one with CUDA. Without it: CUDA where an NVIDIA
#                                       driver is loaded, else Debian's.
# Can be called again at any time: what is done is not done twice.
set -euo pipefail
cd "$(dirname "$0")/.."
source installer/choose_libtorch.sh
libtorch=
arguments=()
for argument in "$@"; do
    case $argument in
        --libtorch=*) libtorch=${argument#--libtorch=} ;;
        *) arguments+=("$argument") ;;
    esac
done
set -- ${arguments[@]+"${arguments[@]}"}
if [ -z "$libtorch" ]; then
    libtorch=debian
    if nvidia_driver; then
        libtorch=cuda
        echo "crossview: an NVIDIA driver is loaded here, so LibTorch with CUDA is fetched once (2.1 GB) and used; --libtorch=debian goes without."
    fi
fi
bash installer/dependencies.sh
choose_libtorch "$libtorch"
bash installer/build.sh "$preset" -DCROSSVIEW_TESTS=OFF ${torch_options[@]+"${torch_options[@]}"}
binaries=$PWD/build/$preset/app

if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    echo "crossview: opening the window …"
    exec "$binaries/crossview" "$@"
fi

echo "crossview: there is no display here, so the command line does the job."
options=()
project=
for argument in "$@"; do
    case $argument in
        -*) options+=("$argument") ;;
        *) project=$argument ;;
    esac
done
if [ -z "$project" ]; then
    project=${XDG_DATA_HOME:-$HOME/.local/share}/crossview/picture-book.crossview
    case " ${options[*]-} " in *" --starter "*) project=${project%.crossview}-starter.crossview ;; esac
fi
"$binaries/crossview-cli" demo --project "$project" ${options[@]+"${options[@]}"}
picture=$PWD/crossview.png
QT_QPA_PLATFORM=offscreen "$binaries/crossview" "$project" --screenshot "$picture" --query "a red flower" \
    --size 1440x900
echo "crossview: the window as a picture: $picture"
