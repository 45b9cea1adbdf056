#pragma once

#include "features/text/text_chain.h"

#include <vector>

namespace crossview::test {

/// The rows of all sentences that a chain was fitted on, in memory.
inline Matrix allRows(FittedTextChain& fitted) {
    std::vector<float> values;
    fitted.makeRows(
        [&](MatrixView part) { values.insert(values.end(), part.data(), part.data() + part.size()); }, {},
        {});
    Matrix rows(values.size() / fitted.chain().dimensions(), fitted.chain().dimensions());
    rows.values() = std::move(values);
    return rows;
}

} // namespace crossview::test
