# What CROSSVIEW_LEARN_ONLY needs besides compiler, CMake and LibTorch: the headers of nlohmann-json and, where the
# LibTorch brings none, of fmt. They need not be installed: -DCMAKE_INCLUDE_PATH=<folder that holds fmt/ and nlohmann/>.
# OpenBLAS and OpenSSL are used where both are there; else the plain forms in core/common stand in.
find_package(OpenSSL QUIET COMPONENTS Crypto)
find_library(CROSSVIEW_OPENBLAS openblas)
find_path(CROSSVIEW_CBLAS_INCLUDE cblas.h PATH_SUFFIXES openblas-openmp "${CMAKE_LIBRARY_ARCHITECTURE}/openblas-openmp")
if(NOT CROSSVIEW_CBLAS_INCLUDE)
    set(CROSSVIEW_OPENBLAS "")
endif()

# crossview_header_target(<target> <header> <folders to look into first>): an interface target of one include folder.
function(crossview_header_target target header)
    string(MAKE_C_IDENTIFIER "CROSSVIEW_PATH_${header}" found)
    find_path(${found} "${header}" HINTS ${ARGN})
    if(NOT ${found})
        message(FATAL_ERROR "The header ${header} is missing: install its package, or copy the folder from another machine "
            "and name the folder it lies in with -DCMAKE_INCLUDE_PATH=<folder>.")
    endif()
    add_library(${target} INTERFACE IMPORTED GLOBAL)
    target_include_directories(${target} SYSTEM INTERFACE "${${found}}")
endfunction()

# The wheel's headers stand first on the include path, so its fmt must be the one; without a library of it.
crossview_header_target(fmt::fmt fmt/format.h "${CROSSVIEW_LIBTORCH}/torch/include" "${CROSSVIEW_LIBTORCH}/include")
target_compile_definitions(fmt::fmt INTERFACE FMT_HEADER_ONLY=1)
crossview_header_target(nlohmann_json::nlohmann_json nlohmann/json.hpp)
