#include "checking/check_page.h"

#include "editing/edit_card.h"
#include "style/plain_text.h"
#include "widgets/building_blocks.h"

#include <QClipboard>
#include <QCoreApplication>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QItemSelectionModel>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <map>

namespace crossview::ui {
namespace {

QString kindText(const char* text) {
    return QCoreApplication::translate("ProblemKind", text);
}

} // namespace

CheckPage::CheckPage(const ItemSources& sources, QWidget* parent)
    : QWidget(parent), m_check(new QPushButton), m_copy(new QPushButton(tr("Copy as a table"))),
      m_summary(makeSecondary({})), m_bar(new QProgressBar),
      m_kinds(new CellTable(tr("Kinds of findings"), true)), m_advice(new PlainLabel),
      m_list(new FindingList(sources)), m_edits(new EditCard) {
    build();
    setState(nullptr, false, false);
}

void CheckPage::build() {
    setPlainToolTip(m_copy, tr("All findings with items, splits, texts and paths, to the clipboard; "
                               "crossview-cli check -o writes the same into a file"));
    m_summary->setWordWrap(true);
    m_advice->setWordWrap(true);
    m_bar->setTextVisible(false);
    m_bar->setAccessibleName(tr("How far the check is"));
    connect(m_check, &QPushButton::clicked, this, [this] {
        if (m_isRunning)
            Q_EMIT stopped();
        else
            Q_EMIT started();
    });
    connect(m_copy, &QPushButton::clicked, this, &CheckPage::copyTable);
    connect(m_kinds->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex& current) { showKind(current.row()); });
    connect(m_list, &FindingList::chosen, this, &CheckPage::chosen);

    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(m_check);
    buttons->addWidget(m_copy);
    buttons->addStretch();
    QFrame* card = makeCard();
    auto* column = new QVBoxLayout(card);
    column->setContentsMargins(16, 12, 16, 12);
    column->setSpacing(8);
    column->addWidget(makeHeading(tr("What may be wrong with the data")));
    column->addWidget(m_summary);
    column->addWidget(m_bar);
    column->addLayout(buttons);
    column->addWidget(m_kinds);
    column->addWidget(m_advice);
    column->addLayout(makeSettling());
    column->addWidget(m_list, 1);
    column->addStretch();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(card, 1);
    layout->addWidget(m_edits);
}

QHBoxLayout* CheckPage::makeSettling() {
    const std::array<std::pair<QString, QString>, kSettlings> texts{
        {{tr("Keep the first"),
          tr("The first picture stays, with the sentences of all; the others take no part")},
         {tr("They mean the same"),
          tr("The sentences of each describe all of them, and they stand in one split")},
         {tr("One wording"), tr("The first sentence stands for all: it describes all their pictures")},
         {tr("Leave out"), tr("The items take no part")},
         {tr("Right as it is"), tr("The finding is accepted and not shown any more; nothing is changed")}}};
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    for (std::size_t i = 0; i < kSettlings; ++i) {
        m_settle[i] = new QPushButton(texts[i].first);
        setPlainToolTip(m_settle[i],
                        tr("%1, from the next run on. Of the chosen findings; Ctrl+A chooses all. "
                           "Can be undone.")
                            .arg(texts[i].second));
        connect(m_settle[i], &QPushButton::clicked, this, [this, how = Settling(i)] {
            std::vector<std::vector<ItemRef>> findings;
            for (const QModelIndex& index : m_list->selectionModel()->selectedIndexes())
                findings.push_back(m_list->findings()->problem(index.row()).items);
            Q_EMIT settled(how, findings);
        });
        row->addWidget(m_settle[i]);
    }
    row->addStretch();
    const auto enable = [this] { enableSettling(); };
    connect(m_list->selectionModel(), &QItemSelectionModel::selectionChanged, this, enable);
    connect(m_list->model(), &QAbstractItemModel::modelReset, this, enable);
    return row;
}

void CheckPage::enableSettling() {
    const int shown = m_kinds->currentIndex().row();
    const bool isAny = shown >= 0 && std::size_t(shown) < m_rows.size() && m_list->findings()->rowCount() > 0;
    const ProblemKind kind = isAny ? m_rows[std::size_t(shown)] : ProblemKind::unreadablePicture;
    const bool areCopies = kind == ProblemKind::samePictures || kind == ProblemKind::nearPictures;
    const bool isWords = kind == ProblemKind::nearSentences;
    const std::array<bool, kSettlings> suits{areCopies, areCopies, isWords, !areCopies && !isWords, true};
    for (std::size_t i = 0; i < kSettlings; ++i) {
        m_settle[i]->setVisible(isAny && suits[i]);
        m_settle[i]->setEnabled(m_list->selectionModel()->hasSelection());
    }
}

QString CheckPage::summary() const {
    return m_summary->text();
}

