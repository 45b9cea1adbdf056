#include "said.h"
#include "scratch_folder.h"

#include "encoders/language/word_piece.h"

#include <cstddef>
#include <cstdint>

using namespace crossview;
using namespace crossview::fuzz;

/// A vocabulary, and behind an empty line the text that it takes to pieces.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input = asText(data, size);
    const std::size_t end = input.find("\n\n");
    doneOrSaid([&] {
        const WordPiece pieces(std::string(input.substr(0, end)), "vocabulary");
        constexpr std::size_t kLimit = 16;
        const auto ids = pieces.ids(end == std::string_view::npos ? input : input.substr(end), kLimit);
        require(ids.size() >= 2 && ids.size() <= kLimit);
        for (const std::int32_t id : ids)
            require(id >= 0 && static_cast<std::size_t>(id) < pieces.size());
    });
    return 0;
}
