#include "dataset/importers/importer.h"

#include "dataset/importers/caption_file.h"
#include "dataset/importers/caption_reading.h"
#include "dataset/importers/caption_rows.h"
#include "dataset/importers/dataset_builder.h"
#include "dataset/importers/embedding_folder.h"
#include "dataset/importers/formats.h"
#include "dataset/importers/proposals.h"
#include "dataset/importers/shards/unpacked_pictures.h"
#include "dataset/importers/split_lists.h"
#include "dataset/locating/image_locator.h"
#include "dataset/locating/picture_folders.h"

#include <chrono>
#include <optional>
#include <stdexcept>

namespace crossview {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kReasonsInError = 10;

std::string nameFor(const ImportOptions& options, const fs::path& source) {
    return options.name.empty() ? nameOfSource(source) : options.name;
}

/// Reports at most every 50 ms: a caption takes microseconds.
class Ticker {
public:
    Ticker(const std::stop_token& stop, const ProgressSink& progress, std::string stage, std::string item)
        : m_stop(stop), m_progress(progress), m_stage(std::move(stage)), m_item(std::move(item)) {}
    void tick(std::size_t done, std::size_t total) {
        throwIfStopped(m_stop);
        const auto now = std::chrono::steady_clock::now();
        if (now < m_next && (total == 0 || done < total))
            return;
        m_next = now + std::chrono::milliseconds(50);
        report(m_progress, {m_stage, done, total, m_item});
    }

private:
    const std::stop_token& m_stop;
    const ProgressSink& m_progress;
    std::string m_stage;
    std::string m_item;
    std::chrono::steady_clock::time_point m_next{};
};

[[noreturn]] void throwNothingLeft(const CaptionSource& source, const DatasetBuilder& builder) {
    const fs::path& file = source.place();
    const ProblemList& problems = builder.problems();
    if (problems.count() == 0 && source.archiveFormat)
        throw Error(file.string() +
                    " holds no pictures with captions: name an archive with a.jpg and a.txt or "
                    "a.json for each picture.");
    if (problems.count() == 0)
        throw Error(file.string() + " holds no captions, only a header perhaps: add a line for each.");
    std::string message = "Nothing could be imported from " + file.string() + ": " +
                          std::to_string(problems.count()) + " wrong entries; mend them and import again.";
    for (const std::string& problem : toStrings(problems.problems(), kReasonsInError))
        message += "\n  " + problem;
    throw Error(message);
}

ImportResult importFeaturesAlone(const ImportOptions& options, const std::stop_token& stop,
                                 const ProgressSink& progress) {
    const std::string name = nameFor(options, options.features.images);
    MatrixImport matrices = importMatrices(options.features, name, stop, progress);
    ImportResult result;
    result.dataset = std::move(matrices.dataset);
    result.rows = std::move(matrices.rows);
    result.notes = std::move(matrices.notes);
    return result;
}

std::shared_ptr<UnpackedPictures> unpackedPictures(const CaptionSource& source, const fs::path& into) {
    if (into.empty())
        throw std::invalid_argument("importDataset: archives need a folder to be unpacked into");
    std::vector<fs::path> archives;
    for (const CaptionFile& file : source.files)
        archives.push_back(file.path);
    return std::make_shared<UnpackedPictures>(into, archives);
}

/// Features are joined to pictures by name or order, and a picture has several regions.
void refuseGivenRegions(const CaptionRecord& record, bool areGiven, const fs::path& file) {
    if (areGiven && record.box)
        throw Error(
            file.string() + ", line " + std::to_string(record.line) +
            ": the file names regions of pictures, whose features are made of what lies in them: import "
            "it without features.");
}

/// "1,000 images have no picture …", where some have none.
std::string pictureNote(const Dataset& dataset) {
    std::size_t without = 0;
    for (std::size_t i = 0; i < dataset.images().size(); ++i)
        without += dataset.hasPicture(i) ? 0 : 1;
    return without == 0 ? std::string()
                        : std::to_string(without) + " of " + std::to_string(dataset.images().size()) +
                              " images have no picture on disk and are known by their features alone";
}

} // namespace

