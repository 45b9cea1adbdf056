#pragma once

#include "bridge/cluster_controller.h"
#include "bridge/messages.h"

#include <QString>

#include <vector>

namespace crossview::ui {

/// A word that tells the selection from the rest.
struct SelectionWord {
    QString word;
    double share = 0; ///< of the selection's sentences that hold it
    double times = 0; ///< how many times as large that is as among all sentences
};

/// What can be said of the selection and made of it, on a worker: the words that tell its sentences (the
/// selected ones and those of selected images) from all others, and a table for other programs.
class SelectionController : public QObject {
    Q_OBJECT
public:
    static constexpr std::size_t kWords = 6;

    SelectionController(Workspace& workspace, const ClusterController& clusters, Messages& messages,
                        QObject* parent = nullptr);

    const std::vector<SelectionWord>& words() const { return m_words; }
    /// The selected items as a table of tabs, to the clipboard.
    void copy();
    /// The same into a file: commas where it is called .csv, else tabs.
    void save(const QString& file);

Q_SIGNALS:
    void wordsChanged();

private:
    struct Request {
        std::shared_ptr<const ClusterData> data;
        std::vector<ItemRef> items;
        std::uint64_t number = 0;
    };
    struct Words {
        std::vector<SelectionWord> words;
        std::uint64_t number = 0;
    };
    struct TableRequest {
        std::shared_ptr<const Session> session;
        std::shared_ptr<const Projection> map;
        std::vector<ItemRef> items;
        QString file; // empty: for the clipboard
    };
    struct Table {
        QString text; // for the clipboard
        QString file;
        std::size_t items = 0;
    };
    static Words tell(const Request& request, const std::stop_token& stop);
    static Table write(const TableRequest& request, const std::stop_token& stop);
    void ask();
    void askForTable(const QString& file);
    void deliver(const Table& table);

    Workspace& m_workspace;
    const ClusterController& m_clusters;
    Messages& m_messages;
    std::vector<SelectionWord> m_words;
    std::uint64_t m_asked = 0;
    NewestWorker<Request, Words> m_teller;
    NewestWorker<TableRequest, Table> m_writer;
};

} // namespace crossview::ui
