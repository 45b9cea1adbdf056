#include "failures/failures_panel.h"

#include "map/map_controls.h"
#include "widgets/building_blocks.h"
#include "widgets/exclusive_row.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

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
      m_count(makeSecondary({})), m_list(new FailureList(sources)) {
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
    connect(m_list, &FailureList::chosen, this, &FailuresPanel::chosen);
    connect(m_list, &FailureList::opened, this, &FailuresPanel::opened);
    setFailures({});
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
    m_list->setFailures(failures.worst);
}

} // namespace crossview::ui
