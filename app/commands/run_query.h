#pragma once

#include "retrieval/nearest_rows.h"
#include "project/session.h"

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace crossview {

/// One answer of a query.
struct Answer {
    std::int32_t item = 0; ///< image or sentence of the data set
    float distance = 0;    ///< Euclidean, in the joint space: 0 to 2
    bool isTrue = false;   ///< the data say that query and answer belong together
};

/// A trained run with all that its queries need.
struct QueryEngine {
    std::shared_ptr<const Session> session;
    std::shared_ptr<const Snapshot> snapshot;
};

/// Opens a run ("latest" or an id) at its best epoch. Throws Error when there is none.
QueryEngine openQueryEngine(const std::filesystem::path& project, const std::string& run,
                            const std::stop_token& stop, const ProgressSink& progress);

/// The same run answering with the items of another project (transfer.h).
QueryEngine withAnswersFrom(const QueryEngine& engine, const std::filesystem::path& project,
                            const std::stop_token& stop, const ProgressSink& progress);

/// The k pictures nearest to a text; true where the text is one of the picture's sentences. Throws Error when
/// no word of the text is known.
std::vector<Answer> picturesFor(const QueryEngine& engine, std::string_view text, std::size_t k);

/// The k sentences nearest to a picture file; true where the file is a picture of the set that they describe.
std::vector<Answer> sentencesFor(const QueryEngine& engine, const std::filesystem::path& picture,
                                 std::size_t k);

} // namespace crossview
