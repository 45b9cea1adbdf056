#include "runs/compare_view.h"

#include "runs/both_answers_view.h"
#include "runs/both_maps_view.h"
#include "runs/compare_chart.h"
#include "runs/rank_change_list.h"
#include "runs/run_table_model.h"
#include "style/plain_text.h"
#include "widgets/building_blocks.h"
#include "widgets/cell_table.h"
#include "widgets/view_choice.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace crossview::ui {
namespace {

constexpr int kChartHeight = 190;
constexpr int kMovedHeight = 260;

/// "A: 2026-… · best epoch 3 of 3 · finished".
QString nameOf(const ComparedRun& run, QChar letter) {
    const RunSummary& summary = run.summary;
    const int epochs = summary.options ? summary.options->optimiser.epochs : summary.record.epochs;
    const QString epoch =
        summary.isValidated()
            ? CompareView::tr("best epoch %1 of %2").arg(summary.record.bestEpoch).arg(epochs)
            : CompareView::tr("epoch %1 of %2").arg(summary.record.epochs).arg(epochs);
    QString name = CompareView::tr("%1: %2 · %3 · %4")
                       .arg(letter)
                       .arg(QString::fromStdString(summary.record.id), epoch, stateText(summary));
    if (!summary.note.empty())
        name += QStringLiteral(" · ") + shownLine(QString::fromStdString(summary.note));
    return name;
}

QString signedNumber(double value) {
    const QString number = QString::number(std::abs(value), 'f', 1);
    return value < 0 && number != QStringLiteral("0.0") ? QStringLiteral("−") + number
                                                        : QStringLiteral("+") + number;
}

} // namespace

