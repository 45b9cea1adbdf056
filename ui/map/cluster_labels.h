#pragma once

#include "clusters/map_clusters.h"
#include "map/map_scene.h"
#include "map/map_transform.h"

#include <QtGui/QImage>
#include <QtGui/QPainter>

#include <map>
#include <memory>
#include <vector>

namespace crossview::ui {

/// Names of clusters, each at the median of its members: few broad ones far out, finer ones when near. Which
/// is shown follows from the zoom alone: zooming in takes no name away but a broad one that has grown larger
/// than the view, panning none at all, and no two ever overlap (active ranges: Been, Daiches and Yap, 2006).
class ClusterLabels {
public:
    /// Null: none. Those that the last one had too travel from where they are.
    void setClusters(std::shared_ptr<const MapClusters> clusters, const MapScene& scene);
    /// Places by the projection that the scene moves to; labels travel with the points.
    void update(const MapScene& scene);
    /// At `progress` (0 … 1) of the way, as the points are; new ones are as far in sight.
    void moveTo(double progress) { m_progress = progress; }
    const std::shared_ptr<const MapClusters>& clusters() const { return m_clusters; }

    /// The font of a name, where that of the widget is given.
    static QFont fontOf(const QFont& font, bool broad);

    struct Placed {
        QString text;
        QRectF rect; ///< logical pixels of the widget
        bool broad = false;
        double opacity = 1;
        std::uint32_t id = 0;
    };
    /// Those in sight, the most important first; none overlaps what is in `taken`. What was placed is added
    /// to `taken`. `font` is that of the widget.
    std::vector<Placed> place(const MapTransform& transform, const QRectF& area, const QFont& font,
                              std::vector<QRectF>& taken);
    /// Draws with a halo in the background's colour, so that text reads over points.
    void paint(QPainter& painter, const std::vector<Placed>& labels, const QFont& font, const QColor& text,
               const QColor& halo);

private:
    struct Label {
        std::uint32_t id = 0;
        QString name;
        QString text; // the name, cut where it is too long
        bool broad = false;
        bool fresh = false; // was not there before
        bool shown = false; // when labels were last placed
        std::size_t size = 0;
        std::vector<ItemRef> sample; // of its members
        QPointF from, to;
        double spread = 0; // of its members, map units
        QSizeF box;        // of the text
        double least = 0;  // scales at which it is shown
        double most = 0;
    };
    void locate(const MapScene& scene);
    void measure(const QFont& font);
    void arrange();
    QImage rendered(const QString& text, const QFont& font, const QColor& colour, const QColor& halo,
                    double ratio);

    std::shared_ptr<const MapClusters> m_clusters;
    std::vector<Label> m_labels; // by importance, after arrange()
    bool m_arranged = false;
    QFont m_measured;
    double m_progress = 1;
    std::map<QString, QImage> m_cache;
    QString m_cacheKey; // fonts, colours, ratio of what is cached
};

} // namespace crossview::ui
