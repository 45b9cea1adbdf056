#pragma once

#include "map/map_scene.h"
#include "map/map_transform.h"

#include <QtCore/QStringList>
#include <QtGui/QImage>
#include <QtGui/QPainter>

#include <map>
#include <vector>

namespace crossview::ui {

/// Names of groups of images (concepts, categories), each at the median of its images. Groups that lie
/// scattered over the whole map get no name there: it would say something that is not so.
class GroupLabels {
public:
    /// groupOfImage: index into names, -1 for none.
    void setGroups(QStringList names, std::vector<int> groupOfImage);
    bool isEmpty() const { return m_names.isEmpty(); }
    /// Medians of the projection that the scene moves to; labels travel with the points.
    void update(const MapScene& scene);
    void moveTo(double progress) { m_progress = progress; }

    struct Placed {
        QString text;
        QRectF rect; ///< logical pixels of the widget
    };
    /// The largest groups first, each where it overlaps no other and nothing in `taken`; what was placed is
    /// added to `taken`.
    std::vector<Placed> place(const MapTransform& transform, const QRectF& area, const QFont& font,
                              std::vector<QRectF>& taken) const;
    /// Draws with a halo in the background's colour, so that text reads over points.
    void paint(QPainter& painter, const std::vector<Placed>& labels, const QFont& font, const QColor& text,
               const QColor& halo);

private:
    struct Group {
        int name = 0;
        int count = 0;
        QPointF from;
        QPointF to;
    };
    QImage rendered(const QString& text, const QFont& font, const QColor& colour, const QColor& halo,
                    double ratio);

    QStringList m_names;
    std::vector<int> m_groupOfImage;
    std::vector<Group> m_groups; // with a median, largest first
    double m_progress = 1;
    std::map<QString, QImage> m_cache;
    QString m_cacheKey; // font, colours, ratio of what is cached
};

} // namespace crossview::ui
