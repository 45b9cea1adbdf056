#include "files/zip_in_memory.h"

namespace crossview {

ZipInMemory openZip(std::span<const std::byte> bytes) {
    ZipInMemory zip(nullptr, zip_discard);
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
    if (source)
        zip.reset(zip_open_from_source(source, ZIP_RDONLY, &error));
    if (source && !zip)
        zip_source_free(source);
    zip_error_fini(&error);
    return zip;
}

} // namespace crossview