CompareView::CompareView(const ItemSources& sources, QWidget* parent)
    : QWidget(parent), m_axis(new TimeAxis(this)), m_remark(new PlainLabel), m_conditions(makeSecondary({})),
      m_recalls(new CellTable(tr("Recall of both runs"), true)), m_settingsNote(makeSecondary({})),
      m_settings(new CellTable(tr("Settings that differ"), true)), m_measured(new QWidget),
      m_choice(new ViewChoice), m_movedNote(makeSecondary({})), m_moved(new RankChangeList(sources)),
      m_answers(new BothAnswersView(sources)), m_maps(new BothMapsView(sources)) {
    setFocusPolicy(Qt::StrongFocus);
    m_remark->setWordWrap(true);
    m_conditions->setWordWrap(true);

    auto* inside = new QWidget;
    auto* column = new QVBoxLayout(inside);
    column->setContentsMargins(12, 4, 12, 12);
    column->setSpacing(8);
    column->addWidget(makeCurves());
    column->addWidget(m_remark);
    auto* measured = new QVBoxLayout(m_measured);
    measured->setContentsMargins(0, 0, 0, 0);
    measured->setSpacing(8);
    measured->addWidget(makeHeading(tr("Recall")));
    measured->addWidget(m_recalls);
    measured->addWidget(m_conditions);
    measured->addSpacing(8);
    measured->addWidget(makeMoved());
    measured->addSpacing(8);
    measured->addWidget(m_answers);
    measured->addSpacing(8);
    measured->addWidget(m_maps);
    column->addWidget(makeHeading(tr("Settings that differ")));
    column->addWidget(m_settingsNote);
    column->addWidget(m_settings);
    column->addSpacing(8);
    column->addWidget(m_measured);
    column->addStretch();

    auto* scroll = new QScrollArea;
    scroll->setObjectName(QStringLiteral("compareScroll"));
    setScrollContent(scroll, inside);
    QFrame* card = makeCard();
    auto* framed = new QVBoxLayout(card);
    framed->setContentsMargins(0, 12, 0, 0);
    framed->addWidget(makeHead());
    framed->addWidget(scroll, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(card);
    connect(m_moved, &RankChangeList::chosen, this, &CompareView::chosen);
    connect(m_answers, &BothAnswersView::chosen, this, &CompareView::chosen);
    connect(m_choice, &ViewChoice::chosen, this, [this](View view) {
        m_asking = view;
        showMoved();
    });
    connect(m_moved, &RankChangeList::opened, this, &CompareView::itemAsked);
    setComparison({}, false);
}

QWidget* CompareView::makeHead() {
    auto* head = new QWidget;
    auto* row = new QHBoxLayout(head);
    row->setContentsMargins(12, 0, 12, 0);
    auto* back = new QPushButton(tr("← All runs"));
    setPlainToolTip(back, tr("Back to the table of runs (Esc)"));
    connect(back, &QPushButton::clicked, this, &CompareView::closed);
    row->addWidget(back, 0, Qt::AlignTop);
    auto* names = new QVBoxLayout;
    names->setSpacing(0);
    for (PlainLabel*& name : m_names) {
        name = new PlainLabel;
        name->setWordWrap(true);
        names->addWidget(name);
    }
    row->addSpacing(8);
    row->addLayout(names, 1);
    return head;
}

QWidget* CompareView::makeCurves() {
    auto* curves = new QWidget;
    auto* row = new QHBoxLayout(curves);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    using What = CompareChart::What;
    for (const What what : {What::CrossView, What::WithinView, What::RecallSum}) {
        auto* chart = new CompareChart(what, m_axis);
        chart->setFixedHeight(kChartHeight);
        row->addWidget(chart, 1);
        m_charts.at(std::size_t(what)) = chart;
    }
    return curves;
}

QWidget* CompareView::makeMoved() {
    auto* moved = new QWidget;
    auto* layout = new QVBoxLayout(moved);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(makeHeading(tr("Queries whose match moved most")));
    auto* row = new QHBoxLayout;
    row->setSpacing(0);
    row->addWidget(m_choice);
    row->addSpacing(8);
    row->addWidget(m_movedNote, 1);
    layout->addLayout(row);
    m_moved->setFixedHeight(kMovedHeight);
    layout->addWidget(m_moved);
    return moved;
}

QString CompareView::remark() const {
    return m_remark->text();
}

void CompareView::setProgress(const QString& text) {
    if (m_comparison && !m_comparison->more && m_comparison->whyNotMeasured.empty())
        m_remark->setText(text);
}

void CompareView::setComparison(const std::shared_ptr<const RunComparison>& comparison, bool busy) {
    const bool another = !comparison || !m_comparison ||
                         comparison->runs[0].summary.record.id != m_comparison->runs[0].summary.record.id ||
                         comparison->runs[1].summary.record.id != m_comparison->runs[1].summary.record.id;
    m_comparison = comparison;
    if (another) {
        m_axis->clear();
        m_answers->setAnswers({});
    }
    for (std::size_t run = 0; run < 2; ++run)
        m_names.at(run)->setText(comparison ? nameOf(comparison->runs.at(run), run == 0 ? u'A' : u'B')
                                            : QString());
    for (CompareChart* chart : m_charts)
        chart->setHistories(comparison
                                ? std::array{&comparison->runs[0].history, &comparison->runs[1].history}
                                : std::array<const RunHistory*, 2>{});
    const bool measured = comparison && comparison->more;
    m_measured->setVisible(measured);
    if (!measured)
        m_remark->setText(
            comparison && !comparison->whyNotMeasured.empty()
                ? tr("! Not measured together: %1").arg(QString::fromStdString(comparison->whyNotMeasured))
            : busy ? tr("Both runs are being asked …")
                   : QString());
    m_remark->setVisible(!measured);
    showMeasured();
    showSettings();
    showMoved();
}

void CompareView::showMeasured() {
    if (!m_comparison || !m_comparison->more) {
        m_recalls->cells()->setCells({}, {});
        return;
    }
    const Comparison& more = *m_comparison->more;
    const Measurement& first = m_comparison->runs[0].evaluated->measured.plain;
    const std::array<Measures, 2> values{measuresOf(first),
                                         measuresOf(m_comparison->runs[1].evaluated->measured.plain)};
    const QString names[] = {tr("image → sentence R@1"),
                             tr("R@5"),
                             tr("R@10"),
                             tr("sentence → image R@1"),
                             tr("R@5"),
                             tr("R@10"),
                             tr("rsum")};
    std::vector<std::vector<Cell>> rows;
    for (std::size_t i = 0; i < kMeasures; ++i) {
        const bool beyond = more.isBeyondNoise(i);
        const QString tip = beyond ? tr("The interval leaves out 0: more than noise.")
                                   : tr("The interval holds 0: it may be noise.");
        rows.push_back(
            {{names[i]},
             {QString::number(values[0][i], 'f', 1), true},
             {QString::number(values[1][i], 'f', 1), true},
             {signedNumber(more.difference[i]) + (beyond ? QStringLiteral(" *") : QStringLiteral("  ")), true,
              beyond, tip},
             {tr("%1 to %2").arg(signedNumber(more.intervals.low[i]), signedNumber(more.intervals.high[i])),
              true, false, tip},
             {QString::number(more.p[i], 'f', 3), true}});
    }
    m_recalls->cells()->setCells(
        {{tr("Percent of queries")},
         {tr("A"), true},
         {tr("B"), true},
         {tr("B − A"), true},
         {tr("95 % of B − A"), true, false,
          tr("By paired bootstrap over images: what makes a query hard is in both and "
             "drops out.")},
         {tr("p"), true, false, tr("Two-sided, by the same draws.")}},
        std::move(rows));
    const QString split = *m_comparison->split == Split::test ? tr("test split") : tr("validation split");
    m_conditions->setText(
        tr("%1, %2 images; %3; ties: %4; * the 95 % interval of the paired bootstrap leaves out 0.")
            .arg(split, grouped(qint64(first.images)),
                 first.protocol == "documents" ? tr("all texts of an image as one")
                                               : tr("every sentence by itself"),
                 QString::fromLatin1(toString(first.tieRule))));
}

void CompareView::showSettings() {
    std::vector<std::vector<Cell>> rows;
    if (m_comparison)
        for (const OptionField* field : m_comparison->differing) {
            const auto value = [&](std::size_t run) {
                return optionText(field->get(*m_comparison->runs.at(run).summary.options));
            };
            rows.push_back(
                {{QString::fromStdString(field->label), false, false, QString::fromStdString(field->help)},
                 {value(0)},
                 {value(1)},
                 {QString::fromStdString(field->unit)}});
        }
    m_settings->setVisible(!rows.empty());
    m_settingsNote->setText(tr("None: both runs have the same settings."));
    m_settingsNote->setVisible(m_comparison && rows.empty());
    m_settings->cells()->setCells({{tr("Setting")}, {tr("A")}, {tr("B")}, {tr("Unit")}}, std::move(rows));
}

void CompareView::showMoved() {
    const bool images = m_asking == View::image;
    if (!m_comparison || !m_comparison->more) {
        m_moved->setChanges({});
        return;
    }
    const std::vector<RankChange>& changes = images ? m_comparison->fromImages : m_comparison->fromSentences;
    const auto nearer =
        qint64(std::ranges::count_if(changes, [](const RankChange& change) { return change.gain() > 0; }));
    QString note =
        tr("%1 nearer in run B, %2 farther").arg(grouped(nearer), grouped(qint64(changes.size()) - nearer));
    if (!images && m_comparison->runs[0].evaluated->measured.plain.protocol == "documents")
        note += tr("; texts go by their image");
    m_movedNote->setText(note);
    m_moved->setChanges(changes);
}

bool CompareView::event(QEvent* event) {
    // Esc goes back here, before it means something to the window.
    if (event->type() == QEvent::ShortcutOverride && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape)
        event->accept();
    return QWidget::event(event);
}

void CompareView::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape)
        Q_EMIT closed();
    else
        QWidget::keyPressEvent(event);
}

} // namespace crossview::ui
