#include "said.h"
#include "scratch_folder.h"

#include "features/text/words/word_table.h"
#include "features/text/words/word_vector_file.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>

using namespace crossview;
using namespace crossview::fuzz;

/// A file of word vectors, read whole and by vocabulary, and a text of its own bytes looked up in it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto bytes = std::as_bytes(std::span(data, size));
    for (const WordsToKeep& keep : {WordsToKeep{1000, {}}, WordsToKeep{1, {"a", "red"}}})
        doneOrSaid([&] {
            WordVectors words = parseWordVectors(bytes, "fuzz.vec", keep);
            // A number takes a byte and a blank at least.
            require(!words.words.empty() && words.words.size() == words.vectors.rows() &&
                    words.leading <= words.words.size());
            require(words.vectors.size() <= size &&
                    std::ranges::all_of(words.vectors.values(),
                                        [](float value) { return std::isfinite(value); }));
            const WordTable table(std::move(words));
            const WordsFound found =
                table.find({reinterpret_cast<const char*>(data), std::min<std::size_t>(size, 200)});
            require(std::ranges::all_of(found.rows, [&](std::int32_t row) {
                return row >= 0 && static_cast<std::size_t>(row) < table.size();
            }));
        });
    return 0;
}
