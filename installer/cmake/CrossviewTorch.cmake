# LibTorch as one imported target, crossview_torch. Linked privately by core/model and core/training only.
find_package(Torch REQUIRED)
add_library(crossview_torch INTERFACE)
target_link_libraries(crossview_torch INTERFACE ${TORCH_LIBRARIES})
# LibTorch's headers are not ours to warn about.
get_target_property(torch_includes torch INTERFACE_INCLUDE_DIRECTORIES)
if(torch_includes)
    target_include_directories(crossview_torch SYSTEM INTERFACE ${torch_includes})
endif()
