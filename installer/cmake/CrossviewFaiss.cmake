# crossview_faiss_library: faiss, which Debian has as a static library. Its own CMake package asks for OpenMP's, which clang
# has in a package of its own.
find_path(FAISS_INCLUDE_DIR faiss/IndexHNSW.h)
find_library(FAISS_LIBRARY faiss)
find_library(FAISS_BLAS_LIBRARY NAMES openblas blas)
if(NOT FAISS_INCLUDE_DIR OR NOT FAISS_LIBRARY OR NOT FAISS_BLAS_LIBRARY)
    message(FATAL_ERROR "faiss is missing: apt-get install libfaiss-dev, or set FAISS_INCLUDE_DIR and FAISS_LIBRARY.")
endif()
mark_as_advanced(FAISS_INCLUDE_DIR FAISS_LIBRARY FAISS_BLAS_LIBRARY)
add_library(crossview_faiss_library INTERFACE)
target_include_directories(crossview_faiss_library SYSTEM INTERFACE "${FAISS_INCLUDE_DIR}")
target_link_libraries(crossview_faiss_library INTERFACE "${FAISS_LIBRARY}" "${FAISS_BLAS_LIBRARY}" gomp)
