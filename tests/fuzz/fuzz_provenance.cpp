#include "said.h"
#include "scratch_folder.h"

#include "project/provenance.h"

#include <cstddef>
#include <cstdint>

using namespace crossview;

/// What a run learned from. What is taken can be written and read again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Provenance provenance;
    if (fuzz::doneOrSaid([&] { provenance = provenanceFromJson(fuzz::asText(data, size)); })) {
        const std::string text = toJson(provenance);
        fuzz::require(toJson(provenanceFromJson(text)) == text);
    }
    return 0;
}
