#include "checked_sink.h"
#include "said.h"
#include "scratch_folder.h"

#include "dataset/importers/parquet/parquet_files.h"
#include "dataset/importers/shards/unpacked_pictures.h"

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <system_error>

using namespace crossview::fuzz;

/// A table in Parquet, with pictures or without. Nothing is written elsewhere, and nothing stays.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const ScratchFolder scratch;
    const std::filesystem::path file = scratch / "in.parquet";
    writeScratch(file, asText(data, size));
    doneOrSaid([&] {
        crossview::UnpackedPictures pictures(scratch / "pictures", {file});
        crossview::CaptionSink sink{[](const crossview::CaptionRecord&) {},
                                    [](std::size_t, const std::string& reason) { require(!reason.empty()); },
                                    [](const std::string& note) { require(!note.empty()); },
                                    [](std::size_t done, std::size_t total) { require(done <= total); }};
        crossview::parquetFormat().readArchive(file, &pictures, sink, {});
    });
    std::error_code code;
    const auto count = std::distance(std::filesystem::directory_iterator(scratch.path(), code), {});
    require(!code && count == 1);
    return 0;
}
