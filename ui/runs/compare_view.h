#pragma once

#include "bridge/runs/run_comparer.h"
#include "widgets/item_buttons.h"

#include <QWidget>

#include <array>
#include <memory>

class QLineEdit;

namespace crossview::ui {

class CellTable;
class CompareChart;
class PlainLabel;
class RankChangeList;
class ResultView;
class TimeAxis;
class ToolEntry;

/// Two runs beside each other: their curves, what each recalls and what the second recalls more, the settings
/// that differ, the same query answered by both, and the queries whose match moved.
class CompareView : public QWidget {
    Q_OBJECT
public:
    explicit CompareView(const ItemSources& sources, QWidget* parent = nullptr);

    /// Null: none yet. `busy`: more of it comes.
    void setComparison(const std::shared_ptr<const RunComparison>& comparison, bool busy);
    void setProgress(const QString& text);
    void setAnswers(const BothAnswers& answers);
    void setSelected(ItemRef item);

    QString remark() const;
    CompareChart* chart(std::size_t which) const { return m_charts.at(which); }
    CellTable* recalls() const { return m_recalls; }
    CellTable* settings() const { return m_settings; }
    RankChangeList* moved() const { return m_moved; }
    ToolEntry* askingEntry(View view) const { return view == View::image ? m_images : m_sentences; }
    QLineEdit* field() const { return m_field; }
    ResultView* results(std::size_t run) const { return m_results.at(run); }

Q_SIGNALS:
    /// The person goes back to all runs.
    void closed();
    void queryEdited(const QString& text);
    /// Asks both with an item.
    void itemAsked(crossview::ItemRef item);
    void chosen(crossview::ItemRef item);

protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    QWidget* makeHead();
    QWidget* makeCurves();
    QWidget* makeQuery(const ItemSources& sources);
    QWidget* makeMoved();
    void showMeasured();
    void showSettings();
    void showMoved();

    std::shared_ptr<const RunComparison> m_comparison;
    View m_asking = View::image;
    const DatasetInfo* m_info;
    PlainLabel* m_asked;
    TimeAxis* m_axis;
    std::array<PlainLabel*, 2> m_names{};
    std::array<CompareChart*, 3> m_charts{};
    std::array<ResultView*, 2> m_results{};
    std::array<PlainLabel*, 2> m_answerNotes{};
    PlainLabel* m_remark;
    PlainLabel* m_conditions;
    CellTable* m_recalls;
    PlainLabel* m_settingsNote;
    CellTable* m_settings;
    QWidget* m_measured;
    QLineEdit* m_field;
    ToolEntry* m_images;
    ToolEntry* m_sentences;
    PlainLabel* m_movedNote;
    RankChangeList* m_moved;
};

} // namespace crossview::ui
