#pragma once

#include "bridge/messages.h"
#include "bridge/run_control.h"
#include "bridge/services.h"

#include <QStringList>

namespace crossview::ui {

/// Opens projects, the picture book and imports, one at a time and never under a run that goes on; says what
/// a person should know of them and remembers them for the next time.
class ProjectOpener : public QObject {
    Q_OBJECT
public:
    ProjectOpener(const Services& services, SessionController& sessions, RunControl& run, Messages& messages,
                  QObject* parent = nullptr);

    void open(const QString& folder);
    /// The project of the last time; false when there is none any more.
    bool openLast();
    /// Makes the picture book where it is not made yet.
    void openPictureBook();
    /// Makes a project in `folder` and opens it.
    void importCaptions(const ImportOptions& options, const QString& folder);
    /// Folders, the last opened one first.
    static QStringList recent();

Q_SIGNALS:
    /// A person wants to choose another project.
    void anotherWanted();

private:
    void sayBuilt(const BuiltProject& project);
    void sayOpened(const OpenedProject& project);
    static void remember(const QString& folder);

    const Services& m_services;
    SessionController& m_sessions;
    RunControl& m_run;
    Messages& m_messages;
};

} // namespace crossview::ui
