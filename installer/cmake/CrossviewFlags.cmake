# All compiler flags live in one interface target; every target of ours links it.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
    set(CMAKE_BUILD_TYPE Release CACHE STRING "Build type" FORCE)
endif()

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
    # The sloppiness is what ccache asks for where a precompiled header is used.
    set(CMAKE_CXX_COMPILER_LAUNCHER "${CMAKE_COMMAND};-E;env;CCACHE_SLOPPINESS=pch_defines,time_macros;${CCACHE_PROGRAM}")
endif()
find_program(MOLD_PROGRAM mold)

add_library(crossview_flags INTERFACE)
target_compile_options(crossview_flags INTERFACE
    -Wall -Wextra -Wpedantic -Werror -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wold-style-cast)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # GCC 12 reports false positives here inside the standard library at -O2 and with sanitizers.
    target_compile_options(crossview_flags INTERFACE
        -Wno-restrict -Wno-maybe-uninitialized -Wno-array-bounds -Wno-stringop-overflow -Wno-stringop-overread)
endif()
target_compile_definitions(crossview_flags INTERFACE
    QT_NO_KEYWORDS QT_NO_CAST_TO_ASCII QT_NO_CAST_FROM_ASCII QT_NO_URL_CAST_FROM_STRING
    QT_NO_CONTEXTLESS_CONNECT QT_NO_FOREACH)
if(MOLD_PROGRAM)
    target_link_options(crossview_flags INTERFACE -fuse-ld=mold)
endif()
if(CROSSVIEW_SANITIZE)
    string(REPLACE ";" "," sanitizers "${CROSSVIEW_SANITIZE}")
    target_compile_options(crossview_flags INTERFACE -fsanitize=${sanitizers} -fno-omit-frame-pointer
        -fno-sanitize-recover=all)
    target_link_options(crossview_flags INTERFACE -fsanitize=${sanitizers})
endif()
if(CROSSVIEW_FUZZ)
    # Everything of ours tells libFuzzer what it reached; only the targets have its main(). A number of a file
    # that is cast into a type too small for it is undefined, too, and in none of clang's groups.
    target_compile_options(crossview_flags INTERFACE -fsanitize=fuzzer-no-link,float-cast-overflow
        -fno-sanitize-recover=all)
endif()

# crossview_library(name SOURCES … LINK … PRIVATE_LINK …): a static library of one folder.
function(crossview_library name)
    cmake_parse_arguments(arg "" "" "SOURCES;LINK;PRIVATE_LINK" ${ARGN})
    add_library(${name} STATIC ${arg_SOURCES})
    target_include_directories(${name} PUBLIC "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/../../core")
    target_link_libraries(${name} PUBLIC ${arg_LINK} PRIVATE crossview_flags ${arg_PRIVATE_LINK})
endfunction()

# crossview_part(name LOADED source LINKED source LIBRARY library): how a library reaches a part behind which heavy
# libraries stand: loaded when it is first needed (core/modules), or linked.
function(crossview_part name)
    cmake_parse_arguments(arg "" "LOADED;LINKED;LIBRARY" "" ${ARGN})
    if(CROSSVIEW_MODULES)
        target_sources(${name} PRIVATE ${arg_LOADED})
    else()
        target_sources(${name} PRIVATE ${arg_LINKED})
        target_link_libraries(${name} PRIVATE ${arg_LIBRARY})
    endif()
endfunction()
