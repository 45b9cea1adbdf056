#include "arrays/shard_folder.h"

#include "arrays/numpy_source.h"
#include "common/error.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <optional>

namespace crossview {
namespace {

namespace fs = std::filesystem;

struct Shard {
    fs::path file;
    std::string beginning; ///< "img_emb_"
    std::size_t number = 0;
};

/// "img_emb_07.npy"; nothing for a name without a number.
std::optional<Shard> shardOf(const fs::path& file) {
    if (file.extension() != ".npy")
        return std::nullopt;
    const std::string stem = file.stem().string();
    const std::size_t digits = stem.find_last_not_of("0123456789") + 1; // npos + 1 is 0
    Shard shard{file, stem.substr(0, digits), 0};
    const auto [end, code] = std::from_chars(stem.data() + digits, stem.data() + stem.size(), shard.number);
    return code == std::errc() ? std::optional(std::move(shard)) : std::nullopt;
}

std::vector<Shard> shardsIn(const fs::path& folder) {
    std::vector<Shard> shards;
    std::error_code failure;
    fs::directory_iterator entry(folder, failure);
    for (const fs::directory_iterator end; !failure && entry != end; entry.increment(failure))
        if (std::optional<Shard> shard = shardOf(entry->path()))
            shards.push_back(std::move(*shard));
    if (failure)
        throw Error(fmt::format("{} cannot be read: {}.", folder.string(), failure.message()));
    if (shards.empty())
        throw Error(fmt::format("{} is a folder without numbered arrays (img_emb_0.npy, img_emb_1.npy, …): "
                                "name the file with the features.",
                                folder.string()));
    std::ranges::sort(shards, [](const Shard& a, const Shard& b) {
        return std::tie(a.beginning, a.number, a.file) < std::tie(b.beginning, b.number, b.file);
    });
    for (std::size_t i = 1; i < shards.size(); ++i) {
        const std::string before = shards[i - 1].file.filename().string();
        const std::string name = shards[i].file.filename().string();
        if (shards[i].beginning != shards[i - 1].beginning)
            throw Error(
                fmt::format("{} holds arrays of several names ({} and {}): name one file, or keep one "
                            "sort in the folder.",
                            folder.string(), before, name));
        if (shards[i].number != shards[i - 1].number + 1)
            throw Error(fmt::format("{} holds {} and {} and no number between, so that rows would belong to "
                                    "other items: bring all numbers.",
                                    folder.string(), before, name));
    }
    return shards;
}

class ShardFolder final : public ArraySource {
public:
    explicit ShardFolder(const fs::path& folder) {
        ArrayEntry whole;
        for (const Shard& shard : shardsIn(folder)) {
            const auto mapping = std::make_shared<const MappedFile>(shard.file);
            m_parts.push_back(openNpy({mapping->bytes(), shard.file.string(), mapping}));
            const ArrayEntry& part = m_parts.back()->entries().front();
            if (m_parts.size() == 1)
                whole = part;
            else
                join(whole, part, shard.file);
            if (whole.problem.empty())
                whole.problem = part.problem;
        }
        if (whole.problem.empty() && whole.firstFastest && m_parts.size() > 1)
            whole.problem = fmt::format("{} holds arrays in Fortran order: save them with "
                                        "numpy.ascontiguousarray.",
                                        folder.string());
        if (m_parts.size() > 1)
            whole.type += fmt::format(" in {} files", m_parts.size());
        m_entries.push_back(std::move(whole));
    }
    const std::vector<ArrayEntry>& entries() const override { return m_entries; }
    void read(std::size_t /*entry*/, const ValueSink& sink) const override {
        for (const auto& part : m_parts)
            part->read(0, sink);
    }

private:
    static void join(ArrayEntry& whole, const ArrayEntry& part, const fs::path& file) {
        const bool fits = !whole.shape.empty() && whole.shape.size() == part.shape.size() &&
                          std::equal(whole.shape.begin() + 1, whole.shape.end(), part.shape.begin() + 1);
        if (!fits)
            throw Error(fmt::format("{} has other columns than the files before it: features of one data set "
                                    "have as many.",
                                    file.string()));
        if (__builtin_add_overflow(whole.shape.front(), part.shape.front(), &whole.shape.front()))
            throw Error(fmt::format("{} claims more rows than can be: copy it again.", file.string()));
        whole.firstFastest = whole.firstFastest || part.firstFastest;
    }

    std::vector<std::unique_ptr<ArraySource>> m_parts;
    std::vector<ArrayEntry> m_entries;
};

} // namespace

std::unique_ptr<ArraySource> openShardFolder(const fs::path& folder,
                                             std::span<const std::string_view> preferred) {
    for (const std::string_view name : preferred) {
        std::error_code missing;
        if (fs::is_directory(folder / name, missing))
            return std::make_unique<ShardFolder>(folder / name);
    }
    return std::make_unique<ShardFolder>(folder);
}

} // namespace crossview
