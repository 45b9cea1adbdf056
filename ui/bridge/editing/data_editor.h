#pragma once

#include "bridge/messages.h"
#include "bridge/newest_worker.h"
#include "bridge/workspace.h"

#include <QStringList>

#include <vector>

namespace crossview::ui {

/// Edits of the open project's data: makes them, which can be undone, and keeps them with the project on a
/// worker. The next run learns from them.
class DataEditor : public QObject {
    Q_OBJECT
public:
    DataEditor(Workspace& workspace, Messages& messages, QObject* parent = nullptr);

    /// Adds edits of items of the data as they are shown, and says so, with a way back; or says why not.
    void make(const std::vector<DataEdit>& edits);
    /// Takes one back, by its place in Workspace::edits().
    void takeBack(int row);
    void takeAllBack();
    /// All of them, a sentence each.
    QStringList sentences() const;
    /// One sentence on how many there are, and which run makes them.
    QString summary() const;

private:
    struct Request {
        std::shared_ptr<const Session> session;
        std::vector<DataEdit> edits;
        std::shared_ptr<std::vector<DataEdit>> stored; ///< the worker's alone: what the project has
    };
    struct Written {};
    static Written write(const Request& request, const std::stop_token& stop);
    QString whyNot(const std::vector<DataEdit>& edits) const;
    QString nameOf(const ItemRef& item) const;
    QString sentence(const DataEdit& edit) const;

    Workspace& m_workspace;
    Messages& m_messages;
    std::shared_ptr<std::vector<DataEdit>> m_stored; ///< of this session; the worker's once it is asked
    NewestWorker<Request, Written> m_writer;
};

} // namespace crossview::ui
