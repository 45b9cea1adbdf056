# LibTorch as one imported target, crossview_torch. Linked privately by core/model and core/training only.
# Debian's unless CROSSVIEW_LIBTORCH names a folder with another one.
set(CROSSVIEW_LIBTORCH "" CACHE PATH "A LibTorch to use instead of the system's: the folder that installer/libtorch.sh makes, a torch wheel's, or an unpacked archive of PyTorch")
add_library(crossview_torch INTERFACE)
# at::parallel_for stands in a header and runs on one core where that is compiled without OpenMP. GCC's is LibTorch's;
# clang would bring a second one. Not under the thread sanitizer, which cannot see libgomp's barriers.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND NOT "thread" IN_LIST CROSSVIEW_SANITIZE)
    find_package(OpenMP REQUIRED COMPONENTS CXX)
    target_link_libraries(crossview_torch INTERFACE OpenMP::OpenMP_CXX)
endif()
if(CROSSVIEW_LIBTORCH)
    include(CrossviewTorchFolder)
    return()
endif()
find_package(Torch REQUIRED)
target_link_libraries(crossview_torch INTERFACE ${TORCH_LIBRARIES})
# Its headers hold vectors of a class that they declare later; clang then takes their destructors apart too early.
if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    target_compile_options(crossview_torch INTERFACE "SHELL:-include ATen/core/ivalue.h")
endif()
# LibTorch's headers are not ours to warn about.
get_target_property(torch_includes torch INTERFACE_INCLUDE_DIRECTORIES)
if(torch_includes)
    target_include_directories(crossview_torch SYSTEM INTERFACE ${torch_includes})
endif()
