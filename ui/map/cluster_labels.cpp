#include "map/cluster_labels.h"

#include "common/seeded_random.h"
#include "style/plain_text.h"

#include <QtGui/QFontMetricsF>
#include <QtGui/QPainterPath>

#include <algorithm>
#include <cmath>
#include <limits>

namespace crossview::ui {

namespace {
constexpr std::size_t kSample = 256; // members that say where a cluster lies
constexpr double kLeastBroad = 7;    // pixels of spread: below it a name says more than there is to see
constexpr double kLeastFine = 18;
constexpr double kMostBroad = 230; // above it the finer names tell where one is
constexpr double kWidest = 190;    // pixels of a name
constexpr QSizeF kAir(8, 4);       // around a name; less around one that is shown already
constexpr QSizeF kLittleAir(2, 0);
constexpr double kStays = 1.5; // how much more a name weighs that is shown already
constexpr double kHalo = 3;
constexpr double kEver = std::numeric_limits<double>::infinity();

double median(std::vector<float>& values) {
    const auto middle = values.begin() + std::ptrdiff_t(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return double(*middle);
}

/// A number without any order that belongs to an item.
std::size_t scattered(std::size_t item) {
    return std::size_t(SeededRandom::mixed(item + 1) >> 20);
}

/// The scale from which two boxes around fixed places do not overlap any more.
double separating(QPointF a, QSizeF boxA, QPointF b, QSizeF boxB, QSizeF air) {
    const auto along = [](double distance, double sizes) {
        return distance == 0 ? kEver : sizes / 2 / std::abs(distance);
    };
    return std::min(along(a.x() - b.x(), boxA.width() + boxB.width() + 2 * air.width()),
                    along(a.y() - b.y(), boxA.height() + boxB.height() + 2 * air.height()));
}
} // namespace

QFont ClusterLabels::fontOf(const QFont& font, bool broad) {
    QFont result = font;
    if (!broad)
        return result;
    result.setWeight(QFont::DemiBold);
    if (font.pixelSize() > 0)
        result.setPixelSize(font.pixelSize() + 1);
    else
        result.setPointSizeF(font.pointSizeF() + 1);
    return result;
}

void ClusterLabels::setClusters(std::shared_ptr<const MapClusters> clusters, const MapScene& scene) {
    std::vector<Label> before;
    std::swap(before, m_labels);
    m_clusters = std::move(clusters);
    m_arranged = false;
    if (!m_clusters || int(m_clusters->ofImage.size()) != scene.imageCount() ||
        int(m_clusters->ofSentence.size()) != scene.sentenceCount()) {
        m_clusters.reset();
        return;
    }
    const std::size_t broadCount = m_clusters->broad.size();
    const auto take = [&](const std::vector<MapCluster>& level, bool broad) {
        for (const MapCluster& cluster : level) {
            Label label;
            label.id = cluster.id;
            label.name = shownLine(QString::fromStdString(cluster.name));
            label.broad = broad;
            label.size = cluster.images + cluster.sentences;
            const auto old = std::find_if(before.begin(), before.end(),
                                          [&](const Label& l) { return l.id == cluster.id; });
            label.fresh = old == before.end() || old->name.isEmpty();
            if (old != before.end()) {
                label.shown = old->shown;
                label.from = label.to = old->from + (old->to - old->from) * m_progress;
            }
            m_labels.push_back(std::move(label));
        }
    };
    take(m_clusters->broad, true);
    take(m_clusters->fine, false);
    // A fair sample, and of the same items on every map: what stays where it is keeps its name there.
    const auto sample = [&](View view, const std::vector<std::int32_t>& of) {
        for (std::size_t i = 0; i < of.size(); ++i) {
            if (of[i] < 0)
                continue;
            for (const std::size_t number :
                 {std::size_t(m_clusters->broadOf(of[i])), broadCount + std::size_t(of[i])}) {
                Label& label = m_labels[number];
                const std::size_t step = (label.size + kSample - 1) / kSample;
                if (scattered(i) % step == 0)
                    label.sample.push_back({view, int(i)});
            }
        }
    };
    sample(View::image, m_clusters->ofImage);
    sample(View::sentence, m_clusters->ofSentence);
    locate(scene);
}

void ClusterLabels::update(const MapScene& scene) {
    for (Label& label : m_labels)
        label.fresh = false;
    locate(scene);
}

void ClusterLabels::locate(const MapScene& scene) {
    m_arranged = false;
    for (Label& label : m_labels) {
        const QPointF before = label.from + (label.to - label.from) * m_progress;
        std::vector<float> x, y, away;
        for (const ItemRef& item : label.sample)
            if (const QPointF p = scene.target(item); std::isfinite(p.x()) && std::isfinite(p.y())) {
                x.push_back(float(p.x()));
                y.push_back(float(p.y()));
            }
        label.spread = 0;
        if (x.empty())
            continue;
        for (std::size_t i = 0; i < x.size(); ++i)
            away.push_back(0);
        const std::vector<float> placesX = x, placesY = y;
        const QPointF centre(median(x), median(y));
        for (std::size_t i = 0; i < away.size(); ++i)
            away[i] = float(std::hypot(double(placesX[i]) - centre.x(), double(placesY[i]) - centre.y()));
        label.spread = median(away);
        label.from = label.fresh ? centre : before;
        label.to = centre;
    }
}

void ClusterLabels::measure(const QFont& font) {
    if (m_arranged && font == m_measured)
        return;
    m_measured = font;
    const QFontMetricsF fine(font);
    const QFontMetricsF broad(fontOf(font, true));
    for (Label& label : m_labels) {
        const QFontMetricsF& metrics = label.broad ? broad : fine;
        label.text = metrics.elidedText(label.name, Qt::ElideRight, kWidest);
        label.box = {std::ceil(metrics.horizontalAdvance(label.text)), std::ceil(metrics.height())};
    }
    arrange();
    m_arranged = true;
}

void ClusterLabels::arrange() {
    const auto weight = [](const Label& label) { return double(label.size) * (label.shown ? kStays : 1); };
    std::stable_sort(m_labels.begin(), m_labels.end(), [&](const Label& a, const Label& b) {
        return a.broad != b.broad ? a.broad : weight(a) > weight(b);
    });
    // Each begins where it is free of all that are more important and still shown there: once it is shown it
    // stays, however near one goes.
    for (std::size_t i = 0; i < m_labels.size(); ++i) {
        Label& label = m_labels[i];
        if (label.spread <= 0 || label.text.isEmpty()) {
            label.least = kEver;
            label.most = 0;
            continue;
        }
        label.least = (label.broad ? kLeastBroad : kLeastFine) / label.spread;
        label.most = label.broad ? kMostBroad / label.spread : kEver;
        for (std::size_t j = 0; j < i; ++j) {
            const Label& above = m_labels[j];
            const double apart = separating(label.to, label.box, above.to, above.box,
                                            label.shown && above.shown ? kLittleAir : kAir);
            if (above.least <= above.most && apart > above.least)
                label.least = std::max(label.least, std::min(apart, std::nextafter(above.most, kEver)));
        }
    }
}

std::vector<ClusterLabels::Placed> ClusterLabels::place(const MapTransform& transform, const QRectF& area,
                                                        const QFont& font, std::vector<QRectF>& taken) {
    measure(font);
    std::vector<Placed> result;
    const std::size_t controls = taken.size();
    for (Label& label : m_labels) {
        label.shown = transform.scale() >= label.least && transform.scale() <= label.most;
        if (!label.shown)
            continue;
        QRectF rect(QPointF(0, 0), label.box);
        rect.moveCenter(transform.toScreen(label.from + (label.to - label.from) * m_progress));
        rect.moveTopLeft(QPointF(std::round(rect.left()), std::round(rect.top())));
        const QRectF air = rect.adjusted(-4, -2, 4, 2);
        if (!area.intersects(rect) || std::any_of(taken.begin(), taken.begin() + std::ptrdiff_t(controls),
                                                  [&](const QRectF& other) { return other.intersects(air); }))
            continue;
        taken.push_back(rect);
        result.push_back({label.text, rect, label.broad, label.fresh ? m_progress : 1.0, label.id});
    }
    return result;
}

QImage ClusterLabels::rendered(const QString& text, const QFont& font, const QColor& colour,
                               const QColor& halo, double ratio) {
    const QString style = colour.name() + halo.name() + QString::number(ratio) + m_measured.key();
    if (style != m_cacheKey)
        m_cache.clear();
    m_cacheKey = style;
    const QString key = font.key() + text;
    const auto known = m_cache.find(key);
    if (known != m_cache.end())
        return known->second;
    const QFontMetricsF metrics(font);
    const QSizeF size(std::ceil(metrics.horizontalAdvance(text)) + 2 * kHalo,
                      std::ceil(metrics.height()) + 2 * kHalo);
    QImage image((size * ratio).toSize(), QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(ratio);
    image.fill(0);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    QPainterPath path;
    path.addText(QPointF(kHalo, kHalo + metrics.ascent()), font, text);
    QColor soft = halo;
    soft.setAlphaF(0.9F);
    painter.strokePath(path, QPen(soft, kHalo, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setFont(font);
    painter.setPen(colour);
    painter.drawText(QPointF(kHalo, kHalo + metrics.ascent()), text);
    painter.end();
    return m_cache.emplace(key, image).first->second;
}

void ClusterLabels::paint(QPainter& painter, const std::vector<Placed>& labels, const QFont& font,
                          const QColor& text, const QColor& halo) {
    const double ratio = painter.device()->devicePixelRatioF();
    const QFont bold = fontOf(font, true);
    for (const Placed& label : labels) {
        painter.setOpacity(label.opacity);
        painter.drawImage(label.rect.topLeft() - QPointF(kHalo, kHalo),
                          rendered(label.text, label.broad ? bold : font, text, halo, ratio));
    }
    painter.setOpacity(1);
}

} // namespace crossview::ui
