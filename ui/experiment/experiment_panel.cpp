#include "experiment/experiment_panel.h"

#include "common/error.h"
#include "experiment/features_view.h"
#include "experiment/formula_view.h"
#include "experiment/option_row.h"
#include "style/plain_text.h"
#include "widgets/building_blocks.h"

#include <QHBoxLayout>
#include <QScrollBar>
#include <QVBoxLayout>

namespace crossview::ui {
namespace {

ElidedLabel* addFact(QVBoxLayout* layout, const QString& name) {
    auto* row = new QHBoxLayout;
    row->setContentsMargins(4, 1, 18, 3); // ends where the fields of the rows end
    row->setSpacing(6);
    auto* label = new PlainLabel(name);
    label->setProperty("secondary", true);
    row->addWidget(label);
    auto* value = new ElidedLabel(QStringLiteral("–"));
    value->setAlignment(Qt::AlignRight);
    value->setAccessibleName(name);
    row->addWidget(value, 1);
    layout->addLayout(row);
    return value;
}

} // namespace

ExperimentPanel::ExperimentPanel(QWidget* parent) : QScrollArea(parent) {
    setAccessibleName(tr("Experiment"));
    build();
    setOptions(RunOptions{});
}

void ExperimentPanel::build() {
    auto* content = new QWidget;
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    for (const OptionField& field : optionFields()) {
        CollapsibleSection*& section = m_sections[field.section];
        if (!section) {
            if (column->count() > 0)
                column->addWidget(makeLine());
            section = addSection(field.section);
            column->addWidget(section);
        }
        if (field.section == "Features")
            continue; // a view of its own holds them
        auto* row = new OptionRow(field);
        section->content()->layout()->addWidget(row);
        addRow(row);
    }
    // What is changed rarely stays closed, so that the formula and its weights are seen without scrolling.
    for (const char* name : {"Batches", "Optimiser", "Run"})
        if (CollapsibleSection* closed = section(name))
            closed->setOpen(false);
    column->addStretch();
    setScrollContent(this, content);
}

CollapsibleSection* ExperimentPanel::addSection(const std::string& name) {
    auto* section = new CollapsibleSection(QString::fromStdString(name));
    auto* inner = new QVBoxLayout(section->content());
    inner->setContentsMargins(0, 2, 0, 2);
    inner->setSpacing(0);
    if (name == "Loss") {
        m_formula = new FormulaView;
        inner->addWidget(m_formula);
        inner->addSpacing(4);
    } else if (name == "Data") {
        m_counts = addFact(inner, tr("Train · val · test"));
        m_counts->setAccessibleName(tr("Pictures to train on, to validate with and to test with"));
    } else if (name == "Features") {
        m_features = new FeaturesView;
        inner->addWidget(m_features);
        for (OptionRow* row : m_features->rows())
            addRow(row);
        connect(m_features, &FeaturesView::switched, this, [this](OptionRow* row, int dimensions) {
            apply(row, static_cast<std::int64_t>(dimensions));
        });
        connect(m_features, &FeaturesView::refused, this, &ExperimentPanel::refused);
    }
    return section;
}

void ExperimentPanel::addRow(OptionRow* row) {
    m_rows.push_back(row);
    connect(row, &OptionRow::edited, this, [this, row](const OptionValue& value) { apply(row, value); });
    connect(row, &OptionRow::fileChosen, this, &ExperimentPanel::networkChosen); // the only files are those
    connect(row, &OptionRow::resetRequested, this, [this, row] { apply(row, row->field().get(m_preset)); });
}

void ExperimentPanel::apply(OptionRow* row, const OptionValue& value) {
    RunOptions changed = m_options;
    try {
        row->field().set(changed, value);
    } catch (const std::exception& exception) {
        row->setValue(row->field().get(m_options), row->field().get(m_preset));
        m_features->setOptions(m_options, m_preset);
        Q_EMIT refused(QString::fromUtf8(exception.what()));
        return;
    }
    m_options = changed;
    row->setValue(row->field().get(m_options), row->field().get(m_preset));
    m_features->setOptions(m_options, m_preset);
    Q_EMIT edited(m_options, QString::fromStdString(row->field().key));
}

void ExperimentPanel::setOptions(const RunOptions& options) {
    m_options = options;
    try {
        m_preset = preset(options.preset);
    } catch (const std::exception&) {
        m_preset = options; // a preset of a newer version: nothing to compare with
    }
    for (OptionRow* row : m_rows)
        row->setValue(row->field().get(m_options), row->field().get(m_preset));
    m_features->setOptions(m_options, m_preset);
}

void ExperimentPanel::setRunning(bool running) {
    m_running = running;
    const QString reason = tr("Cannot change during a run: stop the run first.");
    for (OptionRow* row : m_rows)
        row->setLocked(running && !row->field().live ? reason : QString());
    m_features->setLocked(running ? reason : QString());
}

void ExperimentPanel::setFacts(const DataFacts& facts) {
    m_counts->setText(facts.trainAndTest.isEmpty() ? QStringLiteral("–") : facts.trainAndTest);
    m_features->setFacts(facts.imageFeatures, facts.sentenceFeatures, facts.given);
    m_features->setExtracted(facts.options);
}

void ExperimentPanel::setTerms(const std::optional<std::array<double, 4>>& terms) {
    if (m_formula)
        m_formula->setValues(terms);
}

OptionRow* ExperimentPanel::row(const std::string& key) const {
    for (OptionRow* row : m_rows)
        if (row->field().key == key)
            return row;
    return nullptr;
}

CollapsibleSection* ExperimentPanel::section(const std::string& name) const {
    const auto found = m_sections.find(name);
    return found == m_sections.end() ? nullptr : found->second;
}

} // namespace crossview::ui
