#pragma once

#include "options/run_options.h"

#include <QScrollArea>

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace crossview::ui {

class CollapsibleSection;
class ElidedLabel;
class FeaturesView;
class FormulaView;
class OptionRow;

/// What the panel says about the data besides the options.
struct DataFacts {
    QString trainAndTest;              ///< "5,287 · 500"
    QString imageFeatures;             ///< "HSV + HOG …, 800-D"
    QString sentenceFeatures;          ///< "tf-idf + SVD, 300-D"
    bool given = false;                ///< both views' features came with the data; none are extracted
    std::optional<RunOptions> options; ///< that they were made with; nothing while no project is open
};

/// Every option of a run, made from optionFields(): one collapsible section per section of the table, with
/// the formula above the loss.
class ExperimentPanel : public QScrollArea {
    Q_OBJECT
public:
    explicit ExperimentPanel(QWidget* parent = nullptr);

    /// Shows options; emits nothing. Dots compare with the preset that options.preset names.
    void setOptions(const RunOptions& options);
    const RunOptions& options() const { return m_options; }
    /// While a run goes on, what cannot change is greyed with the reason.
    void setRunning(bool running);
    void setFacts(const DataFacts& facts);
    void setTerms(const std::optional<std::array<double, 4>>& terms);

    OptionRow* row(const std::string& key) const;
    CollapsibleSection* section(const std::string& name) const;
    FeaturesView* features() const { return m_features; }

Q_SIGNALS:
    /// A person changed one option; `key` names it, "" stands for several.
    void edited(const crossview::RunOptions& options, const QString& key);
    /// A value was refused; one sentence.
    void refused(const QString& message);
    /// A person chose a network's file in the dialog; edited was emitted.
    void networkChosen(const QString& file);

private:
    void build();
    CollapsibleSection* addSection(const std::string& name);
    void addRow(OptionRow* row);
    void apply(OptionRow* row, const OptionValue& value);

    RunOptions m_options;
    RunOptions m_preset;
    bool m_running = false;
    std::vector<OptionRow*> m_rows;
    std::map<std::string, CollapsibleSection*> m_sections;
    FormulaView* m_formula = nullptr;
    ElidedLabel* m_counts = nullptr;
    FeaturesView* m_features = nullptr;
};

} // namespace crossview::ui
