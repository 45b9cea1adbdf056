#pragma once

#include "bridge/inspection_controller.h"
#include "map/item_info.h"
#include "project/session.h"

#include <memory>

namespace crossview::ui {

/// What map, panels and messages may ask about items, answered from memory: the data set, the newest snapshot
/// and the newest inspection.
class DatasetInfo : public ItemInfo {
public:
    void setSession(std::shared_ptr<const Session> session);
    void setSnapshot(std::shared_ptr<const Snapshot> snapshot) { m_snapshot = std::move(snapshot); }
    void setInspection(Inspection inspection) { m_inspection = std::move(inspection); }

    QString text(ItemRef item) const override;
    QString conceptName(ItemRef item) const override;
    std::vector<int> partners(ItemRef item) const override;
    std::optional<double> distance(ItemRef a, ItemRef b) const override;
    std::vector<ItemRef> nearest(ItemRef item, int count) const override;

    /// Where a picture comes from, or of what kind a sentence is; empty where the data does not say.
    QString source(ItemRef item) const;
    bool exists(ItemRef item) const;

private:
    std::shared_ptr<const Dataset> m_dataset;
    std::shared_ptr<const Snapshot> m_snapshot;
    Inspection m_inspection;
};

} // namespace crossview::ui
