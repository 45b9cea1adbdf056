#include "failures/failures_panel.h"

#include "widgets/building_blocks.h"
#include "widgets/view_choice.h"

#include <QVBoxLayout>

namespace crossview::ui {

FailuresPanel::FailuresPanel(const ItemSources& sources, QWidget* parent)
    : QWidget(parent), m_choice(new ViewChoice), m_count(makeSecondary({})),
      m_list(new FailureList(sources)) {
    m_count->setWordWrap(true);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 4, 12, 8);
    layout->setSpacing(4);
    layout->addWidget(m_choice);
    layout->addWidget(m_count);
    layout->addWidget(m_list, 1);
    connect(m_choice, &ViewChoice::chosen, this, &FailuresPanel::askingChosen);
    connect(m_list, &FailureList::chosen, this, &FailuresPanel::chosen);
    connect(m_list, &FailureList::opened, this, &FailuresPanel::opened);
    setFailures({});
}

ToolEntry* FailuresPanel::askingEntry(View view) const {
    return m_choice->entry(view);
}

QString FailuresPanel::headline() const {
    return m_count->text();
}

void FailuresPanel::setFailures(const Failures& failures) {
    m_choice->setView(failures.asking);
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
