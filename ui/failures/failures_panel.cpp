#include "failures/failures_panel.h"

#include "map/map_controls.h"
#include "style/plain_text.h"
#include "widgets/building_blocks.h"
#include "widgets/exclusive_row.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace crossview::ui {

FailuresPanel::FailuresPanel(const ItemSources& sources, QWidget* parent)
    : WatchedWidget(parent),
      m_entries{
          new ToolEntry(tr("Images"), tr("Images that find the sentences of others"), this),
          new ToolEntry(tr("Sentences"), tr("Sentences that find the images of others"), this),
          new ToolEntry(tr("Doubtful pairs"),
                        tr("Pairs of all data that stand far apart where the pairs of similar images do not: "
                           "captions that may be wrong"),
                        this)},
      m_count(makeSecondary({})), m_list(new FailureList(sources)), m_sources(sources),
      m_editing(new QWidget), m_caption(new QLineEdit), m_reword(new QPushButton(tr("Change the caption"))),
      m_unpair(new QPushButton(tr("Not a pair"))) {
    for (const FailureKind kind : {FailureKind::images, FailureKind::sentences, FailureKind::doubtfulPairs})
        connect(entry(kind), &QAbstractButton::clicked, this, [this, kind] { Q_EMIT kindChosen(kind); });
    QHBoxLayout* row = makeExclusiveRow(
        this, {entry(FailureKind::images), entry(FailureKind::sentences), entry(FailureKind::doubtfulPairs)});
    row->addStretch();
    m_count->setWordWrap(true);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 4, 12, 8);
    layout->setSpacing(4);
    layout->addLayout(row);
    layout->addWidget(m_count);
    layout->addWidget(m_list, 1);
    layout->addWidget(m_editing);
    buildEditing();
    connect(m_list, &FailureList::chosen, this, &FailuresPanel::chosen);
    connect(m_list, &FailureList::opened, this, &FailuresPanel::opened);
    setFailures({});
}

void FailuresPanel::buildEditing() {
    m_caption->setAccessibleName(tr("Caption of the chosen pair"));
    m_caption->setPlaceholderText(tr("Choose a pair to correct its caption"));
    setPlainToolTip(m_caption, tr("The caption of the chosen image; write what the image shows"));
    setPlainToolTip(m_reword, tr("The image has this caption instead, from the next run on; can be undone"));
    setPlainToolTip(m_unpair, tr("The sentence does not describe the image: the next run learns without the "
                                 "pair; can be undone"));
    m_reword->setEnabled(false);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(m_reword);
    buttons->addWidget(m_unpair);
    buttons->addStretch();
    auto* column = new QVBoxLayout(m_editing); // a caption needs the whole width
    column->setContentsMargins(0, 4, 0, 0);
    column->setSpacing(6);
    column->addWidget(m_caption);
    column->addLayout(buttons);
    const auto reword = [this] {
        if (m_reword->isEnabled())
            Q_EMIT edited(pairEdit(DataEdit::Kind::reword, m_caption->text().simplified()));
    };
    connect(m_reword, &QPushButton::clicked, this, reword);
    connect(m_caption, &QLineEdit::returnPressed, this, reword);
    connect(m_unpair, &QPushButton::clicked, this,
            [this] { Q_EMIT edited(pairEdit(DataEdit::Kind::unpair, {})); });
    connect(m_caption, &QLineEdit::textEdited, this, [this](const QString& text) {
        const int row = m_list->currentIndex().row();
        m_reword->setEnabled(row >= 0 && !text.simplified().isEmpty() &&
                             text.simplified() != m_sources.info->text(m_list->at(row).own));
    });
    connect(m_list, &FailureList::chosen, this, &FailuresPanel::showEditing);
}

/// The row of a doubtful pair that is being corrected: where it stands now, or, once it was decided on, that
/// of the next one; -1: none.
int FailuresPanel::rowToKeep(const Failures& failures) const {
    const int row = m_list->currentIndex().row();
    if (row < 0 || failures.kind != FailureKind::doubtfulPairs || m_kind != failures.kind)
        return -1;
    const FailedQuery& chosen = m_list->at(row);
    const auto same = std::ranges::find_if(failures.worst, [&chosen](const FailedQuery& pair) {
        return pair.query == chosen.query && pair.own == chosen.own;
    });
    if (same != failures.worst.end())
        return int(same - failures.worst.begin());
    return failures.epoch == m_epoch ? std::min(row, int(failures.worst.size()) - 1) : -1;
}

/// The caption of the current row; what was begun to be written for it stays.
void FailuresPanel::showEditing() {
    const int row = m_list->currentIndex().row();
    const bool isChosen = m_kind == FailureKind::doubtfulPairs && row >= 0;
    m_editing->setVisible(m_kind == FailureKind::doubtfulPairs && m_list->count() > 0);
    m_caption->setEnabled(isChosen);
    m_unpair->setEnabled(isChosen);
    const std::vector<ItemRef> pair =
        isChosen ? std::vector{m_list->at(row).query, m_list->at(row).own} : std::vector<ItemRef>{};
    if (std::exchange(m_shown, pair) == pair)
        return;
    m_caption->setText(isChosen ? m_sources.info->text(m_list->at(row).own) : QString());
    m_caption->setCursorPosition(0);
    m_reword->setEnabled(false); // nothing was changed yet
}

DataEdit FailuresPanel::pairEdit(DataEdit::Kind kind, const QString& text) const {
    const FailedQuery& pair = m_list->at(m_list->currentIndex().row());
    return {kind, {pair.query, pair.own}, text.toStdString()};
}

QString FailuresPanel::headline() const {
    return m_count->text();
}

void FailuresPanel::setFailures(const Failures& failures) {
    entry(failures.kind)->setChecked(true);
    const QString split = failures.split == Split::test ? tr("test split") : tr("validation split");
    if (failures.isLookedFor)
        m_count->setText(tr("Looking …"));
    else if (failures.epoch < 0)
        m_count->setText(
            tr("After the first epoch: the queries whose match is not the first answer, the worst first."));
    else if (failures.kind == FailureKind::doubtfulPairs)
        m_count->setText(
            failures.failed == 0
                ? tr("Of %1 pairs none stands out (epoch %2).")
                      .arg(grouped(qint64(failures.asked)))
                      .arg(failures.epoch)
                : tr("Of %1 pairs the %2 that the network finds least likely beside those of similar "
                     "images (epoch %3). What it has learned by heart is not doubted: early epochs "
                     "say more of training pairs.")
                      .arg(grouped(qint64(failures.asked)), grouped(qint64(failures.failed)))
                      .arg(failures.epoch));
    else if (failures.asked == 0)
        m_count->setText(
            tr("The data have no test and no validation split: nothing can be asked that was not learned."));
    else if (failures.failed == 0)
        m_count->setText(tr("All %1 queries of the %2 have their match in front (epoch %3).")
                             .arg(grouped(qint64(failures.asked)), split)
                             .arg(failures.epoch));
    else
        m_count->setText(tr("%1 of %2 queries of the %3 do not have their match in front (epoch %4)%5.")
                             .arg(grouped(qint64(failures.failed)), grouped(qint64(failures.asked)), split)
                             .arg(failures.epoch)
                             .arg(failures.worst.size() < failures.failed
                                      ? tr("; the %1 worst").arg(grouped(qint64(failures.worst.size())))
                                      : QString()));
    const int current = rowToKeep(failures);
    m_kind = failures.kind;
    m_epoch = failures.epoch;
    m_list->setFailures(failures.worst, current);
    showEditing();
}

} // namespace crossview::ui
