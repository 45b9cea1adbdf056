#include "map/export/picture_layout.h"

#include "map/map_paint.h"
#include "map/points/density_field.h"
#include "map/points/point_styles.h"
#include "style/plain_text.h"

#include <QtCore/QCoreApplication>
#include <QtGui/QFontInfo>
#include <QtGui/QFontMetricsF>

#include <algorithm>
#include <cmath>

namespace crossview::ui {

namespace {
constexpr double kMargin = 12; // around everything
constexpr double kAir = 24;    // between the map's points and its frame
constexpr double kGap = 8;     // between map, legend and caption
constexpr double kSymbol = 16; // room of a symbol before its text
constexpr double kBetween = 16;
constexpr double kWidestLine = 220; // of a line of the legend

/// In pixels, so that a picture does not depend on the screen that it is drawn beside.
QFont inPixels(QFont font, double factor) {
    font.setPixelSize(std::max(1, int(std::lround(QFontInfo(font).pixelSize() * factor))));
    return font;
}

class Layout {
public:
    Layout(const MapPictureSource& source, const MapPictureOptions& options)
        : m_source(source), m_options(options), m_theme(options.dark ? Theme::dark() : Theme::light()),
          m_font(inPixels(source.font, 1)), m_small(inPixels(source.font, 0.9)) {
        const double scale = std::clamp(options.scale, 0.01, 16.0);
        m_picture.scale = scale;
        m_picture.size = options.size.expandedTo({1, 1});
        m_size = QSizeF(m_picture.size) / scale;
        m_picture.background = m_theme.color(Role::Panel);
        m_picture.mapBackground = m_theme.color(Role::MapBackground);
        m_picture.border = m_theme.color(Role::Border);
    }

    MapPicture make() {
        const std::vector<Line> legend = m_options.legend ? legendLines() : std::vector<Line>{};
        // The caption counts what lies in the frame, which grows when there are fewer lines beneath it.
        const QString longest = captionWith(m_source.scene.shownCount());
        const qsizetype captionLines = m_options.caption ? wrapped(longest).size() : 0;
        const double lineHeight = std::ceil(QFontMetricsF(m_font).height()) + 2;
        const double smallHeight = std::ceil(QFontMetricsF(m_small).height());
        const double beneath = (legend.empty() ? 0 : kGap + double(legend.size()) * lineHeight) +
                               (captionLines == 0 ? 0 : kGap + double(captionLines) * smallHeight);
        m_picture.frame = QRectF(kMargin, kMargin, std::floor(m_size.width() - 2 * kMargin),
                                 std::floor(m_size.height() - 2 * kMargin - beneath));
        if (m_picture.frame.width() < 1 || m_picture.frame.height() < 1) // too small for anything but points
            m_picture.frame = QRectF(QPointF(0, 0), QSizeF(std::max(1.0, std::floor(m_size.width())),
                                                           std::max(1.0, std::floor(m_size.height()))));
        placeMap();
        double y = m_picture.frame.bottom();
        if (!legend.empty())
            y += kGap;
        for (const Line& line : legend) {
            addLegend(line, y + lineHeight / 2);
            y += lineHeight;
        }
        if (captionLines > 0) {
            m_picture.description = captionWith(int(m_picture.pointsInFrame()));
            addCaption(wrapped(m_picture.description), y + kGap, smallHeight);
        }
        return std::move(m_picture);
    }

private:
    struct Entry {
        const LegendLine* line = nullptr; // null: a title
        QString text, count;
        double width = 0;
    };
    using Line = std::vector<Entry>;

    QString captionWith(int count) const {
        const QString points =
            QCoreApplication::translate("MapPicture", "%1 of %2 points")
                .arg(countText(count, QLocale()), countText(m_source.scene.placedCount(View::image) +
                                                                m_source.scene.placedCount(View::sentence),
                                                            QLocale()));
        return m_source.caption.isEmpty() ? points : m_source.caption + QStringLiteral(" · ") + points;
    }

    /// The caption's parts on as many lines as they need.
    QStringList wrapped(const QString& text) const {
        const QFontMetricsF metrics(m_small);
        const double room = m_size.width() - 2 * kMargin;
        QStringList lines;
        for (const QString& part : text.split(QStringLiteral(" · "))) {
            const QString longer = lines.isEmpty() ? part : lines.last() + QStringLiteral(" · ") + part;
            if (lines.isEmpty() || metrics.horizontalAdvance(longer) > room)
                lines.push_back(part);
            else
                lines.last() = longer;
        }
        for (QString& line : lines)
            line = metrics.elidedText(line, Qt::ElideRight, room);
        return lines;
    }

