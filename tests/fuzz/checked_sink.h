#pragma once

#include "dataset/captions.h"

#include <cstdlib>

namespace crossview::fuzz {

/// A sink that aborts when a parser breaks its promises: every record has a picture or a caption that lies in
/// memory, lines ascend, problems have a reason, progress stays below its total.
class CheckedSink {
public:
    CaptionSink sink() {
        return {[this](const CaptionRecord& record) {
                    for (const std::string_view field :
                         {record.image, record.caption, record.split, record.conceptName})
                        for (const char c : field) // read every byte: the sanitizer sees a dangling view
                            m_sum = m_sum * 31 + static_cast<unsigned char>(c);
                    for (const RecordCell& cell : record.cells)
                        for (const std::string_view field : {cell.column, cell.value})
                            for (const char c : field)
                                m_sum = m_sum * 31 + static_cast<unsigned char>(c);
                    seeLine(record.line);
                },
                [this](std::size_t line, const std::string& reason) {
                    require(!reason.empty());
                    seeLine(line);
                },
                [](const std::string& sentence) { require(!sentence.empty()); },
                [](std::size_t done, std::size_t total) { require(total == 0 || done <= total); }};
    }

private:
    static void require(bool condition) {
        if (!condition)
            std::abort();
    }
    void seeLine(std::size_t line) {
        require(line >= m_line);
        m_line = line;
    }

    std::size_t m_line = 0;
    unsigned m_sum = 0;
};

} // namespace crossview::fuzz
