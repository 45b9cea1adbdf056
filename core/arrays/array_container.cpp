#include "arrays/array_containers.h"
#include "arrays/hdf5_array.h"
#include "files/mapped_file.h"

namespace crossview {

std::unique_ptr<ArraySource> openArrayContainer(const std::filesystem::path& file, const std::string& asked,
                                                std::span<const std::string_view> preferred) {
    const MappedFile mapping(file);
    const std::string_view text(reinterpret_cast<const char*>(mapping.bytes().data()),
                                mapping.bytes().size());
    return openHdf5(file, asked, preferred,
                    text.starts_with("MATLAB") ? Hdf5Writer::matlab : Hdf5Writer::any);
}

} // namespace crossview