    void addText(QPointF start, const QString& text, const QFont& font, const QColor& colour, bool halo) {
        m_picture.texts.push_back({start, text, font, colour, halo});
    }

    void addCaption(const QStringList& lines, double top, double height) {
        const double ascent = QFontMetricsF(m_small).ascent();
        for (const QString& line : lines) {
            addText({kMargin, std::round(top + ascent)}, line, m_small, m_theme.color(Role::SecondaryText),
                    false);
            top += height;
        }
    }

    QFont bold() const {
        QFont font = m_font;
        font.setWeight(QFont::DemiBold);
        return font;
    }

    /// What is shown of views and classes, wrapped to the width.
    std::vector<Line> legendLines() const {
        const QFontMetricsF metrics(m_font);
        const double room = m_size.width() - 2 * kMargin;
        std::vector<Line> lines(1);
        double x = 0;
        const auto add = [&](Entry entry) {
            if (x > 0 && x + entry.width > room) {
                lines.emplace_back();
                x = 0;
            }
            x += entry.width + kBetween;
            lines.back().push_back(std::move(entry));
        };
        bool inClasses = false;
        for (const LegendLine& line : m_source.legend) {
            if (!line.isShown)
                continue;
            if (!line.view && !std::exchange(inClasses, true)) { // a line of their own
                lines.emplace_back();
                x = 0;
                if (!m_source.legendTitle.isEmpty())
                    add({nullptr,
                         m_source.legendTitle,
                         {},
                         QFontMetricsF(bold()).horizontalAdvance(m_source.legendTitle)});
            }
            const QString name = metrics.elidedText(line.name, Qt::ElideRight, kWidestLine);
            add({&line, name, line.count,
                 kSymbol + metrics.horizontalAdvance(name + QLatin1Char(' ') + line.count)});
        }
        std::erase_if(lines, [](const Line& line) { return line.empty(); });
        return lines;
    }

    void addLegend(const Line& line, double middle) {
        using Form = MapPicture::Shape::Form;
        const QFontMetricsF metrics(m_font);
        const double base = std::round(middle + (metrics.ascent() - metrics.descent()) / 2);
        double x = kMargin;
        for (const Entry& entry : line) {
            if (entry.line == nullptr) {
                addText({x, base}, entry.text, bold(), m_theme.color(Role::SecondaryText), false);
            } else {
                MapPicture::Shape symbol;
                symbol.centre = {x + 6, std::round(middle)};
                symbol.form = !entry.line->view                  ? Form::square
                              : *entry.line->view == View::image ? Form::circle
                                                                 : Form::diamond;
                symbol.radius = entry.line->view ? 4 : 4.5;
                symbol.colour = entry.line->view
                                    ? viewColour(m_theme, *entry.line->view)
                                    : classColour(m_theme, *m_source.colours, entry.line->number);
                symbol.isFilled = !entry.line->isHollow;
                symbol.width = 1.25;
                m_picture.symbols.push_back(symbol);
                addText({x + kSymbol, base}, entry.text, m_font, m_theme.color(Role::Text), false);
                addText({x + kSymbol + metrics.horizontalAdvance(entry.text + QLatin1Char(' ')), base},
                        entry.count, m_font, m_theme.color(Role::SecondaryText), false);
            }
            x += entry.width + kBetween;
        }
    }

