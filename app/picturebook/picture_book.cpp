#include "picture_book.h"

#include "assembly.h"
#include "clip_art.h"
#include "common/user_folders.h"
#include "emoji.h"
#include "files/atomic_file.h"
#include "furniture.h"
#include "packages.h"
#include "picture_store.h"
#include "project/import_into.h"
#include "project/leftovers.h"
#include "project/project.h"
#include "project/run_lock.h"
#include "wordnet.h"

#include <QGuiApplication>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLoggingCategory>

#include <clocale>
#include <cstdlib>
#include <iterator>
#include <memory>
#include <optional>

namespace crossview {
namespace {

namespace fs = std::filesystem;

constexpr int kVersion = 1; ///< of what the builder makes: counted up when its rules change

fs::path markerFile(const fs::path& project) {
    return project / "picture-book.json";
}

/// Emoji need Qt's fonts, which need an application object: an offscreen one where the process has none.
class GuiApplication {
public:
    GuiApplication() {
        if (qobject_cast<QGuiApplication*>(QCoreApplication::instance()))
            return;
        if (QCoreApplication::instance())
            throw Error("The picture book draws with Qt Gui: start it in a program with a QGuiApplication.");
        const bool wasSet = qEnvironmentVariableIsSet("QT_QPA_PLATFORM");
        const QByteArray before = qgetenv("QT_QPA_PLATFORM");
        qputenv("QT_QPA_PLATFORM", "offscreen");
        m_application = std::make_unique<QGuiApplication>(m_count, m_arguments);
        if (wasSet)
            qputenv("QT_QPA_PLATFORM", before);
        else
            qunsetenv("QT_QPA_PLATFORM");
        std::setlocale(LC_NUMERIC, "C"); // the application object took over the user's locale
    }

private:
    int m_count = 1;
    char m_name[10] = "crossview";
    char* m_arguments[2] = {m_name, nullptr};
    std::unique_ptr<QGuiApplication> m_application;
};

/// Old drawings make QtSvg complain about attributes hundreds of times; a person can do nothing about it.
class QuietSvg {
public:
    QuietSvg() { previous() = QLoggingCategory::installFilter(&filter); }
    ~QuietSvg() { QLoggingCategory::installFilter(previous()); }
    QuietSvg(const QuietSvg&) = delete;
    QuietSvg& operator=(const QuietSvg&) = delete;

private:
    static QLoggingCategory::CategoryFilter& previous() {
        static QLoggingCategory::CategoryFilter s_previous = nullptr;
        return s_previous;
    }
    static void filter(QLoggingCategory* category) {
        if (previous())
            previous()(category);
        if (QByteArrayView(category->categoryName()).startsWith("qt.svg"))
            for (const QtMsgType type : {QtDebugMsg, QtInfoMsg, QtWarningMsg})
                category->setEnabled(type, false);
    }
};

/// usr/share of each package.
struct Sources {
    fs::path font;
    fs::path unicode;
    fs::path cldr;
    fs::path wordNet;
    fs::path clipArt;
    fs::path furniture;
};

Sources ensureSources(const PictureBookOptions& options, const std::stop_token& stop,
                      const ProgressSink& sink) {
    const fs::path folder = options.packageFolder.empty() ? defaultPackageFolder() : options.packageFolder;
    Packages packages(folder, options.starter);
    const auto get = [&](const char* package, const char* probe, std::vector<std::string> members) {
        return packages.ensure({package, probe, std::move(members)}, stop, sink);
    };
    Sources sources;
    const char* font = "fonts/truetype/noto/NotoColorEmoji.ttf";
    const char* annotations = "unicode/cldr/common/annotations/en.xml";
    const char* derived = "unicode/cldr/common/annotationsDerived/en.xml";
    sources.font = get("fonts-noto-color-emoji", font, {font});
    sources.unicode = get("unicode-data", "unicode/emoji/emoji-test.txt", {"unicode/emoji/emoji-test.txt"});
    sources.cldr = get("unicode-cldr-core", derived, {annotations, derived});
    sources.wordNet = get("wordnet-base", "wordnet/data.noun", {"wordnet/index.noun", "wordnet/data.noun"});
    if (options.starter)
        return sources;
    sources.clipArt = get("openclipart-svg", "openclipart/svg", {"openclipart/svg"});
    sources.furniture =
        get("sweethome3d-furniture", "sweethome3d/furniture/Scopia.sh3f", {"sweethome3d/furniture"});
    return sources;
}

void append(std::vector<Candidate>& all, std::vector<Candidate> more) {
    all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

std::vector<Candidate> readCandidates(const Sources& sources, bool starter, const std::stop_token& stop,
                                      const ProgressSink& sink) {
    const std::string stage = "Reading names and keywords";
    const std::size_t steps = starter ? 2 : 4;
    report(sink, {stage, 0, steps, "WordNet"});
    const WordNet wordNet = WordNet::read(sources.wordNet / "wordnet", stop);
    throwIfStopped(stop);
    report(sink, {stage, 1, steps, "emoji"});
    auto all = emojiCandidates({sources.font / "fonts/truetype/noto/NotoColorEmoji.ttf",
                                sources.unicode / "unicode/emoji/emoji-test.txt",
                                sources.cldr / "unicode/cldr/common"},
                               wordNet, stop);
    throwIfStopped(stop);
    if (!starter) {
        report(sink, {stage, 2, steps, "clip art"});
        append(all, clipArtCandidates(sources.clipArt / "openclipart/svg", wordNet, stop));
        report(sink, {stage, 3, steps, "furniture"});
        append(all, furnitureCandidates(sources.furniture / "sweethome3d/furniture", wordNet));
    }
    makeFileNamesUnique(all);
    report(sink, {stage, steps, steps, {}});
    return all;
}

void writeMarker(const fs::path& folder, bool starter, const Dataset& dataset) {
    const QJsonObject marker{{QStringLiteral("version"), kVersion},
                             {QStringLiteral("starter"), starter},
                             {QStringLiteral("pictures"), static_cast<qint64>(dataset.images().size())},
                             {QStringLiteral("sentences"), static_cast<qint64>(dataset.sentences().size())},
                             {QStringLiteral("concepts"), static_cast<qint64>(dataset.concepts().size())}};
    writeFileAtomically(markerFile(folder), QJsonDocument(marker).toJson().toStdString());
}

} // namespace

fs::path buildPictureBook(const PictureBookOptions& options, std::stop_token stop, const ProgressSink& sink) {
    const GuiApplication application;
    const QuietSvg quiet;
    const Sources sources = ensureSources(options, stop, sink);
    std::vector<Candidate> candidates = readCandidates(sources, options.starter, stop, sink);
    const ImportLock lock(options.projectFolder);
    removeLeftovers(options.projectFolder);
    PictureStore pictures(options.projectFolder / "pictures");
    const auto hashes = pictures.draw(candidates, "Drawing pictures", stop, sink);
    candidates = withoutDuplicates(std::move(candidates), hashes);
    report(sink, {"Storing the data set", 0, 1, {}});
    const Dataset dataset = assembleDataset(candidates, "Picture book", options.projectFolder);
    std::vector<std::string> kept;
    for (const Candidate& candidate : candidates)
        kept.push_back(candidate.file);
    // An interruption must leave either a complete book or something that is not yet a project: the marker
    // counts only together with the project's file.
    const bool isNew = !Project::exists(options.projectFolder);
    if (isNew)
        writeMarker(options.projectFolder, options.starter, dataset);
    storeAsProject(options.projectFolder, dataset);
    if (!isNew)
        writeMarker(options.projectFolder, options.starter, dataset);
    pictures.removeOthers(kept);
    report(sink, {"Storing the data set", 1, 1, {}});
    return options.projectFolder;
}

bool pictureBookIsComplete(const fs::path& projectFolder, bool starter) {
    std::error_code missing;
    if (!fs::exists(markerFile(projectFolder), missing) || !Project::exists(projectFolder))
        return false;
    QJsonObject marker;
    try {
        marker =
            QJsonDocument::fromJson(QByteArray::fromStdString(readFile(markerFile(projectFolder)))).object();
    } catch (const Error&) {
        return false;
    }
    if (marker.value(QStringLiteral("version")).toInt() != kVersion)
        return false;
    return starter || !marker.value(QStringLiteral("starter")).toBool(true);
}

fs::path pictureBookFolder(bool starter, const char* remedy) {
    return userDataFolder(remedy) / (starter ? "picture-book-starter.crossview" : "picture-book.crossview");
}

bool ensurePictureBook(const fs::path& folder, bool starter, const std::stop_token& stop,
                       const ProgressSink& sink) {
    const bool ownProject = Project::exists(folder) && !pictureBookIsComplete(folder, true);
    if (ownProject || pictureBookIsComplete(folder, starter))
        return false;
    PictureBookOptions options;
    options.projectFolder = folder;
    options.starter = starter;
    buildPictureBook(options, stop, sink);
    return true;
}

fs::path defaultPackageFolder() {
    if (const char* cache = std::getenv("XDG_CACHE_HOME"); cache && *cache == '/')
        return fs::path(cache) / "crossview" / "packages";
    const char* home = std::getenv("HOME");
    return fs::path(home && *home ? home : "/tmp") / ".cache" / "crossview" / "packages";
}

} // namespace crossview
