#include "triplets/triplets_panel.h"

#include "map/map_controls.h"
#include "widgets/building_blocks.h"
#include "widgets/exclusive_row.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace crossview::ui {
namespace {

QString nameOf(Split split) {
    switch (split) {
    case Split::validation:
        return TripletsPanel::tr("validation split");
    case Split::test:
        return TripletsPanel::tr("test split");
    case Split::train:
    case Split::unused:
        break;
    }
    return TripletsPanel::tr("training split");
}

QString itemsOf(View view, std::size_t count) {
    return view == View::image ? TripletsPanel::tr("%1 images").arg(grouped(qint64(count)))
                               : TripletsPanel::tr("%1 sentences").arg(grouped(qint64(count)));
}

} // namespace

TripletsPanel::TripletsPanel(const ItemSources& sources, QWidget* parent)
    : WatchedWidget(parent),
      m_across(new ToolEntry({},
                             tr("The items of the other view: what it matches, and the "
                                "nearest that it does not match"),
                             this)),
      m_within(new ToolEntry({},
                             tr("The items of its own view: its neighbours (they share a match, or a concept "
                                "where the run takes concepts so), and the nearest that are none"),
                             this)),
      m_count(makeSecondary({})), m_axis(new TripletAxis), m_list(new TripletList(sources)) {
    setAccessibleName(tr("Triplets"));
    QHBoxLayout* row = makeExclusiveRow(this, {m_across, m_within});
    row->addStretch();
    for (ToolEntry* entry : {m_across, m_within})
        connect(entry, &QAbstractButton::clicked, this, &TripletsPanel::refresh);
    m_count->setWordWrap(true);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 4, 12, 8);
    layout->setSpacing(4);
    layout->addLayout(row);
    layout->addWidget(m_count);
    layout->addWidget(m_axis);
    layout->addWidget(m_list, 1);
    connect(m_list, &TripletList::pointedAt, m_axis, &TripletAxis::setMarked);
    connect(m_axis, &TripletAxis::hovered, m_list, &TripletList::point);
    connect(m_list, &TripletList::chosen, this, &TripletsPanel::chosen);
    connect(m_axis, &TripletAxis::chosen, this, [this](std::int32_t item) {
        Q_EMIT chosen({shown().view, item});
    });
    refresh();
}

QString TripletsPanel::headline() const {
    return m_count->text();
}

const TermTriplets& TripletsPanel::shown() const {
    return m_within->isChecked() ? m_triplets.within : m_triplets.across;
}

void TripletsPanel::setTriplets(const ItemTriplets& triplets) {
    m_triplets = triplets;
    refresh();
}

QString TripletsPanel::describe() const {
    if (!m_triplets.anchor.isValid())
        return tr("Select an item: here stand what it belongs to, its hardest negatives, and which of their "
                  "triplets the margin finds violated.");
    if (m_triplets.epoch < 0)
        return tr("After the first epoch: its positives and hardest negatives, with the margin.");
    if (!m_triplets.takesPart)
        return tr("Its picture cannot be read: it takes no part in the loss.");
    const TermTriplets& term = shown();
    const AnchorTriplets& triplets = term.triplets;
    const QString among = tr("among the %1 of the %2, epoch %3")
                              .arg(itemsOf(term.view, term.pool), nameOf(m_triplets.split))
                              .arg(m_triplets.epoch);
    if (triplets.positives.empty())
        return m_within->isChecked()
                   ? tr("It shares no match with another: this term of the loss has no triplets of it (%1).")
                         .arg(among)
                   : tr("It has no match here: this term of the loss has no triplets of it (%1).").arg(among);
    if (triplets.negatives.empty())
        return tr("Everything belongs to it: without negatives there are no triplets (%1).").arg(among);
    const std::size_t positives = triplets.positives.size();
    const QString sizes =
        tr("%1 × the %2 nearest negatives %3")
            .arg(positives == 1 ? tr("1 positive") : tr("%1 positives").arg(grouped(qint64(positives))),
                 grouped(qint64(triplets.negatives.size())), among);
    if (!term.isHinge)
        return tr("The run's terms across the views have no margin and no triplets: %1.").arg(sizes);
    QString text = tr("%1 of %2 triplets violated, mean hinge %3: %4.")
                       .arg(grouped(qint64(triplets.violated)), grouped(qint64(triplets.triplets())))
                       .arg(triplets.hinge, 0, 'f', 4)
                       .arg(sizes);
    if (term.weight == 0)
        text += tr(" The term has no weight in this run (λ = 0).");
    return text;
}

void TripletsPanel::refresh() {
    const bool isImage = m_triplets.anchor.view == View::image;
    m_across->setText(isImage ? tr("T₁ image → sentence") : tr("T₂ sentence → image"));
    m_within->setText(isImage ? tr("T₃ images") : tr("T₄ sentences"));
    for (ToolEntry* entry : {m_across, m_within}) {
        entry->updateGeometry();
        entry->setVisible(m_triplets.anchor.isValid());
    }
    m_count->setText(describe());
    m_axis->setTriplets(shown(), m_triplets.margin);
    m_list->setTriplets(shown());
    const bool any = m_list->triplets()->rowCount() > 0;
    m_axis->setVisible(any);
    m_list->setVisible(any);
}

} // namespace crossview::ui
