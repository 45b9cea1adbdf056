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
