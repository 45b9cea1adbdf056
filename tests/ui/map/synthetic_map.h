#pragma once

#include "clusters/map_clusters.h"
#include "map/item_info.h"
#include "projection/projection.h"

#include <QtCore/QStringList>

#include <map>
#include <memory>
#include <set>
#include <vector>

namespace crossview::ui::test {

/// Clustered points of both views: image i and its sentences lie near each other, some clusters near others.
struct SyntheticMap {
    std::shared_ptr<const Projection> projection;
    QStringList groupNames;
    std::vector<int> groupOfImage;
    std::vector<int> clusterOfImage; ///< several in a group
    int sentencesPerImage = 1;
};

/// `epoch` shifts every point a little, so that projections of different epochs differ.
SyntheticMap makeSyntheticMap(int images, int sentencesPerImage, int clusters, int epoch = 14);

/// Its groups as broad clusters, its clusters as fine ones, called "birds 3".
std::shared_ptr<MapClusters> clustersOf(const SyntheticMap& map);

/// Image i belongs to the sentences i * perImage … (i + 1) * perImage - 1.
class SyntheticInfo : public ItemInfo {
public:
    SyntheticInfo(SyntheticMap map) : m_map(std::move(map)) {}
    QString text(ItemRef item) const override;
    QString conceptName(ItemRef item) const override;
    std::vector<int> partners(ItemRef item) const override;
    std::optional<double> distance(ItemRef a, ItemRef b) const override;

private:
    SyntheticMap m_map;
};

/// Draws a different figure for every image; `load()` makes a picture available and says so.
class SyntheticThumbnails : public ThumbnailSource {
    Q_OBJECT
public:
    /// `immediate`: every picture is there from the start.
    explicit SyntheticThumbnails(bool immediate) : m_immediate(immediate) {}
    QImage thumbnail(int image, int px) const override;
    void load(int image);
    bool hasPicture(int image) const override { return !m_bare.contains(image); }
    /// The image has no picture file.
    void makeBare(int image) { m_bare.insert(image); }
    /// Images that were asked for and are not there.
    const std::set<int>& wanted() const { return m_wanted; }

private:
    bool m_immediate;
    std::set<int> m_loaded;
    std::set<int> m_bare;
    mutable std::set<int> m_wanted;
};

} // namespace crossview::ui::test
