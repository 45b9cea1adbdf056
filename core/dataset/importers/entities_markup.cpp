#include "dataset/importers/entities_markup.h"

#include "common/error.h"
#include "common/text.h"
#include "dataset/captions.h"

#include <algorithm>
#include <array>

namespace crossview {
namespace {

/// Goes through the elements of one name in a text: what stands between <name> and </name>, of elements that
/// hold none of their own name.
class Elements {
public:
    Elements(std::string_view text, std::string_view name)
        : m_text(text), m_open('<' + std::string(name) + '>'), m_close("</" + std::string(name) + '>') {}

    /// Moves to the next one; false at the end, and at one that is left open.
    bool next() {
        const std::size_t open = m_text.find(m_open, m_at);
        if (open == std::string_view::npos)
            return false;
        const std::size_t begin = open + m_open.size();
        const std::size_t end = m_text.find(m_close, begin);
        m_isOpen = end == std::string_view::npos;
        if (m_isOpen)
            return false;
        m_content = m_text.substr(begin, end - begin);
        m_at = end + m_close.size();
        return true;
    }
    std::string_view content() const { return trimmed(m_content); }
    bool isLeftOpen() const { return m_isOpen; }

private:
    std::string_view m_text;
    std::string m_open;
    std::string m_close;
    std::string_view m_content;
    std::size_t m_at = 0;
    bool m_isOpen = false;
};

std::string_view firstElement(std::string_view text, std::string_view name) {
    Elements elements(text, name);
    return elements.next() ? elements.content() : std::string_view();
}

/// The box in an object's <bndbox>; nothing where it has none. Throws Error.
std::optional<PixelBox> boxIn(std::string_view object, const std::string& name) {
    const std::string_view element = firstElement(object, "bndbox");
    if (element.empty())
        return std::nullopt;
    std::array<double, 4> numbers{};
    constexpr std::array<std::string_view, 4> kNames{"xmin", "ymin", "xmax", "ymax"};
    for (std::size_t n = 0; n < kNames.size(); ++n) {
        const auto number = parseDouble(firstElement(element, kNames[n]));
        if (!number)
            throw Error(name + " holds a <bndbox> without " + std::string(kNames[n]) +
                        ": copy the file there again.");
        numbers[n] = *number;
    }
    return PixelBox{numbers[0], numbers[1], numbers[2] - numbers[0], numbers[3] - numbers[1]};
}

} // namespace

EntityAnnotations parseEntityAnnotations(std::string_view xml, const std::string& name) {
    if (xml.find("<annotation") == std::string_view::npos)
        throw Error(name + " is no file of annotations (XML with <annotation>): copy it there again.");
    EntityAnnotations annotations;
    annotations.picture = onOneLine(firstElement(xml, "filename"));
    Elements objects(xml, "object");
    while (objects.next()) {
        EntityObject object;
        Elements names(objects.content(), "name");
        while (names.next())
            object.chains.push_back(onOneLine(names.content()));
        object.box = boxIn(objects.content(), name);
        object.isScene = firstElement(objects.content(), "scene") == "1";
        annotations.objects.push_back(std::move(object));
    }
    if (objects.isLeftOpen())
        throw Error(name + " breaks off in an <object>: copy the file there again.");
    return annotations;
}

std::vector<EntityPhrase> parseEntitySentence(std::string_view line, std::size_t& broken) {
    constexpr std::string_view kStart = "[/EN#";
    std::vector<EntityPhrase> phrases;
    for (std::size_t start = line.find(kStart); start != std::string_view::npos;) {
        const std::string_view rest = line.substr(start + kStart.size());
        const std::size_t end = rest.find(']');
        const std::size_t next = rest.find(kStart);
        if (end == std::string_view::npos || next < end) { // left open
            ++broken;
            start = next == std::string_view::npos ? next : start + kStart.size() + next;
            continue;
        }
        const std::string_view inside = rest.substr(0, end);
        const std::size_t blank = std::min(inside.find(' '), inside.size());
        const std::string_view head = inside.substr(0, blank);
        const std::size_t slash = std::min(head.find('/'), head.size());
        EntityPhrase phrase{onOneLine(head.substr(0, slash)),
                            onOneLine(head.substr(std::min(slash + 1, head.size()))),
                            onOneLine(inside.substr(blank))};
        if (phrase.chain.empty() || phrase.text.empty())
            ++broken;
        else
            phrases.push_back(std::move(phrase));
        start = line.find(kStart, start + kStart.size() + end);
    }
    return phrases;
}

} // namespace crossview
