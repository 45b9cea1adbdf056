#pragma once

#include "bridge/inspection_controller.h"
#include "bridge/workspace.h"
#include "map/item_info.h"

namespace crossview::ui {

/// What map, panels and messages may ask about items, answered from memory: the workspace's data, the
/// snapshot that answers, and the newest inspection.
class DatasetInfo : public ItemInfo {
public:
    DatasetInfo(const Workspace& workspace, const InspectionController& inspections)
        : m_workspace(workspace), m_inspections(inspections) {}

    QString text(ItemRef item) const override;
    QString conceptName(ItemRef item) const override;
    std::vector<int> partners(ItemRef item) const override;
    std::optional<double> distance(ItemRef a, ItemRef b) const override;
    std::vector<ItemRef> nearest(ItemRef item, int count) const override;

    /// Where a picture comes from, or of what kind a sentence is; empty where the data does not say.
    QString source(ItemRef item) const;
    /// Name and value of each imported column that says something of the item.
    QList<std::pair<QString, QString>> columns(ItemRef item) const;
    /// Whether an item is a region or a phrase; the box of a region; and the pictures that an item's regions
    /// lie in, at most kPlacesShown: of a region its own.
    bool isOfRegions(ItemRef item) const;
    std::optional<PixelBox> box(int image) const;
    std::vector<PhrasePlace> places(ItemRef item) const;
    bool exists(ItemRef item) const { return m_workspace.holds(item); }
    /// Whether the item is answer, neighbour and point of the map (FeatureSet::takesPart), and why not.
    bool takesPart(ItemRef item) const;
    QString whyLeftOut(ItemRef item) const;

private:
    const Dataset& dataset() const { return *m_workspace.session()->input.dataset; }

    const Workspace& m_workspace;
    const InspectionController& m_inspections;
};

} // namespace crossview::ui
