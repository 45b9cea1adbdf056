# Sourced by run.sh and test.sh: which LibTorch to build against.
#   choose_libtorch debian|current|cuda   fetches it where needed; sets `preset` and `torch_options` for build.sh
#   nvidia_driver                         true where an NVIDIA driver is loaded
choose_libtorch() {
    preset=release
    torch_options=()
    case $1 in
        debian) return ;;
        current | cuda) ;;
        *)
            echo "crossview: --libtorch takes debian, current or cuda, not \"$1\"." >&2
            exit 2
            ;;
    esac
    bash installer/libtorch.sh "$1"
    # A build folder of its own, so that both builds live side by side.
    preset=release-libtorch
    torch_options=("-DCROSSVIEW_LIBTORCH=$(bash installer/libtorch.sh "$1" --folder)")
}

nvidia_driver() { [ -r /proc/driver/nvidia/version ] || nvidia-smi -L >/dev/null 2>&1; }
