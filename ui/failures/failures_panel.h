#pragma once

#include "failures/failure_list.h"
#include "widgets/watched_widget.h"

#include <array>

namespace crossview::ui {

class PlainLabel;
class ToolEntry;

/// The queries of the test split by the place of their match, the worst first, with what they found instead;
/// or the pairs of all data that may be wrong.
class FailuresPanel : public WatchedWidget {
    Q_OBJECT
public:
    explicit FailuresPanel(const ItemSources& sources, QWidget* parent = nullptr);

    void setFailures(const Failures& failures);
    FailureList* list() const { return m_list; }
    QString headline() const;
    ToolEntry* entry(FailureKind kind) const { return m_entries[std::size_t(kind)]; }

Q_SIGNALS:
    void kindChosen(crossview::ui::FailureKind kind);
    void chosen(const crossview::ui::FailedQuery& failure);
    void opened(const crossview::ui::FailedQuery& failure);

private:
    std::array<ToolEntry*, 3> m_entries;
    PlainLabel* m_count;
    FailureList* m_list;
};

} // namespace crossview::ui
