// crossview: the window. Wires the learning library and the picture book into the window's controllers.
#include "bridge/gui_watchdog.h"
#include "common/error.h"
#include "common/threads.h"
#include "common/visible_text.h"
#include "query/query_panel.h"
#include "screenshot.h"
#include "style/theme.h"
#include "window/main_window.h"
#include "window_services.h"

#include <QCommandLineParser>
#include <QFileInfo>
#include <QSettings>

#include <cstdio>
#include <cstdlib>

namespace crossview::ui {
namespace {

struct Arguments {
    QString folder, theme, preset, screenshot, mapFile, query;
    QSize size;
    double scale = 1;
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
    option("size", tr("Size of the window, or of the exported map, e.g. 1280x800."), "WxH");
    option("starter", tr("The small picture book: emoji only, made within seconds."));
    option("screenshot", tr("Save the window as a PNG and quit."), "file");
    option("export-map", tr("Save the map, with legend and caption, as .png or .svg and quit."), "file");
    option("scale", tr("With --export-map: pixels per pixel of text and marks; 1 without it."), "x");
    option("after-epochs", tr("With --screenshot or --export-map: train this many epochs first."), "n");
    option("query", tr("Text to put into the query box."), "text");
    parser.process(application);
    const auto value = [&parser](const char* name) { return parser.value(QString::fromLatin1(name)); };
    Arguments arguments;
    arguments.folder = parser.positionalArguments().value(0);
    arguments.theme = value("theme");
    arguments.preset = value("preset");
    arguments.screenshot = value("screenshot");
    arguments.mapFile = value("export-map");
    if (parser.isSet(QStringLiteral("scale")))
        arguments.scale = QLocale::c().toDouble(value("scale"));
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
    if (!arguments.mapFile.isEmpty() && !arguments.mapFile.endsWith(QStringLiteral(".png")) &&
        !arguments.mapFile.endsWith(QStringLiteral(".svg")))
        return QStringLiteral("--export-map writes .png or .svg, not %1.").arg(arguments.mapFile);
    if (!(arguments.scale >= 0.25 && arguments.scale <= 16))
        return QStringLiteral("--scale is a number from 0.25 to 16.");
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

/// What Qt has to say, which may name files.
void writeQtMessage(QtMsgType type, const QMessageLogContext& context, const QString& message) {
    writeVisibleLine(stderr, qFormatLogMessage(type, context, message).toStdString());
}

int runWindow(const QCoreApplication& application) {
    const Arguments arguments = parse(application);
    if (const QString problem = complaint(arguments); !problem.isEmpty()) {
        writeVisibleLine(stderr, "crossview: " + problem.toStdString());
        return 2;
    }
    applyTheme(arguments.theme);
    MainWindow window(windowServices(arguments.starter));
    if (arguments.size.isValid() && arguments.mapFile.isEmpty())
        window.resize(arguments.size);
    QObject::connect(&window, &MainWindow::closed, qApp, [] { QCoreApplication::exit(0); });
    if (!arguments.preset.isEmpty())
        QObject::connect(
            &window, &MainWindow::projectOpened, &window,
            [&window, name = arguments.preset] { window.controllers().run.usePreset(name); },
            Qt::SingleShotConnection);
    if (!arguments.screenshot.isEmpty() || !arguments.mapFile.isEmpty()) {
        new Screenshot(&window, {arguments.screenshot, arguments.epochs, arguments.query, arguments.mapFile,
                                 arguments.size, arguments.scale});
    } else if (!arguments.query.isEmpty()) {
        QObject::connect(
            &window, &MainWindow::projectOpened, &window,
            [&window, text = arguments.query] { window.queryPanel()->askText(text); },
            Qt::SingleShotConnection);
    }
    window.show();
    ProjectOpener& projects = window.controllers().projects;
    if (!arguments.folder.isEmpty())
        projects.open(QFileInfo(arguments.folder).absoluteFilePath());
    else if (arguments.starter || !projects.openLast())
        projects.openPictureBook();
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
    qInstallMessageHandler(&crossview::ui::writeQtMessage);
    const bool hasDisplay = std::getenv("DISPLAY") || std::getenv("WAYLAND_DISPLAY");
    bool wantsPicture = false;
    for (int i = 1; i < argc; ++i)
        for (const std::string_view option : {"--screenshot", "--export-map"})
            wantsPicture = wantsPicture || std::string_view(argv[i]).starts_with(option);
    if (wantsPicture && !hasDisplay && !std::getenv("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QCoreApplication::setOrganizationName(QStringLiteral("crossview"));
    QCoreApplication::setApplicationName(QStringLiteral("crossview"));
    QCoreApplication::setApplicationVersion(QStringLiteral(CROSSVIEW_VERSION));
    QGuiApplication::setDesktopFileName(QStringLiteral("org.crossview.Crossview"));
    try {
        if (std::getenv("CROSSVIEW_WATCHDOG")) {
            const crossview::ui::WatchedApplication application(argc, argv);
            return crossview::ui::runWindow(application);
        }
        const QApplication application(argc, argv);
        return crossview::ui::runWindow(application);
    } catch (const std::exception& exception) { // before the window stands: there is no message bar yet
        crossview::writeVisibleLine(stderr, std::string("crossview: ") + exception.what());
        return 1;
    }
}
