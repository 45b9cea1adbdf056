#include "features/text/words/word_vector_file.h"

#include "common/shown_name.h"
#include "common/text.h"
#include "common/unicode_text.h"
#include "features/text/words/word_vector_shape.h"
#include "files/mapped_file.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace crossview {
namespace {

constexpr std::size_t kLongestWord = 4096;          // bytes
constexpr std::size_t kTick = std::size_t{1} << 18; // bytes: below a ms
constexpr std::size_t kMebibyte = std::size_t{1} << 20;
constexpr std::size_t kGiveBack = 16 * kMebibyte;

/// Goes through a file word by word.
class Reader {
public:
    Reader(std::span<const std::byte> bytes, std::string name, const WordsToKeep& keep, std::stop_token stop,
           const std::function<void(std::size_t)>& passed)
        : m_text(reinterpret_cast<const char*>(bytes.data()), bytes.size()), m_name(std::move(name)),
          m_keep(keep), m_stop(std::move(stop)), m_passed(passed), m_shape(wordVectorShape(bytes, m_name)),
          m_at(m_shape.start) {}

    WordVectors read() {
        if (m_shape.isBinary)
            readBinary();
        else
            readText();
        if (m_found.words.empty())
            refuseWordVectors(m_name,
                              fmt::format("none of its {} words is a word of the sentences or one of the "
                                          "first {}",
                                          m_words, m_keep.first));
        const auto remark = [&](std::size_t count, const char* what) {
            if (count > 0)
                m_found.remarks.push_back(fmt::format("{} words of {} {}", count, m_name, what));
        };
        remark(m_notUtf8, "are no UTF-8 and are left out");
        remark(m_withBlanks, "hold blanks and are left out");
        remark(m_repeated, "stand there more than once: the first vector counts");
        m_found.vectors =
            Matrix(m_found.words.size(), m_shape.dimensions, std::exchange(m_values, std::vector<float>()));
        return std::move(m_found);
    }

private:
    void readBinary() {
        const std::size_t size = 4 * m_shape.dimensions;
        for (; m_words < m_shape.words; ++m_words) {
            tick();
            while (m_at < m_text.size() && (m_text[m_at] == '\n' || m_text[m_at] == '\r'))
                ++m_at;
            const std::string_view rest = m_text.substr(m_at, kLongestWord);
            const std::size_t blank = rest.find(' ');
            if (blank == std::string_view::npos)
                refuse(m_at + rest.size() == m_text.size() ? "it ends" : "no blank ends the name of a word");
            m_at += blank + 1;
            if (m_text.size() - m_at < size)
                refuse("it ends");
            if (isWanted(rest.substr(0, blank))) {
                const std::size_t first = m_values.size();
                m_values.resize(first + m_shape.dimensions);
                std::memcpy(m_values.data() + first, m_text.data() + m_at, size);
                takeLast(rest.substr(0, blank));
            }
            m_at += size;
        }
        if (m_text.find_first_not_of(" \r\n", m_at) != std::string_view::npos)
            refuse("it goes on, which its header does not say");
    }

    void readText() {
        while (m_at < m_text.size()) {
            tick();
            const std::size_t end = std::min(m_text.find('\n', m_at), m_text.size());
            const std::string_view line = m_text.substr(m_at, end - m_at);
            m_at = end + 1;
            readLine(line);
        }
        if (m_shape.hasHeader && m_words != m_shape.words)
            refuseWordVectors(
                m_name, fmt::format("its header speaks of {} words, but it holds {}", m_shape.words, m_words),
                "It may be cut off: get it again.");
    }

    void readLine(std::string_view line) {
        const auto fields = fieldsOf(line);
        if (fields.empty())
            return;
        // A word of blanks, as some programs write one, or of other blanks than these.
        const bool nameless =
            fields.size() == m_shape.dimensions && (line.front() == ' ' || line.front() == '\t');
        if (fields.size() <= m_shape.dimensions && !nameless)
            refuse(
                fmt::format("the line holds {} numbers, others {}", fields.size() - 1, m_shape.dimensions));
        const std::size_t parts = fields.size() - std::min(fields.size(), m_shape.dimensions); // of the word
        if (parts > 1 &&
            std::ranges::all_of(std::span(fields).subspan(1, parts - 1),
                                [](std::string_view field) { return parseDouble(field).has_value(); }))
            refuse(
                fmt::format("the line holds {} numbers, others {}", fields.size() - 1, m_shape.dimensions));
        if (parts != 1)
            ++m_withBlanks;
        else if (isWanted(fields.front())) {
            for (const std::string_view field : std::span(fields).last(m_shape.dimensions)) {
                const auto number = parseDouble(field);
                if (!number)
                    refuse(fmt::format("\"{}\" is no number", shownName(field)));
                m_values.push_back(static_cast<float>(*number));
            }
            takeLast(fields.front());
        }
        ++m_words;
    }

    bool isWanted(std::string_view word) {
        if (m_words >= m_keep.first && !m_keep.others.contains(std::string(word)))
            return false;
        if (word.empty() || !isUtf8(word)) {
            ++m_notUtf8;
            return false;
        }
        if (m_known.contains(std::string(word))) {
            ++m_repeated;
            return false;
        }
        return true;
    }

    /// The word of the values that were read last.
    void takeLast(std::string_view word) {
        if (!std::ranges::all_of(std::span(m_values).last(m_shape.dimensions),
                                 [](float value) { return std::isfinite(value); }))
            refuse(fmt::format("a number of \"{}\" is not finite", shownName(word)));
        m_found.leading += m_words < m_keep.first ? 1 : 0;
        m_found.words.emplace_back(word);
        m_known.emplace(word);
    }

    [[noreturn]] void refuse(const std::string& what) const {
        refuseWordVectors(m_name, fmt::format("word {}: {}", m_words + 1, what),
                          "It may be damaged or cut off: get it again.");
    }

    void tick() {
        if (m_at < m_nextTick)
            return;
        throwIfStopped(m_stop);
        if (m_passed)
            m_passed(m_at);
        m_nextTick = m_at + kTick;
    }

    const std::string_view m_text;
    const std::string m_name;
    const WordsToKeep& m_keep;
    const std::stop_token m_stop;
    const std::function<void(std::size_t)>& m_passed;
    const WordVectorShape m_shape;
    std::size_t m_at; // bytes read
    std::size_t m_nextTick = 0;
    std::size_t m_words = 0; // read so far
    std::size_t m_notUtf8 = 0, m_withBlanks = 0, m_repeated = 0;
    WordVectors m_found;
    std::vector<float> m_values;
    std::unordered_set<std::string> m_known;
};

} // namespace

WordVectors parseWordVectors(std::span<const std::byte> bytes, const std::string& name,
                             const WordsToKeep& keep, const std::stop_token& stop,
                             const std::function<void(std::size_t)>& passed) {
    return Reader(bytes, name, keep, stop, passed).read();
}

WordVectors readWordVectors(const std::filesystem::path& file, const WordsToKeep& keep,
                            const std::stop_token& stop, const ProgressSink& progress) {
    const MappedFile mapping(file);
    std::size_t givenBack = 0;
    return parseWordVectors(mapping.bytes(), file.string(), keep, stop, [&](std::size_t passed) {
        if (passed < givenBack + kGiveBack)
            return;
        givenBack = passed;
        mapping.release(passed);
        report(progress,
               {"Reading word vectors", passed / kMebibyte, mapping.bytes().size() / kMebibyte, {}});
    });
}

} // namespace crossview
