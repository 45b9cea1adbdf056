#include "said.h"
#include "scratch_folder.h"

#include "dataset/importers/entities_markup.h"

#include <cstddef>
#include <cstdint>

using namespace crossview;
using namespace crossview::fuzz;

/// Annotations (XML), and the same bytes as a line of phrases.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = asText(data, size);
    doneOrSaid([&] {
        const EntityAnnotations annotations = parseEntityAnnotations(text, "annotations");
        for (const EntityObject& object : annotations.objects)
            for (const std::string& chain : object.chains)
                require(chain.find('\n') == std::string::npos);
    });
    std::size_t broken = 0;
    for (const EntityPhrase& phrase : parseEntitySentence(text, broken))
        require(!phrase.chain.empty() && !phrase.text.empty() && phrase.text.size() <= size);
    require(broken <= size);
    return 0;
}