QString CheckPage::advice() const {
    return m_advice->text();
}

void CheckPage::setState(const std::shared_ptr<const CheckState>& state, bool isRunning, bool canStart) {
    const bool isOther = state != m_state;
    m_state = state;
    m_isRunning = isRunning;
    m_check->setText(isRunning ? tr("Stop") : state ? tr("Check again") : tr("Check the data"));
    m_check->setEnabled(isRunning || canStart);
    setPlainToolTip(m_check, isRunning ? tr("Give the check up; what was found before stays")
                                       : tr("Looks at every picture and every sentence; changes nothing"));
    m_bar->setVisible(isRunning);
    if (isRunning)
        m_bar->setRange(0, 0);
    m_copy->setEnabled(state && !state->checked.problems.empty());
    if (!isRunning && !state) {
        m_summary->setText(
            tr("Pictures and sentences that are alike, also across splits, that cannot be read "
               "or say nothing. Nothing is changed."));
    } else if (!isRunning) {
        const std::size_t findings = state->checked.problems.size();
        m_summary->setText(tr("%1 images and %2 sentences were looked at: %3")
                               .arg(grouped(qint64(state->checked.dataset->images().size())),
                                    grouped(qint64(state->checked.dataset->sentences().size())),
                                    findings == 0   ? tr("nothing was found.")
                                    : findings == 1 ? tr("1 finding.")
                                                    : tr("%1 findings.").arg(grouped(qint64(findings)))));
    }
    if (isOther || !state)
        showKinds();
}

void CheckPage::setProgress(const Progress& progress) {
    if (!m_isRunning)
        return;
    m_bar->setRange(0, int(progress.total));
    m_bar->setValue(int(progress.done));
    m_summary->setText(progress.total > 0
                           ? tr("%1: %2 of %3")
                                 .arg(QString::fromStdString(progress.stage), grouped(qint64(progress.done)),
                                      grouped(qint64(progress.total)))
                           : QString::fromStdString(progress.stage));
}

void CheckPage::showKinds() {
    struct Counts {
        qint64 findings = 0, items = 0, across = 0;
    };
    std::map<ProblemKind, Counts> kinds;
    if (m_state)
        for (const DataProblem& problem : m_state->checked.problems) {
            Counts& counts = kinds[problem.kind];
            ++counts.findings;
            counts.items += qint64(problem.items.size());
            counts.across += problem.acrossSplits ? 1 : 0;
        }
    const int row = m_kinds->currentIndex().row();
    const ProblemKind shown = row >= 0 && std::size_t(row) < m_rows.size() ? m_rows[std::size_t(row)]
                                                                           : ProblemKind::unreadablePicture;
    m_rows.clear();
    std::vector<std::vector<Cell>> rows;
    for (const auto& [kind, counts] : kinds) {
        m_rows.push_back(kind);
        rows.push_back({{grouped(counts.findings), true, false, {}},
                        {grouped(counts.items), true, false, {}},
                        {counts.across > 0 ? tr("! %1").arg(grouped(counts.across)) : QStringLiteral("–"),
                         true, counts.across > 0, kindText(adviceAcrossSplits())},
                        {kindText(toString(kind)), false, false, kindText(adviceOn(kind))}});
    }
    m_kinds->setVisible(!rows.empty());
    m_advice->setVisible(!rows.empty());
    m_list->setVisible(!rows.empty());
    m_kinds->cells()->setCells(
        {{tr("Findings"), true, false, tr("Items, or groups of them")},
         {tr("Items"), true, false, {}},
         {tr("Across splits"), true, false, tr("Findings whose items stand in several splits")},
         {tr("What was found"), false, false, {}}},
        std::move(rows));
    const auto stays = std::ranges::find(m_rows, shown);
    if (m_rows.empty())
        showKind(-1);
    else
        m_kinds->selectRow(stays == m_rows.end() ? 0 : int(stays - m_rows.begin()));
}

void CheckPage::showKind(int row) {
    if (row < 0 || std::size_t(row) >= m_rows.size()) {
        m_advice->setText({});
        m_list->setFindings(nullptr, ProblemKind::unreadablePicture);
        return;
    }
    const ProblemKind kind = m_rows[std::size_t(row)];
    QStringList advice{kindText(adviceOn(kind))};
    const bool isAcross = std::ranges::any_of(m_state->checked.problems, [kind](const DataProblem& problem) {
        return problem.kind == kind && problem.acrossSplits;
    });
    if (isAcross && kind != ProblemKind::sentenceOfSplits) // which says so itself
        advice << kindText(adviceAcrossSplits());
    m_advice->setText(advice.join(QLatin1Char(' ')));
    m_list->setFindings(m_state, kind);
}

void CheckPage::copyTable() const {
    if (m_state)
        QGuiApplication::clipboard()->setText(QString::fromStdString(m_state->table));
}

} // namespace crossview::ui
