#pragma once

#include "bridge/messages.h"
#include "bridge/newest_worker.h"
#include "bridge/workspace.h"
#include "project/saved_selections.h"

#include <QStringList>

namespace crossview::ui {

/// Selections that are kept under a name with the open project, on a worker.
class SavedSelectionsController : public QObject {
    Q_OBJECT
public:
    SavedSelectionsController(Workspace& workspace, Messages& messages, QObject* parent = nullptr);

    /// In the order of their names.
    QStringList names() const;
    /// Keeps what is selected, in the place of one of the same name.
    void save(const QString& name);
    /// Selects what is kept under a name: can be undone. Others are ignored.
    void open(const QString& name);
    void remove(const QString& name);

Q_SIGNALS:
    void changed();

private:
    struct Request {
        enum class What { read, save, remove } what = What::read;
        std::shared_ptr<const Session> session;
        SavedSelection selection;
    };
    struct Result {
        std::shared_ptr<const Session> session;
        std::vector<SavedSelection> all;
        Request::What what = Request::What::read;
        std::string name;
    };
    static Result work(const Request& request, const std::stop_token& stop);
    void take(Result result);

    Workspace& m_workspace;
    Messages& m_messages;
    std::vector<SavedSelection> m_all;
    NewestWorker<Request, Result> m_worker;
};

} // namespace crossview::ui
