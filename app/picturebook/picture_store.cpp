#include "picture_store.h"

#include "common/text.h"
#include "common/threads.h"
#include "files/atomic_file.h"
#include "files/file_handle.h"
#include "files/plain_file.h"
#include "picture.h"

#include <condition_variable>
#include <deque>
#include <exception>
#include <set>
#include <span>
#include <thread>

namespace crossview {
namespace {

constexpr std::string_view kListName = "pictures.tsv";
constexpr std::string_view kListHeader = "crossview pictures 1"; // count up when the drawing rules change
constexpr std::size_t kFewestColours = 3;
constexpr std::size_t kListInterval = 256; ///< pictures between two writings of the list

/// Complete or not there, but without fsync, which would take longer than the drawing: the list's sizes tell
/// a file that a power cut left empty.
void writePicture(const std::filesystem::path& file, const QByteArray& bytes) {
    std::filesystem::path temporary = file;
    temporary += ".part";
    FileHandle handle = openForWriting(temporary);
    writeAll(handle, std::as_bytes(std::span(bytes.constData(), static_cast<std::size_t>(bytes.size()))),
             temporary);
    finishWriting(std::move(handle), temporary);
    std::error_code failure;
    std::filesystem::rename(temporary, file, failure);
    if (failure)
        throw Error(file.string() + ": cannot write the picture (" + failure.message() +
                    "). Free some space or choose another project folder.");
}

} // namespace

PictureStore::PictureStore(std::filesystem::path folder) : m_folder(std::move(folder)) {
    refuseLink(m_folder);
    std::error_code failure;
    std::filesystem::create_directories(m_folder, failure);
    if (failure)
        throw Error(m_folder.string() + ": cannot make the folder (" + failure.message() +
                    "). Choose another project folder.");
    removeTemporaryFiles(m_folder);
    readList();
}

void PictureStore::readList() {
    const auto file = m_folder / kListName;
    if (!std::filesystem::exists(file))
        return;
    const std::string text = readFile(file);
    const auto lines = split(text, '\n');
    if (lines.front() != kListHeader)
        return;
    for (std::size_t i = 1; i < lines.size(); ++i) {
        const auto fields = split(lines[i], '\t');
        if (fields.size() != 4)
            continue;
        const auto sourceBytes = parseInteger(fields[2]);
        const auto fileBytes = parseInteger(fields[3]);
        if (sourceBytes && fileBytes && *sourceBytes >= 0 && *fileBytes >= 0)
            m_entries[std::string(fields[0])] = {std::string(fields[1]),
                                                 static_cast<std::size_t>(*sourceBytes),
                                                 static_cast<std::size_t>(*fileBytes)};
    }
}

void PictureStore::writeList() const {
    std::string text(kListHeader);
    text += '\n';
    for (const auto& [name, entry] : m_entries)
        text += name + '\t' + entry.hash + '\t' + std::to_string(entry.sourceBytes) + '\t' +
                std::to_string(entry.fileBytes) + '\n';
    writeFileAtomically(m_folder / kListName, text);
}

std::optional<PictureStore::Entry> PictureStore::reusable(const Candidate& candidate) const {
    const auto found = m_entries.find(candidate.file);
    if (found == m_entries.end() || found->second.sourceBytes != candidate.sourceBytes)
        return std::nullopt;
    if (found->second.hash.empty())
        return found->second;
    std::error_code missing;
    const auto bytes = std::filesystem::file_size(m_folder / candidate.file, missing);
    if (missing || bytes != found->second.fileBytes)
        return std::nullopt;
    return found->second;
}

PictureStore::Entry PictureStore::drawOne(const Candidate& candidate) const {
    Entry entry;
    entry.sourceBytes = candidate.sourceBytes;
    const QImage picture = fitPicture(candidate.draw());
    if (picture.isNull() || colourCount(picture, kFewestColours) < kFewestColours)
        return entry;
    const QByteArray png = encodePng(picture);
    writePicture(m_folder / candidate.file, png);
    entry.hash = pixelHash(picture);
    entry.fileBytes = static_cast<std::size_t>(png.size());
    return entry;
}

std::vector<std::string> PictureStore::draw(const std::vector<Candidate>& candidates,
                                            const std::string& stage, const std::stop_token& stop,
                                            const ProgressSink& sink) {
    std::vector<std::string> hashes(candidates.size());
    std::vector<std::size_t> missing;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        if (const auto entry = reusable(candidates[i]))
            hashes[i] = entry->hash;
        else
            missing.push_back(i);
    }
    std::size_t done = candidates.size() - missing.size();
    report(sink, {stage, done, candidates.size(), {}});

    // Helpers draw; this thread keeps the list and reports, because a sink is called on the job's thread.
    std::mutex mutex;
    std::condition_variable changed;
    std::deque<std::pair<std::size_t, Entry>> finished;
    std::exception_ptr failure;
    bool ended = false;
    const std::jthread helpers([&] {
        std::exception_ptr thrown;
        try {
            parallelFor(missing.size(), stop, [&](std::size_t next) {
                Entry entry = drawOne(candidates[missing[next]]);
                const std::lock_guard lock(mutex);
                finished.emplace_back(missing[next], std::move(entry));
                changed.notify_one();
            });
        } catch (...) {
            thrown = std::current_exception();
        }
        const std::lock_guard lock(mutex);
        failure = thrown;
        ended = true;
        changed.notify_one();
    });
    std::size_t unwritten = 0;
    std::unique_lock lock(mutex);
    while (!ended || !finished.empty()) {
        changed.wait(lock, [&] { return ended || !finished.empty(); });
        while (!finished.empty()) {
            auto [index, entry] = std::move(finished.front());
            finished.pop_front();
            lock.unlock();
            const Candidate& candidate = candidates[index];
            hashes[index] = entry.hash;
            const std::string item =
                entry.hash.empty() ? std::string{} : (m_folder / candidate.file).string();
            m_entries[candidate.file] = std::move(entry);
            report(sink, {stage, ++done, candidates.size(), item});
            if (++unwritten % kListInterval == 0)
                writeList();
            lock.lock();
        }
    }
    lock.unlock();
    if (unwritten > 0)
        writeList();
    if (failure)
        std::rethrow_exception(failure);
    return hashes;
}

void PictureStore::removeOthers(const std::vector<std::string>& kept) const {
    const std::set<std::string> names(kept.begin(), kept.end());
    std::vector<std::filesystem::path> others;
    for (const auto& entry : std::filesystem::directory_iterator(m_folder)) {
        const std::string extension = entry.path().extension().string();
        if ((extension == ".png" || extension == ".part") &&
            !names.contains(entry.path().filename().string()))
            others.push_back(entry.path());
    }
    std::error_code ignored; // a picture too many does no harm
    for (const auto& file : others)
        std::filesystem::remove(file, ignored);
}

} // namespace crossview
