#include "evaluation/evaluation_page.h"

#include "evaluation/region_table.h"

#include "project/database/table_line.h"
#include "widgets/building_blocks.h"
#include "widgets/correction_names.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QPushButton>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QVBoxLayout>

namespace crossview::ui {
namespace {

/// A row of the table for other programs, with what is shown.
std::string lineOf(const std::vector<Cell>& cells) {
    std::vector<std::string> texts;
    for (const Cell& cell : cells)
        texts.push_back(cell.text.trimmed().toStdString());
    return tableLine(texts, TableFormat::tabs);
}

void select(ChevronBox* box, int value) {
    const QSignalBlocker quiet(box);
    box->setCurrentIndex(box->findData(value));
}

} // namespace

EvaluationPage::EvaluationPage(QWidget* parent)
    : WatchedWidget(parent), m_split(new ChevronBox), m_protocol(new ChevronBox),
      m_correction(new ChevronBox), m_measure(new QPushButton), m_copy(new QPushButton(tr("Copy table"))),
      m_conditions(makeSecondary({})), m_notes(makeSecondary({})),
      m_recalls(new CellTable(tr("Recall"), true)), m_lists(new CellTable(tr("Whole lists"), true)),
      m_regions(new RegionTable) {
    build();
    setQuestion({});
    refresh();
}

void EvaluationPage::build() {
    const auto fill = [this](ChevronBox* box, const QString& name, const QString& tip,
                             const QList<std::pair<QString, int>>& entries) {
        for (const auto& [text, value] : entries)
            box->addItem(text, value);
        box->setAccessibleName(name);
        box->setMinimumWidth(80); // the page is as wide as what is left between the panels
        setPlainToolTip(box, tip);
        connect(box, &QComboBox::currentIndexChanged, this, &EvaluationPage::askAgain);
    };
    fill(m_split, tr("Split"), tr("The images that are asked, and with which sentences are asked"),
         {{tr("test split"), int(Split::test)}, {tr("validation split"), int(Split::validation)}});
    fill(m_protocol, tr("Texts"),
         tr("What a text is: all sentences of an image as one, or every sentence by itself. Papers mean the "
            "latter."),
         {{tr("documents"), int(TextUnit::documents)}, {tr("single sentences"), int(TextUnit::sentences)}});
    fill(m_correction, tr("Correction"),
         tr("What is done against hubs, items that stand near everything: their scores are corrected by how "
            "near "
            "the training split's queries find them (method.md 1.11)"),
         {{tr("none"), int(Correction::none)},
          {correctionName(Correction::csls), int(Correction::csls)},
          {correctionName(Correction::invertedSoftmax), int(Correction::invertedSoftmax)},
          {correctionName(Correction::qbNorm), int(Correction::qbNorm)}});
    setPlainToolTip(m_copy, tr("The table as it stands here, to the clipboard, columns by tabs"));
    connect(m_measure, &QPushButton::clicked, this, [this] {
        if (m_isMeasuring)
            Q_EMIT baselinesStopped();
        else
            Q_EMIT baselinesRequested();
    });
    connect(m_copy, &QPushButton::clicked, this, &EvaluationPage::copyTable);

    auto* controls = new QHBoxLayout;
    controls->setSpacing(8);
    const std::array<std::pair<QString, ChevronBox*>, 3> boxes{
        {{tr("Asked"), m_split}, {tr("Texts"), m_protocol}, {tr("Against hubs"), m_correction}}};
    for (const auto& [name, box] : boxes) {
        controls->addWidget(makeSecondary(name));
        controls->addWidget(box);
    }
    controls->addStretch();
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(m_measure);
    buttons->addWidget(m_copy);
    buttons->addStretch();
    m_conditions->setWordWrap(true);
    m_notes->setWordWrap(true);

    auto* body = new QWidget;
    auto* column = new QVBoxLayout(body);
    column->setContentsMargins(16, 12, 16, 16);
    column->setSpacing(8);
    column->addWidget(makeHeading(tr("Recall")));
    column->addLayout(controls);
    column->addWidget(m_recalls);
    column->addWidget(m_conditions);
    column->addLayout(buttons);
    column->addWidget(m_notes);
    column->addSpacing(8);
    column->addWidget(m_regions);
    m_listHolder = new QWidget;
    auto* lists = new QVBoxLayout(m_listHolder);
    lists->setContentsMargins(0, 0, 0, 8);
    lists->setSpacing(4);
    m_listHeading = makeHeading({});
    lists->addWidget(m_listHeading);
    lists->addWidget(m_lists);
    column->addWidget(m_listHolder);
    m_hubHolder = new QWidget;
    auto* both = new QHBoxLayout(m_hubHolder);
    both->setContentsMargins(0, 0, 0, 0);
    both->setSpacing(16);
    for (const View view : {View::image, View::sentence}) {
        auto* hubs = new QVBoxLayout;
        hubs->setSpacing(4);
        addHubs(hubs, view);
        both->addLayout(hubs, 1);
    }
    column->addWidget(m_hubHolder);
    column->addStretch();
    auto* scroll = new QScrollArea;
    setScrollContent(scroll, body);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    QFrame* card = makeCard();
    auto* inside = new QVBoxLayout(card);
    inside->setContentsMargins(1, 1, 1, 1);
    inside->addWidget(scroll);
    layout->addWidget(card);
}

void EvaluationPage::addHubs(QVBoxLayout* column, View answers) {
    const std::size_t index = answers == View::image ? 0 : 1;
    const QString name = answers == View::image ? tr("Hubs among the images") : tr("Hubs among the texts");
    m_hubTexts[index] = makeSecondary({});
    m_hubTexts[index]->setWordWrap(true);
    m_hubs[index] = new CellTable(name, true);
    column->addWidget(makeHeading(name));
    column->addWidget(m_hubTexts[index]);
    column->addWidget(m_hubs[index]);
    column->addStretch();
    connect(m_hubs[index], &QAbstractItemView::clicked, this,
            [this, answers](const QModelIndex& at) { choose(answers, at.row()); });
    connect(m_hubs[index], &QAbstractItemView::activated, this,
            [this, answers](const QModelIndex& at) { choose(answers, at.row()); });
}

QString EvaluationPage::conditions() const {
    return m_conditions->text();
}

void EvaluationPage::setQuestion(const EvaluationQuestion& question) {
    m_question = question;
    select(m_split, int(question.split));
    select(m_protocol, int(question.protocol));
    select(m_correction, int(question.correction.kind));
}

void EvaluationPage::askAgain() {
    EvaluationQuestion question = m_question;
    question.split = Split(m_split->currentData().toInt());
    question.protocol = TextUnit(m_protocol->currentData().toInt());
    question.correction.kind = Correction(m_correction->currentData().toInt());
    Q_EMIT asked(question);
}

void EvaluationPage::setEvaluation(const std::shared_ptr<const RunEvaluation>& evaluation) {
    m_evaluation = evaluation;
    refresh();
}

void EvaluationPage::setBaselines(const std::shared_ptr<const MeasuredBaselines>& baselines, bool isMeasuring,
                                  bool canMeasure) {
    m_baselines = baselines;
    m_isMeasuring = isMeasuring;
    m_measure->setText(isMeasuring ? tr("Stop measuring") : tr("Measure baselines"));
    m_measure->setEnabled(isMeasuring || (canMeasure && !baselines));
    setPlainToolTip(m_measure, isMeasuring ? tr("Give the baselines up")
                               : baselines ? tr("They stand in the table")
                               : canMeasure
                                   ? tr("CCA and normalised CCA on the same features and split, raw cosine "
                                        "where the dimensions allow it, and the sum of CCA and network")
                                   : tr("Once a run has ended"));
    QStringList notes;
    if (baselines)
        for (const std::string& note : baselines->table.notes)
            notes << QString::fromStdString(note);
    m_notes->setText(notes.join(QLatin1Char('\n')));
    m_notes->setVisible(!notes.isEmpty());
    refresh();
}

void EvaluationPage::setProgress(const QString& text) {
    m_notes->setText(text);
    m_notes->setVisible(!text.isEmpty());
}

void EvaluationPage::refresh() {
    const bool measured = m_evaluation && recallOf(m_evaluation->measured.plain).isMeasured();
    m_conditions->setText(
        m_evaluation ? recallConditions(*m_evaluation)
                     : tr("After the first epoch: how often the right one is among the first answers, "
                          "on pairs that are not learned from."));
    m_recalls->setVisible(measured);
    m_copy->setEnabled(measured);
    m_hubHolder->setVisible(measured && m_evaluation->measured.hubs.has_value());
    m_listHolder->setVisible(measured && m_evaluation->measured.lists.has_value());
    const std::optional<RegionReport> none;
    const auto& regions = m_evaluation ? m_evaluation->measured.regions : none;
    m_regions->setReport(regions ? &*regions : nullptr);
    if (!measured)
        return;
    m_recalls->cells()->setCells(recallHeading(), recallRows(*m_evaluation, m_baselines.get()));
    m_listHeading->setText(
        m_evaluation->measured.corrected
            ? tr("Whole lists, corrected by %1").arg(correctionName(m_evaluation->question.correction.kind))
            : tr("Whole lists"));
    if (m_evaluation->measured.lists)
        m_lists->cells()->setCells(listHeading(), listRows(*m_evaluation->measured.lists));
    if (!m_evaluation->measured.hubs)
        return;
    const MeasuredRun& run = m_evaluation->measured;
    const HubReports& reports = run.correctedHubs ? *run.correctedHubs : *run.hubs;
    for (const View view : {View::image, View::sentence}) {
        const HubReport& report = view == View::image ? reports.images : reports.texts;
        const std::size_t index = view == View::image ? 0 : 1;
        m_hubTexts[index]->setText(hubText(report, view));
        m_hubs[index]->cells()->setCells({{tr("Times"), true, false, {}}, {tr("Item"), false, false, {}}},
                                         hubRows(report));
    }
}

void EvaluationPage::choose(View answers, int row) {
    if (!m_evaluation || !m_evaluation->measured.hubs || row < 0)
        return;
    const MeasuredRun& run = m_evaluation->measured;
    const HubReports& reports = run.correctedHubs ? *run.correctedHubs : *run.hubs;
    const HubReport& report = answers == View::image ? reports.images : reports.texts;
    const auto at = std::size_t(row);
    if (at < report.hubs.size())
        Q_EMIT chosen(report.hubs[at].item);
    else if (at - report.hubs.size() < report.neverFound.size())
        Q_EMIT chosen(report.neverFound[at - report.hubs.size()].item);
}

void EvaluationPage::copyTable() const {
    if (!m_evaluation)
        return;
    std::string text = lineOf(recallHeading());
    for (const std::vector<Cell>& row : recallRows(*m_evaluation, m_baselines.get()))
        text += lineOf(row);
    QGuiApplication::clipboard()->setText(QString::fromStdString(text));
}

} // namespace crossview::ui
