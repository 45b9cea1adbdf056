#include "views/experiment_panel.h"

#include "common/error.h"
#include "views/building_blocks.h"
#include "views/formula_view.h"
#include "views/option_row.h"

#include <QHBoxLayout>
#include <QScrollBar>
#include <QVBoxLayout>

namespace crossview::ui {
namespace {

ElidedLabel* addFact(QVBoxLayout* layout, const QString& name, std::optional<View> view) {
    auto* row = new QHBoxLayout;
    row->setContentsMargins(4, 1, 18, 3); // ends where the fields of the rows end
    row->setSpacing(6);
    if (view)
        row->addWidget(new ViewMark(*view));
    auto* label = new QLabel(name);
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
            section = new CollapsibleSection(QString::fromStdString(field.section));
            auto* inner = new QVBoxLayout(section->content());
            inner->setContentsMargins(0, 2, 0, 2);
            inner->setSpacing(0);
            column->addWidget(section);
            if (field.section == "Loss") {
                m_formula = new FormulaView;
                inner->addWidget(m_formula);
                inner->addSpacing(4);
            } else if (field.section == "Data") {
                m_counts = addFact(inner, tr("Train · val · test"), std::nullopt);
                m_counts->setAccessibleName(tr("Pictures to train on, to validate with and to test with"));
            } else if (field.section == "Features") {
                m_imageFeatures = addFact(inner, tr("Images"), View::image);
                m_sentenceFeatures = addFact(inner, tr("Sentences"), View::sentence);
            }
        }
        auto* row = new OptionRow(field);
        section->content()->layout()->addWidget(row);
        m_rows.push_back(row);
        connect(row, &OptionRow::edited, this, [this, row](const OptionValue& value) { apply(row, value); });
        connect(row, &OptionRow::resetRequested, this,
                [this, row] { apply(row, row->field().get(m_preset)); });
    }
    // What is changed rarely stays closed, so that the formula and its weights are seen without scrolling.
    for (const char* name : {"Features", "Batches", "Optimiser", "Run"})
        if (CollapsibleSection* closed = section(name))
            closed->setOpen(false);
    column->addStretch();
    setScrollContent(this, content);
}

void ExperimentPanel::apply(OptionRow* row, const OptionValue& value) {
    RunOptions changed = m_options;
    try {
        row->field().set(changed, value);
    } catch (const std::exception& exception) {
        row->setValue(row->field().get(m_options), row->field().get(m_preset));
        Q_EMIT refused(QString::fromUtf8(exception.what()));
        return;
    }
    m_options = changed;
    row->setValue(row->field().get(m_options), row->field().get(m_preset));
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
}

void ExperimentPanel::setRunning(bool running) {
    m_running = running;
    for (OptionRow* row : m_rows) {
        const bool locked = running && !row->field().live;
        row->setLocked(locked ? tr("Cannot change during a run: stop the run first.") : QString());
    }
}

void ExperimentPanel::setFacts(const DataFacts& facts) {
    const auto show = [](ElidedLabel* label, const QString& text) {
        if (label)
            label->setText(text.isEmpty() ? QStringLiteral("–") : text);
    };
    show(m_counts, facts.trainAndTest);
    show(m_imageFeatures, facts.imageFeatures);
    show(m_sentenceFeatures, facts.sentenceFeatures);
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
