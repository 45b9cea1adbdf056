#pragma once

#include "bridge/newest_worker.h"
#include "bridge/workspace.h"
#include "dataset/columns/cross_filter.h"
#include "map/item_colours.h"

#include <memory>
#include <vector>

namespace crossview::ui {

/// The columns of the data, and what a filter of them and of the legend leaves. A value that nobody writes to
/// once it is published.
struct FilteredColumns {
    std::shared_ptr<const KnownColumns> known; ///< that `filtered` points into
    std::vector<ColumnCondition> conditions;
    CrossFiltered filtered;
};

/// Counts the items of every column under a filter, on a worker: split, concept and the imported ones.
class ColumnController : public QObject {
    Q_OBJECT
public:
    static constexpr std::size_t kSteps = 48; ///< of a histogram, at most
    static constexpr std::size_t kBars = 8;   ///< of the texts

    explicit ColumnController(Workspace& workspace, QObject* parent = nullptr);

    /// Conditions on the columns, and per class of `colours` (null: none) whether it is shown.
    void filter(const std::vector<ColumnCondition>& conditions, std::shared_ptr<const ItemColours> colours,
                const std::vector<bool>& classesShown);
    /// Null until the first are counted.
    const std::shared_ptr<const FilteredColumns>& newest() const { return m_newest; }
    bool isBusy() const { return m_done != m_asked; }

Q_SIGNALS:
    void counted(std::shared_ptr<const crossview::ui::FilteredColumns> columns);
    void failed(const QString& message);

private:
    struct Request {
        std::shared_ptr<const Session> session;
        std::shared_ptr<const KnownColumns> known; // of the session, where it was made
        std::vector<ColumnCondition> conditions;
        std::shared_ptr<const ItemColours> colours;
        std::vector<bool> classesShown;
        std::uint64_t number = 0;
    };
    struct Result {
        std::shared_ptr<const FilteredColumns> columns;
        std::uint64_t number = 0;
    };
    static Result count(const Request& request, const std::stop_token& stop);
    void deliver(const Result& result);

    Workspace& m_workspace;
    std::shared_ptr<const FilteredColumns> m_newest;
    std::uint64_t m_asked = 0;
    std::uint64_t m_done = 0;
    NewestWorker<Request, Result> m_worker;
};

} // namespace crossview::ui
