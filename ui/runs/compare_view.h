#pragma once

#include "bridge/runs/run_comparer.h"
#include "widgets/item_buttons.h"

#include <QWidget>

#include <array>
#include <memory>

namespace crossview::ui {

class BothAnswersView;
class BothMapsView;
class CellTable;
class CompareChart;
class PlainLabel;
class RankChangeList;
class TimeAxis;
class ViewChoice;

/// Two runs beside each other: their curves, what each recalls and what the second recalls more, the settings
/// that differ, the same query answered by both, and the queries whose match moved.
class CompareView : public QWidget {
    Q_OBJECT
public:
    explicit CompareView(const ItemSources& sources, QWidget* parent = nullptr);

    /// Null: none yet. `busy`: more of it comes.
    void setComparison(const std::shared_ptr<const RunComparison>& comparison, bool busy);
    void setProgress(const QString& text);

    QString remark() const;
    CompareChart* chart(std::size_t which) const { return m_charts.at(which); }
    CellTable* recalls() const { return m_recalls; }
    CellTable* settings() const { return m_settings; }
    RankChangeList* moved() const { return m_moved; }
    ViewChoice* choice() const { return m_choice; }
    BothAnswersView* answers() const { return m_answers; }
    BothMapsView* maps() const { return m_maps; }

Q_SIGNALS:
    /// The person goes back to all runs.
    void closed();
    /// Asks both with an item.
    void itemAsked(crossview::ItemRef item);
    void chosen(crossview::ItemRef item);

protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    QWidget* makeHead();
    QWidget* makeCurves();
    QWidget* makeMoved();
    void showMeasured();
    void showSettings();
    void showMoved();

    std::shared_ptr<const RunComparison> m_comparison;
    View m_asking = View::image;
    TimeAxis* m_axis;
    std::array<PlainLabel*, 2> m_names{};
    std::array<CompareChart*, 3> m_charts{};
    PlainLabel* m_remark;
    PlainLabel* m_conditions;
    CellTable* m_recalls;
    PlainLabel* m_settingsNote;
    CellTable* m_settings;
    QWidget* m_measured;
    ViewChoice* m_choice;
    PlainLabel* m_movedNote;
    RankChangeList* m_moved;
    BothAnswersView* m_answers;
    BothMapsView* m_maps;
};

} // namespace crossview::ui
