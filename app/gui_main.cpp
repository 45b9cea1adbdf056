// crossview: the window. Wires the learning library and the picture book into the window's controllers.
#include "bridge/gui_watchdog.h"
#include "common/error.h"
#include "common/threads.h"
#include "encoders/store/encoder_fetch.h"
#include "encoders/store/encoder_store.h"
#include "encoders/store/encoder_take.h"
#include "features/available_encoders.h"
#include "picturebook/picture_book.h"
#include "style/icons.h"
#include "style/theme.h"
#include "window/main_window.h"
#include "query/query_panel.h"
#include "query/result_view.h"

#include <QCommandLineParser>
#include <QDir>
#include <QFileInfo>
#include <QSettings>
#include <QStandardPaths>
#include <QTimer>

#include <cstdio>
#include <cstdlib>

namespace crossview::ui {
namespace {

double valueOf(const NamedValues& values, std::string_view name) {
    for (const auto& [key, value] : values)
        if (key == name)
            return value;
    return 0;
}

Recall recallOf(const NamedValues& values, const std::string& prefix) {
    Recall recall;
    recall.r1 = valueOf(values, prefix + "r1");
    recall.r5 = valueOf(values, prefix + "r5");
    recall.r10 = valueOf(values, prefix + "r10");
    recall.medianRank = valueOf(values, prefix + "medr");
    recall.queries = static_cast<std::size_t>(valueOf(values, "queries"));
    return recall;
}

std::vector<StepMetrics> stepsOf(const Project& project, const std::string& run) {
    std::vector<StepMetrics> steps;
    for (const auto& [number, values] : project.stepMetrics(run)) {
        StepMetrics step;
        step.step = number;
        step.epoch = static_cast<int>(valueOf(values, "epoch"));
        for (std::size_t t = 0; t < step.terms.size(); ++t) {
            step.terms[t] = valueOf(values, "T" + std::to_string(t + 1));
            step.violated[t] = valueOf(values, "violated" + std::to_string(t + 1));
        }
        step.total = valueOf(values, "total");
        step.learningRate = valueOf(values, "learningRate");
        step.seconds = valueOf(values, "seconds");
        steps.push_back(step);
    }
    return steps;
}

std::vector<EpochMetrics> epochsOf(const Project& project, const RunRecord& run) {
    std::vector<EpochMetrics> epochs;
    double best = -1;
    for (const auto& [number, values] : project.epochMetrics(run.id)) {
        EpochMetrics epoch;
        epoch.epoch = number;
        epoch.step = static_cast<int>(valueOf(values, "step"));
        epoch.meanTotal = valueOf(values, "meanTotal");
        epoch.seconds = valueOf(values, "seconds");
        epoch.validation.imageToSentence = recallOf(values, "i2t.");
        epoch.validation.sentenceToImage = recallOf(values, "t2i.");
        epoch.best = epoch.validation.sum() > best;
        best = std::max(best, epoch.validation.sum());
        epochs.push_back(epoch);
    }
    return epochs;
}

/// The default preset with the way to split that the data allows.
RunOptions optionsSuitedTo(const Dataset& dataset) {
    RunOptions options = preset("picture-book");
    if (dataset.hasFileSplits())
        options.split.method = SplitMethod::fromFile;
    else if (!dataset.hasConcepts())
        options.split.method = SplitMethod::random;
    return options;
}

OpenedProject openStored(const std::filesystem::path& folder, const std::optional<RunOptions>& wanted,
                         const std::stop_token& stop, const ProgressSink& progress) {
    OpenedProject opened;
    std::optional<RunOptions> options = wanted;
    {
        const Project project = Project::open(folder);
        opened.run = project.latestRun();
        if (opened.run) {
            if (!options)
                options = runOptionsFromJson(opened.run->optionsJson);
            opened.steps = stepsOf(project, opened.run->id);
            opened.epochs = epochsOf(project, *opened.run);
        } else if (!options) {
            options = optionsSuitedTo(*project.loadDataset());
        }
    }
    opened.session = openSession(folder, *options, stop, progress);
    if (opened.run)
        opened.snapshot = loadSnapshot(folder, opened.run->id, false);
    opened.remark = opened.session->remark;
    // A network answers only in the features that it was trained on.
    const std::string& key = opened.session->input.features->key;
    if (opened.run && opened.run->provenanceJson.find(key) == std::string::npos) {
        opened.run.reset();
        opened.snapshot.reset();
        opened.remark = "The last run was trained on other features of this data, so that its network cannot "
                        "answer here; start a new run.";
    }
    // The data may have been imported again since: embeddings of other items would lie.
    const Dataset& dataset = *opened.session->input.dataset;
    if (opened.snapshot && (opened.snapshot->images.rows() != dataset.images().size() ||
                            opened.snapshot->sentences.rows() != dataset.sentences().size()))
        opened.snapshot.reset();
    return opened;
}

BuiltProject importInto(const ImportOptions& options, const std::filesystem::path& folder,
                        const std::stop_token& stop, const ProgressSink& progress) {
    const ImportResult result = importDataset(options, stop, progress);
    Project::create(folder, result.dataset);
    BuiltProject built;
    built.folder = folder;
    const auto count = [](std::size_t number) { return std::to_string(number); };
    if (result.problemCount > 0) {
        built.remark = count(result.dataset.images().size()) + " images were imported; " +
                       count(result.problemCount) + " entries of the file were skipped.";
        for (const ImportProblem& problem : result.problems)
            built.details.push_back(problem.file.string() +
                                    (problem.line > 0 ? ":" + count(problem.line) : std::string()) + ": " +
                                    problem.reason);
        if (result.problemCount > result.problems.size())
            built.details.push_back("… and " + count(result.problemCount - result.problems.size()) + " more");
    }
    return built;
}

QString dataFolder() {
    return QDir(QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation))
        .filePath(QStringLiteral("crossview"));
}

Services makeServices(bool starter) {
    Services services;
    services.train = [](const std::shared_ptr<const Session>& session, const RunOptions& options,
                        const std::optional<std::string>& resumeRun, TrainingCommands& commands,
                        const TrainingListener& listener, const std::stop_token& stop) {
        return trainInProject(session->folder, session->input, options, resumeRun, commands, listener, stop);
    };
    services.open = &openStored;
    services.best = [](const std::filesystem::path& folder, const std::string& run) {
        return loadSnapshot(folder, run, true);
    };
    services.import = &importInto;
    const QString book = QDir(dataFolder())
                             .filePath(starter ? QStringLiteral("picture-book-starter.crossview")
                                               : QStringLiteral("picture-book.crossview"));
    services.pictureBook = [folder = std::filesystem::path(book.toStdString()),
                            starter](const std::stop_token& stop, const ProgressSink& progress) {
        if (pictureBookIsComplete(folder, starter))
            return BuiltProject{folder, {}, {}};
        PictureBookOptions options;
        options.projectFolder = folder;
        options.starter = starter;
        BuiltProject built{buildPictureBook(options, stop, progress), {}, {}};
        built.remark = fetchMissingEncoders(preset("picture-book").features, stop, progress);
        return built;
    };
    services.encoders = {&encoderIsHere, &fetchEncoder, &takeEncoder};
    services.devices = computeDevices();
    services.projectsFolder = dataFolder();
    return services;
}

/// --screenshot: runs, waits for the epochs, asks, lets the pictures arrive, saves, quits.
class Screenshot : public QObject {
public:
    Screenshot(MainWindow* window, QString file, int epochs, QString query)
        : QObject(window), m_window(window), m_file(std::move(file)), m_epochs(epochs),
          m_query(std::move(query)) {
        connect(window, &MainWindow::projectOpened, this, [this] { begin(); });
        connect(window, &MainWindow::openingFailed, this, [](const QString& message) {
            std::fprintf(stderr, "crossview: %s\n", qPrintable(message));
            QCoreApplication::exit(1);
        });
        connect(window->training(), &TrainingController::epochFinished, this,
                [this](const EpochMetrics& metrics) {
                    if (metrics.epoch >= m_epochs)
                        ask();
                });
        connect(window->training(), &TrainingController::ended, this, [this] { ask(); });
    }

private:
    static constexpr int kSettleMilliseconds = 1500; // thumbnails, projection and fades
    void begin() {
        if (m_begun)
            return;
        m_begun = true;
        if (m_epochs > 0)
            m_window->runOrPause();
        else
            ask();
    }
    void ask() {
        if (m_asked)
            return;
        m_asked = true;
        if (m_window->training()->state() == TrainingController::State::Running)
            m_window->runOrPause();
        if (!m_query.isEmpty())
            m_window->queryPanel()->askText(m_query);
        QTimer::singleShot(kSettleMilliseconds, this, [this] {
            const auto results = m_window->queryPanel()->results()->results();
            if (!results.empty())
                m_window->select(results.front()->item());
            QTimer::singleShot(kSettleMilliseconds, this, [this] { save(); });
        });
    }
    void save() {
        if (auto* watched = qobject_cast<WatchedApplication*>(qApp))
            watched->stopMeasuring(); // drawing the whole window into a picture is nothing a person sees
        const bool saved = m_window->grab().save(m_file);
        if (!saved)
            std::fprintf(stderr,
                         "crossview: the picture could not be written to %s; choose another folder.\n",
                         qPrintable(m_file));
        m_exitCode = saved ? 0 : 1;
        connect(m_window, &MainWindow::closed, this, [this] { QCoreApplication::exit(m_exitCode); });
        m_window->close();
    }

