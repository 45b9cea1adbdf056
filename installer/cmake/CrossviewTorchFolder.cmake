# LibTorch from the folder CROSSVIEW_LIBTORCH. The package's own find_package(Torch) wants nvcc and a list of
# architectures as soon as it was built with CUDA; linking needs neither.
include(CheckCXXSourceCompiles)

find_path(crossview_torch_root NAMES lib/libtorch_cpu.so PATHS "${CROSSVIEW_LIBTORCH}/torch" "${CROSSVIEW_LIBTORCH}"
    NO_DEFAULT_PATH NO_CACHE)
if(NOT crossview_torch_root)
    message(FATAL_ERROR "There is no LibTorch in ${CROSSVIEW_LIBTORCH}: it holds no torch/lib/libtorch_cpu.so and "
        "no lib/libtorch_cpu.so; make the folder with installer/libtorch.sh.")
endif()
string(REGEX REPLACE "/$" "" crossview_torch_root "${crossview_torch_root}")
set(torch_lib "${crossview_torch_root}/lib")
set(torch_include "${crossview_torch_root}/include")

set(version_header "${torch_include}/torch/headeronly/version.h") # since 2.8
if(NOT EXISTS "${version_header}")
    set(version_header "${torch_include}/torch/csrc/api/include/torch/version.h")
endif()
file(STRINGS "${version_header}" version_lines REGEX "define TORCH_VERSION_(MAJOR|MINOR|PATCH) +[0-9]+")
string(REGEX REPLACE "[^0-9;]+" "" version_numbers "${version_lines}")
list(JOIN version_numbers "." CROSSVIEW_TORCH_VERSION)

foreach(name IN ITEMS c10 torch_cpu)
    add_library(crossview_imported_${name} SHARED IMPORTED)
    set_target_properties(crossview_imported_${name} PROPERTIES IMPORTED_LOCATION "${torch_lib}/lib${name}.so"
        IMPORTED_SONAME "lib${name}.so")
endforeach()
target_include_directories(crossview_torch SYSTEM INTERFACE "${torch_include}"
    "${torch_include}/torch/csrc/api/include")
target_link_libraries(crossview_torch INTERFACE crossview_imported_torch_cpu crossview_imported_c10)
# NVIDIA's libraries lie where libtorch_cpu.so's own run path says; the linker need not look at them.
target_link_options(crossview_torch INTERFACE -Wl,--allow-shlib-undefined)

set(CROSSVIEW_TORCH_CUDA OFF)
if(EXISTS "${torch_lib}/libtorch_cuda.so")
    set(CROSSVIEW_TORCH_CUDA ON)
    # We call nothing of it, so that a linker with --as-needed would drop it; loading it is what makes CUDA known.
    target_link_libraries(crossview_torch INTERFACE
        "-Wl,--push-state,--no-as-needed,${torch_lib}/libtorch_cuda.so,--pop-state")
endif()

# One test for the headers, the C++ standard and the ABI of std::string, which Device's constructor takes.
set(CMAKE_REQUIRED_INCLUDES "${torch_include}")
set(CMAKE_REQUIRED_LIBRARIES "${torch_lib}/libc10.so" -Wl,--allow-shlib-undefined)
set(CMAKE_REQUIRED_FLAGS "-std=c++20")
string(MD5 crossview_torch_tested "${crossview_torch_root} ${CROSSVIEW_TORCH_VERSION}")
check_cxx_source_compiles("
    #include <c10/core/Device.h>
    #include <string>
    int main(int argc, char** argv) { return c10::Device(std::string(argv[argc - 1])).is_cpu() ? 0 : 1; }"
    CROSSVIEW_TORCH_FITS_${crossview_torch_tested})
unset(CMAKE_REQUIRED_INCLUDES)
unset(CMAKE_REQUIRED_LIBRARIES)
unset(CMAKE_REQUIRED_FLAGS)
if(NOT CROSSVIEW_TORCH_FITS_${crossview_torch_tested})
    message(FATAL_ERROR "The LibTorch ${CROSSVIEW_TORCH_VERSION} in ${crossview_torch_root} does not fit this compiler: "
        "its headers need another C++ standard, or it was built with the old ABI of std::string (before 2.6 the "
        "PyPI wheels were); take the one that installer/libtorch.sh fetches.")
endif()

# Two versions of oneDNN in one process must not see each other (installer/unpack_libtorch.py). Without the
# encoders there is only LibTorch's own.
if(NOT CROSSVIEW_LEARN_ONLY)
    execute_process(COMMAND "${CMAKE_READELF}" --dyn-syms --wide "${torch_lib}/libtorch_cpu.so"
        COMMAND grep -E "DEFAULT +[0-9]+ .*once_flag.*dnnl" OUTPUT_VARIABLE visible_onednn ERROR_QUIET)
    if(visible_onednn)
        message(FATAL_ERROR "The LibTorch in ${crossview_torch_root} exports parts of its oneDNN, which would be taken for "
            "those of the system's oneDNN that the encoders use; take the one that installer/libtorch.sh makes.")
    endif()
endif()

# Installed programs find this LibTorch where it lies.
set(CMAKE_INSTALL_RPATH_USE_LINK_PATH ON)
message(STATUS "LibTorch ${CROSSVIEW_TORCH_VERSION} from ${crossview_torch_root} (CUDA: ${CROSSVIEW_TORCH_CUDA})")
