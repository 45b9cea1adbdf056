#include "packages.h"

#include "command.h"
#include "common/text.h"
#include "files/lock_file.h"

#include <algorithm>
#include <optional>

namespace crossview {
namespace {

namespace fs = std::filesystem;

/// apt downloads as the user _apt, who may not write into a private cache folder; it then warns and goes on
/// as root, which is what this asks for at once.
const QStringList& aptOptions() {
    static const QStringList kOptions{QStringLiteral("-q"), QStringLiteral("-o"),
                                      QStringLiteral("APT::Sandbox::User=root")};
    return kOptions;
}

QString toQt(const fs::path& path) {
    return QString::fromStdString(path.string());
}

std::size_t bytesIn(const fs::path& folder) {
    std::size_t bytes = 0;
    std::error_code ignored; // files come and go while apt works
    for (const auto& entry : fs::recursive_directory_iterator(folder, ignored))
        if (entry.is_regular_file(ignored))
            bytes += entry.file_size(ignored);
    return bytes;
}

std::optional<fs::path> debIn(const fs::path& folder) {
    std::error_code missing;
    for (const auto& entry : fs::directory_iterator(folder, missing))
        if (entry.path().extension() == ".deb")
            return entry.path();
    return std::nullopt;
}

/// Size of the download out of "'http://…' name.deb 7983784 SHA256:…"; 0 when unknown.
std::size_t downloadSize(const std::string& uris) {
    const auto fields = split(trimmed(uris), ' ');
    const auto size = fields.size() >= 3 ? parseInteger(fields[2]) : std::nullopt;
    return size && *size > 0 ? static_cast<std::size_t>(*size) : 0;
}

CommandResult download(const std::string& package, const fs::path& folder, const std::stop_token& stop,
                       const ProgressSink& sink) {
    const QString name = QString::fromStdString(package);
    const auto apt = QStringLiteral("apt-get");
    const auto uris = runCommand(
        apt, aptOptions() + QStringList{QStringLiteral("download"), QStringLiteral("--print-uris"), name},
        toQt(folder), stop);
    if (!uris.ok())
        return uris;
    const std::size_t total = downloadSize(uris.output);
    const std::string stage = "Downloading " + package;
    report(sink, {stage, 0, total, {}});
    std::size_t last = 0;
    const auto result = runCommand(apt, aptOptions() + QStringList{QStringLiteral("download"), name},
                                   toQt(folder), stop, [&] {
                                       const std::size_t now = std::min(bytesIn(folder), total);
                                       if (now != last)
                                           report(sink, {stage, last = now, total, {}});
                                   });
    if (result.ok())
        report(sink, {stage, total, total, {}});
    return result;
}

CommandResult refreshLists(const fs::path& folder, const std::stop_token& stop, const ProgressSink& sink) {
    report(sink, {"Refreshing the package lists", 0, 0, {}});
    return runCommand(QStringLiteral("apt-get"), aptOptions() + QStringList{QStringLiteral("update")},
                      toQt(folder), stop);
}

/// Unpacks the members into `target`, which is there only when everything is in it.
CommandResult unpack(const PackageNeed& need, const fs::path& deb, const fs::path& target,
                     const std::stop_token& stop) {
    fs::path temporary = target;
    temporary += ".part";
    fs::remove_all(temporary);
    fs::create_directories(temporary);
    CommandResult result =
        runCommand(QStringLiteral("dpkg-deb"), {QStringLiteral("-x"), toQt(deb), toQt(temporary)},
                   toQt(temporary), stop);
    const fs::path share = temporary / "usr" / "share";
    if (!result.ok() || !fs::exists(share))
        return result;
    fs::path wanted = target;
    wanted += ".new";
    fs::remove_all(wanted);
    for (const std::string& member : need.members) {
        const fs::path to = wanted / "usr" / "share" / member;
        fs::create_directories(to.parent_path());
        if (fs::exists(share / member))
            fs::rename(share / member, to);
    }
    fs::remove_all(temporary);
    fs::remove_all(target);
    fs::rename(wanted, target);
    return result;
}

Error missing(const std::string& package, const std::string& reason, bool starter) {
    std::string text = "The package " + package + " is not installed and could not be downloaded (" + reason +
                       "): check the network, or install it with \"apt-get install " + package + "\"";
    if (!starter)
        text += ", or build the smaller picture book of emoji alone with --starter";
    return Error(text + ".");
}

/// Two processes would unpack into the same folder.
LockFile takenInTurn(const fs::path& file, const std::stop_token& stop) {
    for (;;) {
        throwIfStopped(stop);
        if (auto lock = LockFile::take(file, LockKind::exclusive))
            return *std::move(lock);
    }
}

/// What was killed after the package was in its place.
void removeRemains(const fs::path& target, const fs::path& download) {
    if (std::error_code ignored; fs::exists(target, ignored))
        for (const fs::path& folder : {fs::path(target) += ".part", fs::path(target) += ".new", download,
                                       fs::path(download) += ".part"})
            fs::remove_all(folder, ignored);
}

} // namespace

fs::path Packages::shareOf(const PackageNeed& need) const {
    for (const fs::path& root : {m_folder / need.package, m_root})
        if (fs::exists(root / "usr" / "share" / need.probe))
            return root / "usr" / "share";
    return {};
}

Packages::Packages(fs::path packageFolder, bool starter, fs::path systemRoot)
    : m_folder(std::move(packageFolder)), m_root(std::move(systemRoot)), m_starter(starter) {}

fs::path Packages::ensure(const PackageNeed& need, const std::stop_token& stop, const ProgressSink& sink) {
    throwIfStopped(stop);
    const fs::path target = m_folder / need.package;
    const fs::path folder = m_folder / "download" / need.package;
    if (const auto share = shareOf(need); !share.empty()) {
        removeRemains(target, folder);
        return share;
    }
    fs::path partial = folder;
    partial += ".part";
    try {
        fs::create_directories(m_folder);
        const LockFile lock = takenInTurn(m_folder / "lock", stop);
        if (const auto share = shareOf(need); !share.empty()) // made by who had the lock
            return share;
        auto deb = debIn(folder);
        if (!deb) {
            // A download that was interrupted is begun again: only a whole one gets the folder's name.
            fs::remove_all(partial);
            fs::create_directories(partial);
            auto result = download(need.package, partial, stop, sink);
            if (!result.ok() && !m_listsRefreshed) {
                m_listsRefreshed = true;
                if (refreshLists(partial, stop, sink).ok())
                    result = download(need.package, partial, stop, sink);
            }
            if (!result.ok() || !debIn(partial))
                throw missing(need.package, result.reason(), m_starter);
            fs::remove_all(folder);
            fs::rename(partial, folder);
            deb = debIn(folder);
        }
        report(sink, {"Unpacking " + need.package, 0, 0, {}});
        const auto result = unpack(need, *deb, target, stop);
        fs::remove_all(folder); // also a broken download: the next attempt starts anew
        if (!result.ok() || !fs::exists(target / "usr" / "share" / need.probe))
            throw missing(need.package, "unpacking it: " + result.reason(), m_starter);
    } catch (const fs::filesystem_error& failure) {
        throw Error(m_folder.string() + ": cannot keep the package " + need.package + " (" +
                    failure.code().message() + "). Free some space or set XDG_CACHE_HOME to another folder.");
    }
    return target / "usr" / "share";
}

} // namespace crossview