    void placeMap() {
        const MapScene& scene = m_source.scene;
        const QRectF& frame = m_picture.frame;
        const double air = std::min({kAir, frame.width() / 8, frame.height() / 8});
        const QRectF inside = frame.adjusted(air, air, -air, -air);
        const QRectF all = scene.mainBounds();
        const double most = all.width() > 0 || all.height() > 0 ? MapTransform::kMaxScale : 100;
        const MapTransform whole = MapTransform::fit(all, inside, most);
        m_picture.transform =
            m_options.wholeMap ? whole : MapTransform::fit(m_source.sight, frame, MapTransform::kMaxScale);
        if (!scene.hasPositions())
            return;
        m_picture.x.assign(scene.x().begin(), scene.x().end());
        m_picture.y.assign(scene.y().begin(), scene.y().end());
        m_picture.style.assign(scene.styles().begin(), scene.styles().end());
        m_picture.styles = pointStyles(scene, m_source.colours, m_theme, frame.size(),
                                       std::max(1.0, m_picture.transform.scale() / whole.scale()));
        m_picture.shown = {std::size_t(scene.countOfView(View::image)),
                           std::size_t(scene.countOfView(View::sentence))};
        m_picture.isCrowd = DensityField::isFor(double(m_picture.pointsInFrame()), frame.size(), false);
        for (const ContourLine& line : m_source.contours) {
            MapPicture::Line laid{{}, contourPen(line, m_theme)};
            for (const QPointF& place : line.places)
                laid.places << m_picture.transform.toScreen(place);
            if (laid.places.boundingRect().intersects(frame))
                m_picture.lines.push_back(std::move(laid));
        }
        std::vector<QRectF> taken;
        addMarks(taken);
        if (m_options.names)
            addNames(taken);
        if (m_options.pictures)
            addTiles(taken);
    }

    std::optional<QPointF> placeOf(ItemRef item) const {
        if (!m_source.scene.isVisible(item))
            return {};
        const QPointF place = m_picture.transform.toScreen(m_source.scene.position(item));
        if (!m_picture.frame.contains(place))
            return {};
        return place;
    }

    void addRing(ItemRef item, Role role, double width, std::vector<QRectF>& taken) {
        const std::optional<QPointF> place = placeOf(item);
        if (!place)
            return;
        using Form = MapPicture::Shape::Form;
        m_picture.marks.push_back(
            {Form::ring, *place, {}, MapOverlay::kRingRadius, m_theme.color(role), false, width});
        m_picture.marks.push_back({item.view == View::image ? Form::circle : Form::diamond,
                                   *place,
                                   {},
                                   3.5,
                                   viewColour(m_theme, item.view),
                                   true,
                                   1});
        taken.push_back(QRectF(*place - QPointF(8, 8), QSizeF(16, 16)));
    }

    /// Selection and answers, as on the screen.
    void addMarks(std::vector<QRectF>& taken) {
        for (const ItemRef& answer : m_source.overlay.results)
            addRing(answer, Role::Text, 1.25, taken);
        const auto& selection = m_source.scene.selection();
        if (selection.size() > MapOverlay::kMostWithLines)
            return; // dimming says it
        const std::optional<QPointF> primary = placeOf(m_source.overlay.primary);
        for (const ItemRef& partner : m_source.overlay.partners)
            if (const auto place = placeOf(partner); place && primary)
                m_picture.marks.push_back({MapPicture::Shape::Form::line, *primary, *place, 0,
                                           viewColour(m_theme, partner.view), false, 1});
        for (const ItemRef& partner : m_source.overlay.partners)
            addRing(partner, Role::TruePair, 1.5, taken);
        for (const ItemRef& item : selection)
            addRing(item, Role::Accent, 2, taken);
    }

    void addNames(std::vector<QRectF>& taken) {
        ClusterLabels names = m_source.names; // what is shown on the screen stays as it is
        std::vector<QRectF> controls = taken;
        for (const ClusterLabels::Placed& label :
             names.place(m_picture.transform, m_picture.frame, m_font, controls)) {
            if (!m_picture.frame.contains(label.rect))
                continue;
            const QFont font = ClusterLabels::fontOf(m_font, label.broad);
            addText({label.rect.left(), label.rect.top() + QFontMetricsF(font).ascent()}, label.text, font,
                    m_theme.color(Role::Text), true);
            taken.push_back(label.rect);
        }
    }

    void addTiles(const std::vector<QRectF>& taken) {
        ThumbnailLayer layer = m_source.thumbnails;
        layer.clearCache();
        layer.choose(m_source.scene, m_picture.transform, m_picture.frame.adjusted(4, 4, -4, -4), taken);
        for (const ThumbnailLayer::Placed& placed : layer.placed())
            if (const QImage tile = layer.tileOf(placed.image, m_picture.scale, m_theme); !tile.isNull())
                m_picture.tiles.push_back({placed.rect, tile});
    }

    const MapPictureSource& m_source;
    const MapPictureOptions& m_options;
    Theme m_theme;
    QFont m_font, m_small;
    QSizeF m_size;
    MapPicture m_picture;
};

} // namespace

MapPicture layOutPicture(const MapPictureSource& source, const MapPictureOptions& options) {
    return Layout(source, options).make();
}

} // namespace crossview::ui
