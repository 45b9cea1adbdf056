#pragma once

#include "triplets/triplet_axis.h"
#include "triplets/triplet_list.h"
#include "widgets/watched_widget.h"

namespace crossview::ui {

class PlainLabel;
class ToolEntry;

/// What the loss asks of the selected item: its positives and hardest negatives across the views or within
/// its own, on one axis of distances with the margin, and as a list.
class TripletsPanel : public WatchedWidget {
    Q_OBJECT
public:
    explicit TripletsPanel(const ItemSources& sources, QWidget* parent = nullptr);

    void setTriplets(const ItemTriplets& triplets);
    TripletAxis* axis() const { return m_axis; }
    TripletList* list() const { return m_list; }
    QString headline() const;
    /// Across the views (T1, T2), or within its own (T3, T4).
    ToolEntry* acrossEntry() const { return m_across; }
    ToolEntry* withinEntry() const { return m_within; }

Q_SIGNALS:
    /// To the item.
    void chosen(crossview::ItemRef item);

private:
    const TermTriplets& shown() const;
    QString describe() const;
    void refresh();

    ToolEntry* m_across;
    ToolEntry* m_within;
    PlainLabel* m_count;
    TripletAxis* m_axis;
    TripletList* m_list;
    ItemTriplets m_triplets;
};

} // namespace crossview::ui
