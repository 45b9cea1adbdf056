#include "arrays/array_shards.h"

#include "arrays/array_file.h"
#include "common/error.h"
#include "common/text.h"

#include <algorithm>
#include <fmt/format.h>

namespace crossview {

namespace fs = std::filesystem;

namespace {

/// The last number in a name: 12 of "img_emb_012"; -1: none.
long long numberOf(const fs::path& file) {
    const std::string name = file.stem().string();
    const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
    std::size_t end = name.size();
    while (end > 0 && !isDigit(name[end - 1]))
        --end;
    std::size_t begin = end;
    while (begin > 0 && isDigit(name[begin - 1]))
        --begin;
    return parseInteger(name.substr(begin, end - begin)).value_or(-1);
}

/// A shard that was not copied would shift the rows of those behind it.
void checkNumbers(const std::vector<fs::path>& files) {
    for (std::size_t i = 1; i < files.size(); ++i) {
        const long long before = numberOf(files[i - 1]);
        const long long number = numberOf(files[i]);
        if (before >= 0 && number == before)
            throw Error(fmt::format("{} and {} have the same number, so the order of their rows is not "
                                    "known: leave one array of a kind in the folder.",
                                    files[i - 1].string(), files[i].filename().string()));
        if (before >= 0 && number != before + 1)
            throw Error(fmt::format("{} is followed by {}: copy the files between them from where they came.",
                                    files[i - 1].string(), files[i].filename().string()));
    }
}

class ArrayShards : public ArraySource {
public:
    explicit ArrayShards(const fs::path& folder) {
        const std::vector<fs::path> files = shardsIn(folder);
        if (files.empty())
            throw Error(fmt::format("{} is a folder without .npy files: name the file with the features.",
                                    folder.string()));
        checkNumbers(files);
        std::size_t rows = 0;
        for (const fs::path& file : files) {
            m_shards.emplace_back(file);
            rows += m_shards.back().rows();
            if (m_shards.back().columns() != m_shards.front().columns())
                throw Error(fmt::format("{} has {} columns and {} has {}: features of one view have as many.",
                                        m_shards.front().place(), m_shards.front().columns(),
                                        m_shards.back().place(), m_shards.back().columns()));
        }
        m_claim = {folder.string(),
                   {rows, m_shards.front().columns()},
                   "float32",
                   false,
                   fmt::format("{} file{} from {} to {}", files.size(), files.size() == 1 ? "" : "s",
                               files.front().filename().string(), files.back().filename().string())};
    }

    const ArrayClaim& claim() const override { return m_claim; }

    void read(const ValueSink& take, const ReadingTick& tick) const override {
        for (std::size_t i = 0; i < m_shards.size(); ++i) {
            tick(i, m_shards.size());
            // Within a shard it ticks too, so that a stop is heeded.
            const ProgressSink inside = [&](const Progress&) { tick(i, m_shards.size()); };
            take(m_shards[i].read({}, inside).values());
        }
    }

private:
    std::vector<ArrayFile> m_shards;
    ArrayClaim m_claim;
};

} // namespace

std::vector<fs::path> shardsIn(const fs::path& folder) {
    std::vector<fs::path> files;
    std::error_code failure;
    for (fs::directory_iterator entry(folder, failure), end; !failure && entry != end;
         entry.increment(failure))
        if (entry->path().extension() == ".npy")
            files.push_back(entry->path());
    if (failure)
        throw Error(fmt::format("{} could not be opened: {}.", folder.string(), failure.message()));
    std::ranges::sort(files, {}, [](const fs::path& file) { return std::pair(numberOf(file), file); });
    return files;
}

std::unique_ptr<ArraySource> openShards(const fs::path& folder) {
    return std::make_unique<ArrayShards>(folder);
}

} // namespace crossview
