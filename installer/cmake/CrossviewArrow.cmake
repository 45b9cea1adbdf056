# Arrow, which reads Parquet: where it is installed as a package of its own (arrow.apache.org; Debian has none), or
# within Python's pyarrow (pip install pyarrow), which holds its headers and libraries. Without it Parquet files are named
# as what they are, with what to install.
#   CROSSVIEW_ARROW: the folder of the package pyarrow; empty: what python3 finds; OFF: none.
set(CROSSVIEW_ARROW "" CACHE STRING "Folder of the Python package pyarrow, whose Arrow reads Parquet; empty: ask python3; OFF: none")
set(CROSSVIEW_PARQUET OFF)
# As a module only, since its libraries bring copies of much that others bring, too; and for its fuzz target.
if(CROSSVIEW_ARROW STREQUAL "OFF" OR (NOT CROSSVIEW_MODULES AND NOT CROSSVIEW_FUZZ))
    return()
endif()
if(CROSSVIEW_ARROW STREQUAL "")
    find_package(Parquet CONFIG QUIET)
    if(TARGET Parquet::parquet_shared)
        add_library(crossview_arrow INTERFACE)
        target_link_libraries(crossview_arrow INTERFACE Parquet::parquet_shared)
        set(CROSSVIEW_PARQUET ON)
        message(STATUS "Parquet: Arrow ${Parquet_VERSION}")
        return()
    endif()
    execute_process(COMMAND python3 -c "import pyarrow; print(pyarrow.__path__[0])"
        OUTPUT_VARIABLE pyarrow OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
else()
    set(pyarrow "${CROSSVIEW_ARROW}")
endif()
file(GLOB arrow_library "${pyarrow}/libarrow.so.*")
file(GLOB parquet_library "${pyarrow}/libparquet.so.*")
if(pyarrow AND arrow_library AND parquet_library AND EXISTS "${pyarrow}/include/parquet/arrow/reader.h")
    add_library(crossview_arrow INTERFACE)
    target_include_directories(crossview_arrow SYSTEM INTERFACE "${pyarrow}/include")
    target_link_libraries(crossview_arrow INTERFACE "${parquet_library}" "${arrow_library}")
    target_link_options(crossview_arrow INTERFACE "LINKER:-rpath,${pyarrow}")
    set(CROSSVIEW_ARROW_FOLDER "${pyarrow}")
    # An older wheel may be made for another standard library: then it is none for us.
    set(CMAKE_REQUIRED_INCLUDES "${pyarrow}/include")
    set(CMAKE_REQUIRED_LIBRARIES "${parquet_library};${arrow_library}")
    include(CheckCXXSourceCompiles)
    check_cxx_source_compiles("
        #include <arrow/io/file.h>
        #include <arrow/memory_pool.h>
        #include <parquet/arrow/reader.h>
        int main() {
            arrow::CappedMemoryPool memory(arrow::default_memory_pool(), 1);
            return parquet::arrow::OpenFile(arrow::io::ReadableFile::Open(\"x\").ValueOrDie(), &memory).ok();
        }"
        CROSSVIEW_ARROW_FITS)
    if(CROSSVIEW_ARROW_FITS)
        set(CROSSVIEW_PARQUET ON)
        message(STATUS "Parquet: Arrow of ${pyarrow}")
    endif()
endif()
if(NOT CROSSVIEW_PARQUET)
    message(STATUS "Parquet: not read, there is no Arrow (pip install pyarrow, then configure again)")
endif()
