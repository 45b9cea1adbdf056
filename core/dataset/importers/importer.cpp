#include "dataset/importers/importer.h"

#include "dataset/importers/caption_file.h"
#include "dataset/importers/dataset_builder.h"
#include "dataset/importers/formats.h"
#include "dataset/importers/image_locator.h"
#include "dataset/importers/split_lists.h"

#include <chrono>

namespace crossview {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kProblemsInError = 10;

/// "results_20130124" and "Flickr8k.token" make poor names, but they are the file's own.
std::string nameFor(const ImportOptions& options, const fs::path& captionFile) {
    return options.name.empty() ? captionFile.stem().string() : options.name;
}

/// Reports at most every 50 ms: a caption takes microseconds.
class Ticker {
public:
    Ticker(const std::stop_token& stop, const ProgressSink& progress, std::string item)
        : m_stop(stop), m_progress(progress), m_item(std::move(item)) {}
    void tick(std::size_t done, std::size_t total) {
        throwIfStopped(m_stop);
        const auto now = std::chrono::steady_clock::now();
        if (now < m_next && (total == 0 || done < total))
            return;
        m_next = now + std::chrono::milliseconds(50);
        report(m_progress, {"Reading captions", done, total, m_item});
    }

private:
    const std::stop_token& m_stop;
    const ProgressSink& m_progress;
    std::string m_item;
    std::chrono::steady_clock::time_point m_next{};
};

[[noreturn]] void throwNothingLeft(const fs::path& file, const DatasetBuilder& builder) {
    if (builder.problemCount() == 0)
        throw Error(file.string() + " holds no captions, only a header perhaps: add a line for each.");
    std::string message = "Nothing could be imported from " + file.string() + ": " +
                          std::to_string(builder.problemCount()) +
                          " wrong entries; mend them and import again.";
    const auto& problems = builder.problems();
    for (std::size_t p = 0; p < problems.size() && p < kProblemsInError; ++p)
        message += "\n  " + toString(problems[p]);
    if (builder.problemCount() > kProblemsInError)
        message += "\n  and " + std::to_string(builder.problemCount() - kProblemsInError) + " more";
    throw Error(message);
}

} // namespace

std::string toString(const ImportProblem& problem) {
    return problem.file.string() + (problem.line == 0 ? "" : ":" + std::to_string(problem.line)) + ": " +
           problem.reason;
}

ImportResult importDataset(const ImportOptions& options, const std::stop_token& stop,
                           const ProgressSink& progress) {
    throwIfStopped(stop);
    const fs::path file = findCaptionFile(options.captions);
    ImageLocator locator(importFolders(options.imageFolder, options.captions, file), stop, progress);
    DatasetBuilder builder(file, locator);
    Ticker ticker(stop, progress, file.filename().string());
    {
        const std::string text = readCaptionFile(file);
        const CaptionSink sink{
            [&](const CaptionRecord& record) {
                throwIfStopped(stop);
                builder.add(record);
            },
            [&](std::size_t line, const std::string& reason) { builder.addProblem(file, line, reason); },
            [&](std::size_t done, std::size_t total) { ticker.tick(done, total); }};
        const CaptionFormat& format =
            options.format.empty() ? recogniseFormat(text) : captionFormat(options.format);
        format.read(text, file.string(), sink);
    }
    if (builder.pairCount() == 0)
        throwNothingLeft(file, builder);
    if (!builder.hasSplits())
        applySplitLists(fs::absolute(file), builder);
    return builder.build(nameFor(options, file));
}

} // namespace crossview
