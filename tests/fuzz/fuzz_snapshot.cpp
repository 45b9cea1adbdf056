#include "said.h"
#include "scratch_folder.h"

#include "training/snapshot_store.h"

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

using namespace crossview;
using namespace crossview::fuzz;

namespace {

constexpr std::array<std::string_view, 11> kNames{"snapshot.json",
                                                  "images.npy",
                                                  "sentences.npy",
                                                  "image_hidden_weight.npy",
                                                  "image_hidden_bias.npy",
                                                  "image_output_weight.npy",
                                                  "image_output_bias.npy",
                                                  "sentence_hidden_weight.npy",
                                                  "sentence_hidden_bias.npy",
                                                  "sentence_output_weight.npy",
                                                  "sentence_output_bias.npy"};

void use(const FrozenBranch& branch) {
    const Matrix rows(2, branch.inputDimensions());
    require(branch.embed(rows.row(0)).size() == branch.jointDimensions());
    require(branch.embedRows(rows).cols() == branch.jointDimensions());
}

} // namespace

/// The folder of a snapshot (writeParts).
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const ScratchFolder folder;
    writeParts(asText(data, size), folder.path(), kNames);
    doneOrSaid([&] {
        const auto snapshot = readSnapshot(folder.path());
        if (!snapshot)
            return;
        use(snapshot->network->image);
        use(snapshot->network->sentence);
        for (const SharedMatrix& rows : {snapshot->images, snapshot->sentences})
            for (std::size_t i = 0; i < rows.rows(); ++i)
                for (const float value : rows.row(i))
                    require(std::isfinite(value));
    });
    return 0;
}