    MainWindow* m_window;
    QString m_file;
    int m_epochs;
    QString m_query;
    bool m_begun = false;
    bool m_asked = false;
    int m_exitCode = 0;
};

struct Arguments {
    QString folder, theme, preset, screenshot, query;
    QSize size;
    int epochs = 0;
    bool starter = false;
};

Arguments parse(const QCoreApplication& application) {
    QCommandLineParser parser;
    const auto tr = [](const char* text) { return QCoreApplication::translate("main", text); };
    const auto option = [&parser](const char* name, const QString& help, const char* value = "") {
        parser.addOption({QString::fromLatin1(name), help, QString::fromLatin1(value)});
    };
    parser.setApplicationDescription(
        tr("Crossview: pictures and sentences on one map, learned before your eyes."));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addPositionalArgument(
        QStringLiteral("project"),
        tr("Project folder Name.crossview; without it the last one, or the picture book."),
        QStringLiteral("[project]"));
    option("theme", tr("light or dark; without it as the system says."), "theme");
    option("preset", tr("Preset to start from: cvpr2016, tpami or picture-book."), "name");
    option("size", tr("Size of the window, e.g. 1280x800."), "WxH");
    option("starter", tr("The small picture book: emoji only, made within seconds."));
    option("screenshot", tr("Save the window as a PNG and quit."), "file");
    option("after-epochs", tr("With --screenshot: train this many epochs first."), "n");
    option("query", tr("Text to put into the query box."), "text");
    parser.process(application);
    const auto value = [&parser](const char* name) { return parser.value(QString::fromLatin1(name)); };
    Arguments arguments;
    arguments.folder = parser.positionalArguments().value(0);
    arguments.theme = value("theme");
    arguments.preset = value("preset");
    arguments.screenshot = value("screenshot");
    arguments.query = value("query");
    arguments.epochs = value("after-epochs").toInt();
    arguments.starter = parser.isSet(QStringLiteral("starter"));
    const QStringList sides = value("size").split(QLatin1Char('x'));
    if (sides.size() == 2)
        arguments.size = QSize(sides[0].toInt(), sides[1].toInt());
    return arguments;
}

/// Says what is wrong with the arguments; empty when nothing is.
QString complaint(const Arguments& arguments) {
    if (!arguments.theme.isEmpty() && arguments.theme != QStringLiteral("light") &&
        arguments.theme != QStringLiteral("dark"))
        return QStringLiteral("--theme is light or dark, not %1.").arg(arguments.theme);
    const auto presets = presetNames();
    if (!arguments.preset.isEmpty() &&
        std::find(presets.begin(), presets.end(), arguments.preset.toStdString()) == presets.end())
        return QStringLiteral("There is no preset %1; crossview --help lists them.").arg(arguments.preset);
    return {};
}

void applyTheme(const QString& name) {
    ThemeWatcher* watcher = ThemeWatcher::of(qApp);
    auto mode = static_cast<ThemeWatcher::Mode>(QSettings().value(QStringLiteral("theme"), 0).toInt());
    if (!name.isEmpty())
        mode = name == QStringLiteral("dark") ? ThemeWatcher::Mode::Dark : ThemeWatcher::Mode::Light;
    watcher->setMode(mode);
    watcher->apply();
    QFont font = QApplication::font();
    font.setPointSize(10);
    QApplication::setFont(font);
}

int runWindow(const QCoreApplication& application) {
    const Arguments arguments = parse(application);
    if (const QString problem = complaint(arguments); !problem.isEmpty()) {
        std::fprintf(stderr, "crossview: %s\n", qPrintable(problem));
        return 2;
    }
    applyTheme(arguments.theme);
    MainWindow window(makeServices(arguments.starter));
    if (arguments.size.isValid())
        window.resize(arguments.size);
    QObject::connect(&window, &MainWindow::closed, qApp, [] { QCoreApplication::exit(0); });
    if (!arguments.preset.isEmpty())
        QObject::connect(
            &window, &MainWindow::projectOpened, &window,
            [&window, name = arguments.preset] { window.usePreset(name); }, Qt::SingleShotConnection);
    if (!arguments.screenshot.isEmpty()) {
        new Screenshot(&window, arguments.screenshot, arguments.epochs, arguments.query);
    } else if (!arguments.query.isEmpty()) {
        QObject::connect(
            &window, &MainWindow::projectOpened, &window,
            [&window, text = arguments.query] { window.queryPanel()->askText(text); },
            Qt::SingleShotConnection);
    }
    window.show();
    if (!arguments.folder.isEmpty())
        window.openProject(QFileInfo(arguments.folder).absoluteFilePath());
    else if (arguments.starter || !window.openLastProject())
        window.openPictureBook();
    const int code = QCoreApplication::exec();
    // A training that does not answer to its stop must not hold up the end: its checkpoint is on disk.
    if (window.training()->isActive()) {
        std::fflush(nullptr);
        std::_Exit(code);
    }
    return code;
}

} // namespace
} // namespace crossview::ui

int main(int argc, char** argv) {
    crossview::prepareProcess(argv);
    const bool hasDisplay = std::getenv("DISPLAY") || std::getenv("WAYLAND_DISPLAY");
    bool wantsPicture = false;
    for (int i = 1; i < argc; ++i)
        wantsPicture = wantsPicture || std::string_view(argv[i]).starts_with("--screenshot");
    if (wantsPicture && !hasDisplay && !std::getenv("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QCoreApplication::setOrganizationName(QStringLiteral("crossview"));
    QCoreApplication::setApplicationName(QStringLiteral("crossview"));
    QCoreApplication::setApplicationVersion(QStringLiteral("0.1.0"));
    QGuiApplication::setDesktopFileName(QStringLiteral("org.crossview.Crossview"));
    if (std::getenv("CROSSVIEW_WATCHDOG")) {
        const crossview::ui::WatchedApplication application(argc, argv);
        return crossview::ui::runWindow(application);
    }
    const QApplication application(argc, argv);
    return crossview::ui::runWindow(application);
}
