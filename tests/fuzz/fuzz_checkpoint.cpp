#include "said.h"
#include "scratch_folder.h"

#include "common/hash.h"
#include "model/checkpoint.h"
#include "training/run_state.h"

#include <cstddef>
#include <cstdint>

using namespace crossview;
using namespace crossview::fuzz;

namespace {

void load(const std::filesystem::path& file, const std::string& content) {
    writeScratch(file, content);
    doneOrSaid([&] {
        const Checkpoint checkpoint = loadCheckpoint(file);
        std::size_t values = 0;
        for (const auto& [name, matrix] : checkpoint.arrays)
            values += matrix.size();
        require(values * sizeof(float) <= content.size());
        checkpoint.array("w", 1, 2);
        runStateFromJson(checkpoint.stateJson);
    });
}

} // namespace

/// A checkpoint as it is, and with the checksum that fits it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const ScratchFolder folder;
    const std::string content(asText(data, size));
    load(folder / "checkpoint", content);
    load(folder / "checkpoint", content + Hash().addBytes(std::as_bytes(std::span(data, size))).hex());
    return 0;
}
