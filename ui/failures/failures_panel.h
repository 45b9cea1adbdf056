#pragma once

#include "failures/failure_list.h"

#include <QWidget>

namespace crossview::ui {

class PlainLabel;
class ToolEntry;
class ViewChoice;

/// The queries of the test split by the place of their match, the worst first, with what they found instead.
class FailuresPanel : public QWidget {
    Q_OBJECT
public:
    explicit FailuresPanel(const ItemSources& sources, QWidget* parent = nullptr);

    void setFailures(const Failures& failures);
    FailureList* list() const { return m_list; }
    QString headline() const;
    ToolEntry* askingEntry(View view) const;

Q_SIGNALS:
    void askingChosen(crossview::View view);
    void chosen(const crossview::ui::FailedQuery& failure);
    void opened(const crossview::ui::FailedQuery& failure);
    /// It is seen, or not any more.
    void watched(bool isWatched);

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    ViewChoice* m_choice;
    PlainLabel* m_count;
    FailureList* m_list;
};

} // namespace crossview::ui
