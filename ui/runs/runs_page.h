#pragma once

#include "runs/run_table_model.h"
#include "widgets/watched_widget.h"

#include <array>
#include <vector>

class QAction;
class QPushButton;
class QSortFilterProxyModel;
class QSplitter;
class QStackedWidget;
class QTableView;

namespace crossview::ui {

class CellTable;
class CompareView;
class PlainLabel;
class TickBox;

/// The page of runs: all of them as a table, and beneath it the settings of the one that is chosen, what
/// differs between the runs in front. Two chosen ones can be compared: that takes the place of the table
/// until the person goes back.
class RunsPage : public WatchedWidget {
    Q_OBJECT
public:
    /// `comparison` becomes the page's.
    explicit RunsPage(CompareView* comparison, QWidget* parent = nullptr);

    /// Null: not read yet. `shown` is the run that stands in the window.
    void setList(const std::shared_ptr<const RunList>& list, const std::string& shown);
    QTableView* table() const { return m_table; }
    RunTableModel* model() const { return m_model; }
    CellTable* settings() const { return m_settings; }
    CompareView* comparison() const { return m_comparison; }
    QString headline() const;
    /// The ids of the chosen runs, from top to bottom.
    std::vector<std::string> chosen() const;
    void choose(const std::vector<std::string>& runs);
    bool isComparing() const;
    void showComparison(bool show);

    enum class Act { Open, Compare, Duplicate, Note, Remove };
    QAction* action(Act act) const { return m_actions.at(std::size_t(act)); }

Q_SIGNALS:
    void openRequested(const std::string& run);
    void compareRequested(const std::string& first, const std::string& second);
    void duplicateRequested(const std::string& run);
    void removeRequested(const std::vector<std::string>& runs);
    void noteEdited(const std::string& run, const QString& note);

private:
    void addActions();
    QWidget* makeListPage();
    void act(Act act);
    void updateActions();
    void updateSettings();
    const RunSummary* current() const;

    RunTableModel* m_model;
    QSortFilterProxyModel* m_sorted;
    QTableView* m_table;
    CellTable* m_settings;
    CompareView* m_comparison;
    QStackedWidget* m_stack;
    QSplitter* m_split;
    PlainLabel* m_count;
    PlainLabel* m_settingsTitle;
    TickBox* m_onlyDiffering;
    std::array<QAction*, 5> m_actions{};
    std::shared_ptr<const RunList> m_list;
    int m_fittedColumns = 0; ///< for which the widths were chosen
};

} // namespace crossview::ui
