#include "scratch_folder.h"

#include "common/unicode_text.h"
#include "common/visible_text.h"
#include "project/run_lock.h"

#include <cstddef>
#include <cstdint>

using namespace crossview;
using namespace crossview::fuzz;

/// The lock of a run that is being trained, whatever it says of its owner; and the same as a text for a
/// person.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const ScratchFolder folder;
    static const bool made = std::filesystem::create_directories(folder.path() / "runs");
    static const LockFile lock = lockRun(folder.path() / "runs" / "r");
    require(made);
    writeScratch(folder.path() / "runs" / "r" / "lock", asText(data, size));
    const auto trainer = trainerOf(folder.path(), "r");
    require(trainer.has_value() && !trainer->text().empty());
    sentenceOf(*trainer, "r");
    require(isUtf8(visibleText(asText(data, size))) && isUtf8(visibleLine(trainer->text())));
    return 0;
}
