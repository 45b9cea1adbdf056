#include "said.h"
#include "scratch_folder.h"

#include "training/run_state.h"

#include <cstddef>
#include <cstdint>

using namespace crossview;

/// The counters of a checkpoint. What is taken can be written and read again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    RunState state;
    if (fuzz::doneOrSaid([&] { state = runStateFromJson(fuzz::asText(data, size)); })) {
        const std::string text = toJson(state);
        fuzz::require(toJson(runStateFromJson(text)) == text);
        fuzz::require(state.epoch >= 0 && state.batch >= 0 && state.step >= 0 && state.live.topK >= 0);
    }
    return 0;
}
