#include "bridge/project_opener.h"

#include "bridge/run_watch.h"

#include <QFileInfo>
#include <QLocale>
#include <QSettings>

namespace crossview::ui {
namespace {

constexpr qsizetype kRecentProjects = 8;
const QString kLast = QStringLiteral("lastProject");
const QString kRecent = QStringLiteral("recentProjects");

QStringList linesOf(const std::vector<std::string>& texts) {
    QStringList lines;
    for (const std::string& text : texts)
        lines << QString::fromStdString(text);
    return lines;
}

} // namespace

ProjectOpener::ProjectOpener(const Services& services, SessionController& sessions, RunControl& run,
                             Messages& messages, QObject* parent)
    : QObject(parent), m_services(services), m_sessions(sessions), m_run(run), m_messages(messages) {
    connect(&sessions, &SessionController::begun, &messages, &Messages::withdrawInformation);
    connect(&sessions, &SessionController::built, this, &ProjectOpener::sayBuilt);
    connect(&sessions, &SessionController::opened, this, &ProjectOpener::sayOpened);
    connect(&sessions, &SessionController::failed, this, [this](const QString& message) {
        m_messages.fail(message, tr("Open another …"), [this] { Q_EMIT anotherWanted(); });
    });
}

void ProjectOpener::open(const QString& folder) {
    if (m_run.isIdleOrSay(tr("A run is going on; stop it before another project is opened.")))
        m_sessions.open(folder.toStdString());
}

bool ProjectOpener::openLast() {
    const QString folder = QSettings().value(kLast).toString();
    if (folder.isEmpty() || !QFileInfo(folder).isDir())
        return false;
    open(folder);
    return true;
}

void ProjectOpener::openPictureBook() {
    if (m_services.pictureBook &&
        m_run.isIdleOrSay(tr("A run is going on; stop it before another project is opened.")))
        m_sessions.build(m_services.pictureBook, tr("Making the picture book"));
}

void ProjectOpener::importCaptions(const ImportOptions& options, const QString& folder) {
    if (!m_run.isIdleOrSay(tr("A run is going on; stop it before captions are imported.")))
        return;
    const QString name = QFileInfo(QString::fromStdString(options.captions.string())).fileName();
    m_sessions.build(
        [import = m_services.import, options, folder = std::filesystem::path(folder.toStdString())](
            const std::stop_token& stop, const ProgressSink& progress) {
            return import(options, folder, stop, progress);
        },
        tr("Importing %1").arg(name));
}

void ProjectOpener::sayBuilt(const BuiltProject& project) {
    if (project.remark.empty())
        return;
    const QString remark = QString::fromStdString(project.remark);
    const QStringList details = linesOf(project.details);
    if (details.isEmpty())
        m_messages.inform(remark);
    else
        m_messages.warn(remark, tr("Show them"),
                        [this, remark, details] { m_messages.list(remark, details); });
}

// The window shows one message at a time, so all that is to be said goes into one.
void ProjectOpener::sayOpened(const OpenedProject& project) {
    remember(QString::fromStdString(project.session->folder.string()));
    QStringList sentences;
    if (!project.remark.empty())
        sentences << QString::fromStdString(project.remark);
    if (project.trainer && project.run)
        sentences << RunWatch::sentenceOf(project.run->id, *project.trainer);
    const QStringList unreadable = linesOf(project.session->input.features->unreadable);
    if (!unreadable.isEmpty())
        sentences << tr("Pictures that could not be read and take no part: %1.")
                         .arg(QLocale().toString(unreadable.size()));
    const QString text = sentences.join(QLatin1Char(' '));
    if (!unreadable.isEmpty())
        m_messages.warn(text, tr("Show them"), [this, unreadable] {
            m_messages.list(tr("Pictures that could not be read"), unreadable);
        });
    else if (project.trainer)
        m_messages.warn(text, tr("Look again"), [this] { m_sessions.openAgain(); });
    else if (!text.isEmpty())
        m_messages.inform(text);
}

QStringList ProjectOpener::recent() {
    return QSettings().value(kRecent).toStringList();
}

void ProjectOpener::remember(const QString& folder) {
    QSettings settings;
    settings.setValue(kLast, folder);
    QStringList folders = recent();
    folders.removeAll(folder);
    folders.prepend(folder);
    settings.setValue(kRecent, folders.mid(0, kRecentProjects));
}

} // namespace crossview::ui
