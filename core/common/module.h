#pragma once

namespace crossview {

/// The library with everything that needs LibTorch (core/modules/torch_module.cpp).
inline constexpr const char* kTorchModule = "libcrossview-torch.so";
/// The library with the codecs of pictures (core/modules/codecs_module.cpp).
inline constexpr const char* kCodecsModule = "libcrossview-codecs.so";
/// The library with the reader of HDF5 files (core/modules/arrays_module.cpp).
inline constexpr const char* kArraysModule = "libcrossview-arrays.so";
/// The library with the reader of texts inside pictures (core/modules/metadata_module.cpp).
inline constexpr const char* kMetadataModule = "libcrossview-metadata.so";
/// The library with the reader of Parquet, where there is one (core/modules/parquet_module.cpp).
inline constexpr const char* kParquetModule = "libcrossview-parquet.so";
/// The library with the reader of tar archives (core/modules/tar_module.cpp).
inline constexpr const char* kTarModule = "libcrossview-tar.so";
/// The library with faiss (core/modules/index_module.cpp).
inline constexpr const char* kIndexModule = "libcrossview-index.so";

/// The C function `function` of a part of this program that lies in a library of its own, so that starting
/// does not wait for the libraries which that part needs. Loads it when first asked for, from where the run
/// path of the program says, and keeps it. From any thread. Throws Error when it cannot be loaded.
void* moduleFunction(const char* library, const char* function);

/// The same as a pointer of the function's type.
template <typename Function>
Function* moduleFunction(const char* library, const char* function) {
    return reinterpret_cast<Function*>(moduleFunction(library, function));
}

} // namespace crossview