// "results_20130124" and "Flickr8k.token" make poor names, but they are the file's own.
std::string nameOfSource(const fs::path& source) {
    if (source.empty())
        return {};
    fs::path plain = fs::absolute(source).lexically_normal();
    if (!plain.has_filename()) // "photos/"
        plain = plain.parent_path();
    const fs::path name = plain.stem();
    return (name.extension() == ".tar" ? name.stem() : name).string();
}

ImportResult importDataset(const ImportOptions& given, const std::stop_token& stop,
                           const ProgressSink& progress) {
    throwIfStopped(stop);
    const ImportOptions options = withEmbeddingFolder(given);
    if (options.captions.empty() && options.features.any())
        return importFeaturesAlone(options, stop, progress);
    const CaptionFormat* asked = options.format.empty() ? nullptr : &captionFormat(options.format);
    const CaptionSource source = findCaptions(options.captions, asked, stop);
    std::optional<CaptionRows> rows;
    if (options.features.any())
        rows.emplace(options.features);
    else if (source.folderFormat && source.folderFormat->imageFeatures)
        rows.emplace(source.folderFormat->imageFeatures(source.given));
    std::shared_ptr<UnpackedPictures> unpacked;
    if (source.archiveFormat)
        unpacked = unpackedPictures(source, options.unpackInto);
    std::vector<fs::path> folders = importFolders(options.imageFolder, options.captions, source.place());
    if (unpacked)
        folders.insert(folders.begin(), unpacked->folder());
    ImageLocator locator(std::move(folders), stop, progress);
    DatasetBuilder builder(source.place(), locator);
    Ticker ticker(stop, progress, unpacked ? "Unpacking pictures" : "Reading captions",
                  source.place().filename().string());
    std::vector<std::string> notes;
    fs::path current; // what is read
    readCaptions(source, asked, options.imageFolder.empty(), locator, unpacked.get(), stop,
                 {[&](const fs::path& file, const CaptionFormat&) {
                      builder.beginFile(file);
                      current = file;
                  },
                  [&](const CaptionRecord& record) {
                      throwIfStopped(stop);
                      refuseGivenRegions(record, rows.has_value(), current);
                      std::string reason = rows ? rows->whyLacking(record.image) : std::string();
                      if (!reason.empty())
                          builder.addProblem(current, record.line, reason);
                      else
                          reason = rows && rows->hasImages() ? builder.addWhateverPicture(record)
                                                             : builder.add(record);
                      if (rows)
                          rows->add(record.image,
                                    reason.empty() ? std::optional(builder.lastPair()) : std::nullopt);
                  },
                  [&](const fs::path& file, std::size_t line, const std::string& reason) {
                      builder.addProblem(file, line, reason);
                  },
                  [&](const std::string& note) { notes.push_back(note); },
                  [&](std::size_t done, std::size_t total) { ticker.tick(done, total); }});
    if (builder.pairCount() == 0)
        throwNothingLeft(source, builder);
    if (unpacked && unpacked->isEmpty())
        unpacked.reset(); // a table of pictures that lie elsewhere
    else if (unpacked)
        unpacked->finish();
    if (!options.proposals.empty())
        addProposals(options.proposals, builder, notes, stop);
    if (!builder.hasSplits() && !source.archiveFormat && source.files.size() == 1)
        applySplitLists(fs::absolute(source.place()), builder);
    else if (source.folderFormat && source.folderFormat->isCollection)
        applySplitLists(fs::absolute(source.given) / "", builder);
    for (const std::string& note : builder.folderNotes())
        notes.push_back(note);
    for (const std::string& note : locator.notes())
        notes.push_back(note);
    ImportResult result = builder.build(nameFor(options, source.place()));
    notes.insert(notes.end(), result.notes.begin(), result.notes.end());
    if (rows) {
        result.rows = rows->read(notes, stop, progress);
        if (const std::string note = pictureNote(result.dataset); !note.empty())
            notes.push_back(note);
    }
    result.notes = std::move(notes);
    result.unpacked = std::move(unpacked);
    return result;
}

} // namespace crossview
