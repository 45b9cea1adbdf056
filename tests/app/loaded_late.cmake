# The programs start without the libraries that take long to load: nothing that they need at once needs LibTorch,
# GDAL, which OpenCV's codecs bring, HDF5, libarchive, Exiv2 or Arrow.
#   cmake -DPROGRAMS=<file>;... -P tests/app/loaded_late.cmake
cmake_minimum_required(VERSION 3.22)
foreach(program IN LISTS PROGRAMS)
    file(GET_RUNTIME_DEPENDENCIES EXECUTABLES "${program}" RESOLVED_DEPENDENCIES_VAR needed
        UNRESOLVED_DEPENDENCIES_VAR unresolved)
    list(LENGTH needed count)
    if(count LESS 10)
        message(FATAL_ERROR "${program}: only ${count} libraries were found")
    endif()
    set(late ${needed} ${unresolved})
    list(FILTER late INCLUDE REGEX "torch|libc10|gdal|imgcodecs|hdf5|libarchive|exiv2|arrow|parquet|crossview-index")
    if(late)
        message(FATAL_ERROR "${program} needs at its start what is to be loaded late: ${late}")
    endif()
    message(STATUS "${program}: ${count} libraries, none of them late ones")
endforeach()
