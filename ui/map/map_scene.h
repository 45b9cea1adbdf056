#pragma once

#include "dataset/columns/column_filter.h"
#include "map/item_info.h"
#include "map/point_grid.h"
#include "projection/projection.h"

#include <QtCore/QPointF>
#include <QtCore/QRectF>

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

namespace crossview::ui {

/// What lies on the map, without a widget: positions of both views (on the way from one projection to the
/// next), which views are shown, what is selected. Items are kept in "slots", one fixed random order of both
/// views mixed: neither view covers the other, and any first part of the slots is a fair sample of the whole.
class MapScene {
public:
    /// Number of the look of a point of a class; a hidden point has Splatter::kHidden.
    static constexpr std::uint8_t styleOf(std::size_t number, View view, bool selected) {
        return std::uint8_t(4 * number + (view == View::image ? 0 : 1) + (selected ? 2 : 0));
    }

    /// Forgets positions and selection.
    void setItems(int images, int sentences);
    /// Images that have no place whatever the projection says (their picture cannot be read): they are not
    /// drawn, found or counted. Those that do not exist are dropped.
    void setLeftOut(std::span<const std::int32_t> images);
    int imageCount() const { return m_images; }
    int sentenceCount() const { return m_sentences; }
    int size() const { return m_images + m_sentences; }
    /// Items that can have a place.
    int placedCount(View view) const { return view == View::image ? m_images - m_leftOutCount : m_sentences; }
    bool hasPlace(ItemRef item) const;
    bool contains(ItemRef item) const;
    ItemRef item(std::uint32_t slot) const;
    std::uint32_t slot(ItemRef item) const;

    /// Sets out for a projection ([images, 2], [sentences, 2]); false, and nothing happens, when its row
    /// counts are not those of the items. Points without a position so far appear at once.
    bool setProjection(std::shared_ptr<const Projection> projection);
    /// Points at `progress` (0 … 1) of the way to the projection; 1 arrives.
    void moveTo(double progress);
    bool hasPositions() const { return m_projection != nullptr; }
    const Projection* projection() const { return m_projection.get(); }
    /// Present position, map units; NaN where the item has none.
    QPointF position(ItemRef item) const;
    /// Where the item will lie when the movement ends.
    QPointF target(ItemRef item) const;
    /// Where things lay before, to be seen beside where they are: null: nowhere, and so is one of other
    /// counts.
    void setGhost(std::shared_ptr<const Projection> projection);
    const Projection* ghost() const { return m_ghost.get(); }
    /// Where the item lay then; NaN where that is not known.
    QPointF ghostPosition(ItemRef item) const;
    /// Smallest rectangle around the shown points' targets; null where there are none.
    const QRectF& bounds() const { return m_bounds; }
    /// What a view of the whole map shows: 98 % of the places in each direction with some air, so that a few
    /// far ones do not squeeze the rest. Never larger than bounds().
    const QRectF& mainBounds() const { return m_mainBounds; }
    QRectF bounds(std::span<const ItemRef> items) const;

    /// Divides the items into `count` classes, all of them shown: numbers below `count` per image and
    /// sentence. Empty, or of other counts than the items': one class of all.
    void setClasses(std::span<const std::uint8_t> ofImage, std::span<const std::uint8_t> ofSentence,
                    std::size_t count);
    std::size_t classCount() const { return m_classShown.size(); }
    std::size_t classOf(ItemRef item) const { return m_class[slot(item)]; }
    bool isClassShown(std::size_t number) const { return m_classShown[number]; }
    /// One flag per class.
    void setClassesShown(const std::vector<bool>& shown);
    /// Items of a class, of the views that are shown, that pass the filter and can have a place.
    int countOfClass(std::size_t number) const;
    /// Items of a view, of the classes that are shown, that pass the filter and can have a place.
    int countOfView(View view) const;

    /// Items that pass a filter of their values; the others are neither drawn, found nor counted. Of other
    /// counts than the items': all do.
    void setPassing(const ItemMask& mask);

    /// Drawn and found: its view and its class are shown, it passes the filter, and it has a place.
    bool isVisible(ItemRef item) const;
    bool isShown(View view) const { return view == View::image ? m_showImages : m_showSentences; }
    void setShown(View view, bool shown);
    /// Points of shown views that have a position.
    int shownCount() const { return m_shownCount; }

    const std::vector<ItemRef>& selection() const { return m_selection; }
    /// Items that do not exist and repetitions are dropped.
    void setSelection(std::span<const ItemRef> items);
    bool isSelected(ItemRef item) const;

    /// Shown item nearest to a map position within a radius (map units).
    ItemRef nearest(QPointF map, double radius) const;
    /// Calls `visit` for every shown item inside a rectangle of the map, in no special order.
    void visitIn(const QRectF& area, const std::function<void(ItemRef)>& visit) const;
    /// The same for shown images in slot order, at most `most` of them: a fair sample. Returns how many lie
    /// there, by projection from the sample where it was not complete.
    std::size_t sampleImages(const QRectF& area, std::size_t most,
                             const std::function<void(ItemRef, QPointF)>& visit) const;
    /// The share of shown items that lie inside a rectangle of the map now, by a sample.
    double shareInSight(const QRectF& area) const;
    /// Shown items inside a rectangle of the map, in slot order.
    std::vector<ItemRef> itemsIn(const QRectF& area) const;

    // In slot order, for the splatter.
    std::span<const float> x() const { return m_x; }
    std::span<const float> y() const { return m_y; }
    std::span<const std::uint8_t> styles() const { return m_styles; }
    // Of the ghost; empty where there is none. Styles count on from `first`: images, sentences.
    std::span<const float> ghostX() const { return m_ghostX; }
    std::span<const float> ghostY() const { return m_ghostY; }
    std::vector<std::uint8_t> ghostStyles(std::uint8_t first) const;

private:
    bool fits(const Projection* projection) const;
    void inSlotOrder(const Projection& projection, std::vector<float>& x, std::vector<float>& y) const;
    void updateStyles();
    void countClasses();
    const PointGrid& grid() const;

    int m_images = 0;
    int m_sentences = 0;
    std::vector<std::uint32_t> m_slotOf; // by item number: images first
    std::vector<std::uint32_t> m_itemAt; // by slot
    std::vector<float> m_x, m_y;         // present
    std::vector<float> m_fromX, m_fromY;
    std::vector<float> m_toX, m_toY;
    std::vector<float> m_ghostX, m_ghostY;
    std::vector<std::uint8_t> m_styles;
    std::vector<std::uint8_t> m_selected; // by slot
    std::vector<std::uint8_t> m_leftOut;  // by slot
    std::vector<std::uint8_t> m_class;    // by slot
    std::vector<std::uint8_t> m_passes;   // by slot
    std::vector<bool> m_classShown{true};
    std::vector<std::array<int, 2>> m_classCounts; // placed items by class and view
    std::vector<ItemRef> m_selection;
    std::shared_ptr<const Projection> m_projection;
    std::shared_ptr<const Projection> m_ghost;
    mutable PointGrid m_grid; // over the targets; made when first asked
    mutable bool m_gridStale = true;
    bool m_showImages = true;
    bool m_showSentences = true;
    int m_shownCount = 0;
    int m_leftOutCount = 0;
    QRectF m_bounds; // of shown targets
    QRectF m_mainBounds;
};

} // namespace crossview::ui
