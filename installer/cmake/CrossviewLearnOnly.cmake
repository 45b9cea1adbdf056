# What CROSSVIEW_LEARN_ONLY needs besides compiler, CMake and LibTorch: the headers of nlohmann-json, of xxHash and,
# where the LibTorch brings none, of fmt. They need not be installed: -DCMAKE_INCLUDE_PATH=<folder that holds fmt/,
# nlohmann/ and xxhash.h>.
# OpenBLAS and OpenSSL are used where both are there; else the plain forms in core/common stand in.
find_package(OpenSSL QUIET COMPONENTS Crypto)
find_library(CROSSVIEW_OPENBLAS openblas)
find_path(CROSSVIEW_CBLAS_INCLUDE cblas.h PATH_SUFFIXES openblas-openmp "${CMAKE_LIBRARY_ARCHITECTURE}/openblas-openmp")
if(NOT CROSSVIEW_CBLAS_INCLUDE)
    set(CROSSVIEW_OPENBLAS "")
endif()

# The wheel's headers stand first on the include path, so its fmt must be the one; without a library of it.
crossview_header_target(fmt::fmt fmt/format.h "${CROSSVIEW_LIBTORCH}/torch/include" "${CROSSVIEW_LIBTORCH}/include")
target_compile_definitions(fmt::fmt INTERFACE FMT_HEADER_ONLY=1)
crossview_header_target(nlohmann_json::nlohmann_json nlohmann/json.hpp)
