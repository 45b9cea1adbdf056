#include "export/text_rows.h"

#include "common/progress.h"
#include "dataset/captions.h"

#include <fmt/format.h>
#include <iterator>

namespace crossview {

void TextFile::add(std::string_view text) {
    m_text += text;
    constexpr std::size_t kEnough = std::size_t{1} << 20;
    if (m_text.size() >= kEnough)
        flush();
}

void TextFile::addRow(std::span<const float> row, char separator) {
    bool first = true;
    for (const float value : row) {
        if (!first)
            m_text += separator;
        first = false;
        fmt::format_to(std::back_inserter(m_text), "{}", value);
    }
    add("\n");
}

void TextFile::finish() {
    flush();
    finishWriting(std::move(m_handle), m_file);
}

void TextFile::flush() {
    writeAll(m_handle, std::as_bytes(std::span(m_text)), m_file);
    m_text.clear();
}

std::string tabCell(std::string_view text) {
    const std::string line = onOneLine(text);
    if (!line.starts_with('"'))
        return line;
    std::string quoted = "\"";
    for (const char letter : line)
        quoted += letter == '"' ? std::string("\"\"") : std::string(1, letter);
    return quoted + '"';
}

std::string splitOf(const Dataset& dataset, const SplitAssignment* splits, ItemRef item) {
    if (!splits)
        return {};
    const auto index = static_cast<std::size_t>(item.index);
    if (item.view == View::image)
        return toString(splits->images.at(index));
    std::string split;
    for (const std::int32_t image : dataset.relation().imagesOf(index)) {
        const char* its = toString(splits->images.at(static_cast<std::size_t>(image)));
        if (!split.empty() && split != its)
            return {};
        split = its;
    }
    return split;
}

void writeItems(const std::filesystem::path& file, const Dataset& dataset, const SplitAssignment* splits,
                const std::stop_token& stop) {
    TextFile text(file);
    text.add("view\titem\tname\tpath\tsplit\tconcept\n");
    for (std::size_t i = 0; i < dataset.images().size(); ++i) {
        throwIfStopped(stop);
        const std::int32_t id = dataset.images()[i].conceptId;
        text.add(fmt::format("image\t{}\t{}\t{}\t{}\t{}\n", i, tabCell(dataset.imageTitle(i)),
                             tabCell(dataset.imagePath(i).string()),
                             splitOf(dataset, splits, {View::image, static_cast<int>(i)}),
                             id < 0 ? "" : tabCell(dataset.concepts()[static_cast<std::size_t>(id)])));
    }
    for (std::size_t s = 0; s < dataset.sentences().size(); ++s) {
        throwIfStopped(stop);
        text.add(fmt::format("sentence\t{}\t{}\t\t{}\t\n", s, tabCell(dataset.sentences()[s].text),
                             splitOf(dataset, splits, {View::sentence, static_cast<int>(s)})));
    }
    text.finish();
}

} // namespace crossview
