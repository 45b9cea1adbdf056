# crossview_dnnl: oneDNN 2.6 or newer of its 2.x line with the OpenMP that it runs on. Not by its own CMake package:
# Debian's asks for OpenCL's development files, which the processor's part does not need.
find_package(OpenMP REQUIRED COMPONENTS CXX)
find_path(DNNL_INCLUDE_DIR oneapi/dnnl/dnnl.hpp)
find_library(DNNL_LIBRARY dnnl)
if(NOT DNNL_INCLUDE_DIR OR NOT DNNL_LIBRARY)
    message(FATAL_ERROR "oneDNN is missing: apt-get install libdnnl-dev, or set DNNL_INCLUDE_DIR and DNNL_LIBRARY.")
endif()
mark_as_advanced(DNNL_INCLUDE_DIR DNNL_LIBRARY)
add_library(crossview_dnnl INTERFACE)
target_include_directories(crossview_dnnl SYSTEM INTERFACE "${DNNL_INCLUDE_DIR}")
target_link_libraries(crossview_dnnl INTERFACE "${DNNL_LIBRARY}" OpenMP::OpenMP_CXX)
