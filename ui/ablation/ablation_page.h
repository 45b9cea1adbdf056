#pragma once

#include "ablation/ablation_runner.h"
#include "widgets/cell_table.h"

#include <QWidget>

#include <vector>

class QLineEdit;
class QPushButton;

namespace crossview::ui {

class ChevronBox;
class PlainLabel;

/// The paper's Table 1 on one's own data at one press, or any option over several values: what is varied,
/// over which seeds, and the table as it fills.
class AblationPage : public QWidget {
    Q_OBJECT
public:
    explicit AblationPage(QWidget* parent = nullptr);

    /// What all rows share but for what is varied.
    void setBase(const RunOptions& options);
    /// Null: none was started.
    void setState(const std::shared_ptr<const AblationState>& state, bool isRunning, bool canStart);
    void setMoment(const AblationMoment& moment);

    ChevronBox* axisBox() const { return m_axis; }
    QLineEdit* valuesField() const { return m_values; }
    QLineEdit* seedsField() const { return m_seeds; }
    QPushButton* runButton() const { return m_run; }
    QPushButton* copyButton() const { return m_copy; }
    CellTable* table() const { return m_table; }
    /// Of which data set published numbers stand below; nothing chosen at first.
    ChevronBox* publishedBox() const { return m_published; }
    CellTable* publishedTable() const { return m_publishedTable; }
    /// What would be trained, or why it cannot be.
    QString planText() const;
    QString momentText() const;

Q_SIGNALS:
    void started(const crossview::AblationPlan& plan, const std::vector<std::uint64_t>& seeds);
    void stopped();

private:
    void build();
    void planAgain();
    void proposeValues();
    void refresh();
    void copyTable() const;
    void showPublished();

    RunOptions m_base;
    AblationPlan m_plan; ///< without rows: what stands in the fields is none
    std::vector<std::uint64_t> m_seedNumbers;
    std::shared_ptr<const AblationState> m_state;
    bool m_isRunning = false;
    bool m_canStart = false;
    ChevronBox* m_axis;
    PlainLabel* m_valuesName;
    QLineEdit* m_values;
    QLineEdit* m_seeds;
    PlainLabel* m_planText;
    QPushButton* m_run;
    QPushButton* m_copy;
    PlainLabel* m_moment;
    CellTable* m_table;
    PlainLabel* m_note;
    ChevronBox* m_published;
    CellTable* m_publishedTable;
    PlainLabel* m_publishedNote;
};

} // namespace crossview::ui
