#pragma once

#include "evaluation/recall_table.h"
#include "widgets/watched_widget.h"

#include <array>

class QPushButton;
class QVBoxLayout;

namespace crossview::ui {

class ChevronBox;
class PlainLabel;
class RegionTable;

/// What the network does on pairs it did not learn from: its recall with intervals, corrected, beside
/// baselines, and the items that come up too often or never.
class EvaluationPage : public WatchedWidget {
    Q_OBJECT
public:
    explicit EvaluationPage(QWidget* parent = nullptr);

    void setQuestion(const EvaluationQuestion& question);
    /// Null: nothing is measured yet.
    void setEvaluation(const std::shared_ptr<const RunEvaluation>& evaluation);
    /// Baselines, and whether they are being measured or can be.
    void setBaselines(const std::shared_ptr<const MeasuredBaselines>& baselines, bool isMeasuring,
                      bool canMeasure);
    /// What is done for the baselines just now.
    void setProgress(const QString& text);

    CellTable* recalls() const { return m_recalls; }
    CellTable* lists() const { return m_lists; }
    RegionTable* regions() const { return m_regions; }
    CellTable* hubs(View answers) const { return m_hubs[answers == View::image ? 0 : 1]; }
    QString conditions() const;
    ChevronBox* splitBox() const { return m_split; }
    ChevronBox* protocolBox() const { return m_protocol; }
    ChevronBox* correctionBox() const { return m_correction; }
    QPushButton* baselineButton() const { return m_measure; }
    QPushButton* copyButton() const { return m_copy; }

Q_SIGNALS:
    void asked(const crossview::ui::EvaluationQuestion& question);
    void baselinesRequested();
    void baselinesStopped();
    /// A hub, or what never comes up.
    void chosen(crossview::ItemRef item);

private:
    void build();
    void addHubs(QVBoxLayout* column, View answers);
    void refresh();
    void askAgain();
    void copyTable() const;
    void choose(View answers, int row);

    EvaluationQuestion m_question;
    std::shared_ptr<const RunEvaluation> m_evaluation;
    std::shared_ptr<const MeasuredBaselines> m_baselines;
    bool m_isMeasuring = false;
    ChevronBox* m_split;
    ChevronBox* m_protocol;
    ChevronBox* m_correction;
    QPushButton* m_measure;
    QPushButton* m_copy;
    PlainLabel* m_conditions;
    PlainLabel* m_notes;
    CellTable* m_recalls;
    CellTable* m_lists;
    RegionTable* m_regions;
    PlainLabel* m_listHeading = nullptr;
    QWidget* m_listHolder = nullptr;
    std::array<PlainLabel*, 2> m_hubTexts{};
    std::array<CellTable*, 2> m_hubs{};
    QWidget* m_hubHolder = nullptr;
};

} // namespace crossview::ui
