#include "failures/failures_panel.h"

#include "map/map_controls.h"
#include "widgets/building_blocks.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QVBoxLayout>

namespace crossview::ui {

FailuresPanel::FailuresPanel(const ItemSources& sources, QWidget* parent)
    : QWidget(parent),
      m_images(new ToolEntry(tr("Images ask"), tr("Images that find the sentences of others"), this)),
      m_sentences(new ToolEntry(tr("Sentences ask"), tr("Sentences that find the images of others"), this)),
      m_count(makeSecondary({})), m_list(new FailureList(sources)) {
    auto* row = new QHBoxLayout;
    row->setSpacing(0);
    auto* group = new QButtonGroup(this);
    for (ToolEntry* entry : {m_images, m_sentences}) {
        entry->setCheckable(true);
        entry->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
        group->addButton(entry);
        row->addWidget(entry);
        connect(
            entry, &QAbstractButton::clicked, this,
            [this, view = entry == m_images ? View::image : View::sentence] { Q_EMIT askingChosen(view); });
    }
    row->addStretch();
    m_images->setChecked(true);
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
    const bool fromImages = failures.asking == View::image;
    (fromImages ? m_images : m_sentences)->setChecked(true);
    const QString split = failures.split == Split::test ? tr("test split") : tr("validation split");
    if (failures.epoch < 0)
        m_count->setText(
            tr("After the first epoch: the queries whose match is not the first answer, the worst first."));
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

void FailuresPanel::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    Q_EMIT watched(true);
}

void FailuresPanel::hideEvent(QHideEvent* event) {
    QWidget::hideEvent(event);
    Q_EMIT watched(false);
}

} // namespace crossview::ui
