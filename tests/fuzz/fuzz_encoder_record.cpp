#include "scratch_folder.h"

#include "encoders/store/encoder_store.h"
#include "files/file_hash.h"

#include <cstddef>
#include <cstdint>

using namespace crossview;
using namespace crossview::fuzz;

/// The record of an encoder's folder. Whatever lies there, the right file is taken and an altered one is not.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const ScratchFolder folder;
    ::setenv("CROSSVIEW_ENCODERS", folder.path().c_str(), 1);
    const std::filesystem::path place = folder / "encoder";
    std::filesystem::create_directories(place);
    writeScratch(place / "right", "weights");
    writeScratch(place / "wrong", "altered");
    static const std::string sum = sha256OfFile(place / "right");
    for (const char* name : {"right", "wrong"}) {
        writeScratch(place / "verified.json", asText(data, size));
        EncoderEntry encoder;
        encoder.name = "encoder";
        encoder.files = {{name, name, sum}};
        require(encoderIsHere(encoder) == (std::string_view(name) == "right"));
    }
    return 0;
}
