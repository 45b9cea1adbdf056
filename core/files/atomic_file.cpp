#include "files/atomic_file.h"

#include "common/error.h"
#include "files/lock_file.h"
#include "files/plain_file.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <random>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace crossview {
namespace {

[[noreturn]] void fail(const std::filesystem::path& file, const char* action, int code) {
    throw Error(fmt::format("{} cannot be {}: {}. Check free space and permissions of its folder.",
                            file.string(), action, std::strerror(code)));
}

void syncFile(int descriptor, const std::filesystem::path& file) {
    if (::fsync(descriptor) != 0)
        fail(file, "written", errno);
}

std::filesystem::path folderOf(const std::filesystem::path& file) {
    return file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
}

void makeParent(const std::filesystem::path& file) {
    if (!file.has_parent_path())
        return;
    std::error_code code;
    std::filesystem::create_directories(file.parent_path(), code);
    if (code)
        fail(file.parent_path(), "made", code.value());
}

// A temporary file is called <name>.<16 hexadecimal digits>.part.
constexpr std::string_view kEnding = ".part";
constexpr std::size_t kDigits = 16;

bool isTemporaryName(std::string_view name) {
    if (!name.ends_with(kEnding) || name.size() < kEnding.size() + kDigits + 2)
        return false;
    name.remove_suffix(kEnding.size());
    const std::string_view digits = name.substr(name.size() - kDigits);
    return name[name.size() - kDigits - 1] == '.' &&
           digits.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

/// The temporary file that a database's journal belongs to; an empty text for anything else.
std::string_view withoutJournal(std::string_view name) {
    for (const std::string_view tail : {"-journal", "-wal", "-shm"})
        if (name.ends_with(tail))
            return name.substr(0, name.size() - tail.size());
    return {};
}

std::filesystem::path temporaryBeside(const std::filesystem::path& file) {
    static thread_local std::mt19937_64 generator{std::random_device{}()};
    auto name = file.filename();
    name += fmt::format(".{:016x}{}", generator(), kEnding);
    return file.parent_path() / name;
}

/// A temporary file that is locked while it is written, so that nobody takes it for a dead process's. Gone
/// with the object unless it was put into its place.
class Temporary {
public:
    explicit Temporary(const std::filesystem::path& file) : m_file(file) {
        // Another process may remove it before it is locked; then the next try is ours.
        constexpr int kTries = 100;
        for (int i = 0; i < kTries; ++i) {
            m_path = temporaryBeside(file);
            m_descriptor =
                Descriptor(::open(m_path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644));
            if (number() < 0)
                fail(file, "written", errno);
            struct stat status = {};
            if (tryLock(number(), LockKind::exclusive) != LockTry::refused &&
                ::fstat(number(), &status) == 0 && status.st_nlink > 0)
                return;
        }
        fail(file, "written", EBUSY);
    }
    ~Temporary() {
        if (!m_placed)
            ::unlink(m_path.c_str());
    }
    Temporary(const Temporary&) = delete;
    Temporary& operator=(const Temporary&) = delete;

    const std::filesystem::path& path() const { return m_path; }
    int number() const { return m_descriptor.number(); }
    void place() {
        syncFile(number(), m_file);
        if (::rename(m_path.c_str(), m_file.c_str()) != 0)
            fail(m_file, "replaced", errno);
        m_placed = true;
        syncFolder(folderOf(m_file));
    }

private:
    const std::filesystem::path& m_file;
    std::filesystem::path m_path;
    Descriptor m_descriptor;
    bool m_placed = false;
};

/// Removes a file if nobody holds its lock.
bool removeIfForsaken(const std::filesystem::path& file) {
    const Descriptor descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    struct stat status = {};
    return descriptor.number() >= 0 && ::fstat(descriptor.number(), &status) == 0 &&
           S_ISREG(status.st_mode) && tryLock(descriptor.number(), LockKind::exclusive) == LockTry::held &&
           ::unlink(file.c_str()) == 0;
}

} // namespace

void syncFolder(const std::filesystem::path& folder) {
    const Descriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (descriptor.number() >= 0)
        ::fsync(descriptor.number());
}

void moveIntoPlace(const std::filesystem::path& finished, const std::filesystem::path& file) {
    makeParent(file);
    const Descriptor descriptor(::open(finished.c_str(), O_RDONLY | O_CLOEXEC));
    if (descriptor.number() < 0)
        fail(finished, "opened", errno);
    syncFile(descriptor.number(), finished);
    if (::rename(finished.c_str(), file.c_str()) != 0)
        fail(file, "replaced", errno);
    syncFolder(folderOf(file));
}

void replaceFileAtomically(const std::filesystem::path& file,
                           const std::function<void(const std::filesystem::path&)>& write) {
    makeParent(file);
    Temporary temporary(file);
    write(temporary.path());
    temporary.place();
}

void writeFileAtomically(const std::filesystem::path& file, const std::function<void(const PieceSink&)>& make,
                         Parents parents) {
    if (parents == Parents::made)
        makeParent(file);
    Temporary temporary(file);
    make([&](std::string_view rest) {
        while (!rest.empty()) {
            const ssize_t written = ::write(temporary.number(), rest.data(), rest.size());
            if (written < 0 && errno == EINTR)
                continue;
            if (written < 0)
                fail(file, "written", errno);
            rest.remove_prefix(static_cast<std::size_t>(written));
        }
    });
    temporary.place();
}

void writeFileAtomically(const std::filesystem::path& file, std::span<const std::string_view> pieces,
                         Parents parents) {
    writeFileAtomically(
        file, [&](const PieceSink& sink) { std::ranges::for_each(pieces, sink); }, parents);
}

void writeFileAtomically(const std::filesystem::path& file, std::string_view content, Parents parents) {
    writeFileAtomically(file, std::span(&content, 1), parents);
}

std::size_t removeTemporaryFiles(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> files;
    std::vector<std::filesystem::path> journals;
    std::error_code failure;
    for (std::filesystem::directory_iterator entry(folder, failure), end; !failure && entry != end;
         entry.increment(failure)) {
        const std::string name = entry->path().filename().string();
        if (isTemporaryName(name))
            files.push_back(entry->path());
        else if (isTemporaryName(withoutJournal(name)))
            journals.push_back(entry->path());
    }
    auto removed = static_cast<std::size_t>(std::ranges::count_if(files, removeIfForsaken));
    for (const std::filesystem::path& journal : journals) {
        const std::filesystem::path database = withoutJournal(journal.string());
        if (!std::filesystem::exists(std::filesystem::symlink_status(database, failure)) &&
            removeIfForsaken(journal))
            ++removed;
    }
    return removed;
}

std::string readFile(const std::filesystem::path& file) {
    std::error_code code;
    if (std::filesystem::is_directory(file, code))
        throw Error(fmt::format("{} is a folder, not a file. Name a file inside it.", file.string()));
    const Descriptor descriptor = openPlainForReading(file);
    // Not beyond the size that it has: what the kernel shows under /proc as ordinary files may never end.
    struct stat status = {};
    if (::fstat(descriptor.number(), &status) != 0)
        throw Error(fmt::format("{} cannot be read: {}.", file.string(), std::strerror(errno)));
    std::string content(static_cast<std::size_t>(status.st_size), '\0');
    std::size_t done = 0;
    while (done < content.size()) {
        const ssize_t count = ::read(descriptor.number(), content.data() + done, content.size() - done);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            throw Error(fmt::format("{} cannot be read to its end. Check the disk.", file.string()));
        if (count == 0)
            break; // it became shorter
        done += static_cast<std::size_t>(count);
    }
    content.resize(done);
    return content;
}

} // namespace crossview
