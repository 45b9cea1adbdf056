#include "map/map_scene.h"

#include "map/splatter.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>

namespace crossview::ui {

namespace {
constexpr float kNowhere = std::numeric_limits<float>::quiet_NaN();
constexpr std::uint32_t kSlotSeed = 20160627; // any fixed value: the order must be the same every time

bool isFinite(QPointF p) {
    return std::isfinite(p.x()) && std::isfinite(p.y());
}

/// The smallest rectangle around finite points.
class Extent {
public:
    void add(double x, double y) {
        if (!std::isfinite(x) || !std::isfinite(y))
            return;
        m_left = std::min(m_left, x);
        m_right = std::max(m_right, x);
        m_top = std::min(m_top, y);
        m_bottom = std::max(m_bottom, y);
    }
    QRectF rect() const {
        return m_right < m_left ? QRectF() : QRectF(QPointF(m_left, m_top), QPointF(m_right, m_bottom));
    }

private:
    double m_left = std::numeric_limits<double>::infinity();
    double m_right = -m_left;
    double m_top = m_left;
    double m_bottom = -m_left;
};
/// The middle 98 % of values with air on both sides.
std::pair<double, double> middleOf(std::vector<float>& values) {
    constexpr double kLeftOut = 0.01; // on each side
    constexpr double kAir = 0.07;     // of the extent
    const auto cut = std::ptrdiff_t(kLeftOut * double(values.size()));
    std::nth_element(values.begin(), values.begin() + cut, values.end());
    const double low = double(values[std::size_t(cut)]);
    std::nth_element(values.begin() + cut, values.end() - 1 - cut, values.end());
    const double high = double(*(values.end() - 1 - cut));
    return {low - kAir * (high - low), high + kAir * (high - low)};
}

/// Of the first shown slots, a fair sample. Items at one place count once: hundreds of sentences of which the
/// network knows no word lie on a single point.
QRectF middleOf(std::span<const float> x, std::span<const float> y, std::span<const std::uint8_t> styles) {
    constexpr std::size_t kSample = 4096;
    std::vector<std::pair<float, float>> places;
    for (std::size_t slot = 0; slot < x.size() && places.size() < kSample; ++slot)
        if (styles[slot] != Splatter::kHidden)
            places.emplace_back(x[slot], y[slot]);
    if (places.empty())
        return {};
    std::sort(places.begin(), places.end());
    places.erase(std::unique(places.begin(), places.end()), places.end());
    std::vector<float> shownX, shownY;
    for (const auto& [placeX, placeY] : places) {
        shownX.push_back(placeX);
        shownY.push_back(placeY);
    }
    const auto [left, right] = middleOf(shownX);
    const auto [top, bottom] = middleOf(shownY);
    return {QPointF(left, top), QPointF(right, bottom)};
}
} // namespace

void MapScene::setItems(int images, int sentences) {
    m_images = std::max(0, images);
    m_sentences = std::max(0, sentences);
    const std::size_t count = std::size_t(size());
    m_itemAt.resize(count);
    std::iota(m_itemAt.begin(), m_itemAt.end(), 0U);
    std::mt19937 generator(kSlotSeed); // NOLINT(cert-msc51-cpp): the order must repeat
    std::shuffle(m_itemAt.begin(), m_itemAt.end(), generator);
    m_slotOf.resize(count);
    for (std::size_t slot = 0; slot < count; ++slot)
        m_slotOf[m_itemAt[slot]] = std::uint32_t(slot);
    for (auto* values : {&m_x, &m_y, &m_fromX, &m_fromY, &m_toX, &m_toY})
        values->assign(count, kNowhere);
    m_selected.assign(count, 0);
    m_leftOut.assign(count, 0);
    m_leftOutCount = 0;
    m_passes.assign(count, 1);
    m_selection.clear();
    m_projection.reset();
    setGhost(nullptr);
    m_gridStale = true;
    setClasses({}, {}, 1);
}

void MapScene::setClasses(std::span<const std::uint8_t> ofImage, std::span<const std::uint8_t> ofSentence,
                          std::size_t count) {
    const bool fits = int(ofImage.size()) == m_images && int(ofSentence.size()) == m_sentences && count > 0;
    m_classShown.assign(fits ? count : 1, true);
    m_class.assign(std::size_t(size()), 0);
    for (std::size_t slot = 0; fits && slot < m_class.size(); ++slot) {
        const ItemRef at = item(std::uint32_t(slot));
        m_class[slot] = (at.view == View::image ? ofImage : ofSentence)[std::size_t(at.index)];
    }
    countClasses();
    updateStyles();
}

void MapScene::setClassesShown(const std::vector<bool>& shown) {
    if (shown.size() != m_classShown.size() || shown == m_classShown)
        return;
    m_classShown = shown;
    updateStyles();
}

void MapScene::setPassing(const ItemMask& mask) {
    const bool fits = int(mask.images.size()) == m_images && int(mask.sentences.size()) == m_sentences;
    for (std::size_t slot = 0; slot < m_passes.size(); ++slot) {
        const ItemRef at = item(std::uint32_t(slot));
        m_passes[slot] =
            !fits || (at.view == View::image ? mask.images : mask.sentences)[std::size_t(at.index)] ? 1 : 0;
    }
    countClasses();
    updateStyles();
}

void MapScene::countClasses() {
    m_classCounts.assign(m_classShown.size(), {0, 0});
    for (std::size_t slot = 0; slot < m_class.size(); ++slot)
        if (m_leftOut[slot] == 0 && m_passes[slot] != 0)
            ++m_classCounts[m_class[slot]][int(m_itemAt[slot]) < m_images ? 0 : 1];
}

int MapScene::countOfClass(std::size_t number) const {
    const auto& [images, sentences] = m_classCounts[number];
    return (m_showImages ? images : 0) + (m_showSentences ? sentences : 0);
}

int MapScene::countOfView(View view) const {
    int count = 0;
    for (std::size_t number = 0; number < m_classShown.size(); ++number)
        count += m_classShown[number] ? m_classCounts[number][view == View::image ? 0 : 1] : 0;
    return count;
}

bool MapScene::isVisible(ItemRef item) const {
    return contains(item) && m_styles[slot(item)] != Splatter::kHidden;
}

void MapScene::setLeftOut(std::span<const std::int32_t> images) {
    std::fill(m_leftOut.begin(), m_leftOut.end(), std::uint8_t(0));
    m_leftOutCount = 0;
    for (const std::int32_t image : images)
        if (contains({View::image, image}) && m_leftOut[slot({View::image, image})] == 0) {
            m_leftOut[slot({View::image, image})] = 1;
            ++m_leftOutCount;
        }
    countClasses();
    if (m_projection)
        setProjection(m_projection);
    setGhost(m_ghost);
}

bool MapScene::hasPlace(ItemRef item) const {
    return contains(item) && m_leftOut[slot(item)] == 0 && (!hasPositions() || isFinite(target(item)));
}

bool MapScene::contains(ItemRef item) const {
    return item.index >= 0 && item.index < (item.view == View::image ? m_images : m_sentences);
}

ItemRef MapScene::item(std::uint32_t slot) const {
    const int number = int(m_itemAt[slot]);
    return number < m_images ? ItemRef{View::image, number} : ItemRef{View::sentence, number - m_images};
}

std::uint32_t MapScene::slot(ItemRef item) const {
    return m_slotOf[std::size_t(item.view == View::image ? item.index : m_images + item.index)];
}

bool MapScene::fits(const Projection* projection) const {
    return projection != nullptr && int(projection->images.rows()) == m_images &&
           int(projection->sentences.rows()) == m_sentences &&
           (m_images == 0 || projection->images.cols() == 2) &&
           (m_sentences == 0 || projection->sentences.cols() == 2);
}

void MapScene::inSlotOrder(const Projection& projection, std::vector<float>& x, std::vector<float>& y) const {
    x.resize(m_itemAt.size());
    y.resize(m_itemAt.size());
    for (std::size_t slot = 0; slot < m_itemAt.size(); ++slot) {
        const int number = int(m_itemAt[slot]);
        const float* xy = number < m_images
                              ? projection.images.data() + std::ptrdiff_t(2) * number
                              : projection.sentences.data() + std::ptrdiff_t(2) * (number - m_images);
        x[slot] = m_leftOut[slot] != 0 ? kNowhere : xy[0];
        y[slot] = m_leftOut[slot] != 0 ? kNowhere : xy[1];
    }
}

void MapScene::setGhost(std::shared_ptr<const Projection> projection) {
    m_ghost = fits(projection.get()) ? std::move(projection) : nullptr;
    m_ghostX.clear();
    m_ghostY.clear();
    if (m_ghost)
        inSlotOrder(*m_ghost, m_ghostX, m_ghostY);
}

QPointF MapScene::ghostPosition(ItemRef item) const {
    if (!m_ghost || !contains(item))
        return {qQNaN(), qQNaN()};
    const std::size_t at = slot(item);
    return {double(m_ghostX[at]), double(m_ghostY[at])};
}

std::vector<std::uint8_t> MapScene::ghostStyles(std::uint8_t first) const {
    std::vector<std::uint8_t> styles(m_ghost ? m_styles.size() : 0, Splatter::kHidden);
    for (std::size_t slot = 0; slot < styles.size(); ++slot)
        if (m_styles[slot] != Splatter::kHidden)
            styles[slot] = std::uint8_t(first + (int(m_itemAt[slot]) < m_images ? 0 : 1));
    return styles;
}

bool MapScene::setProjection(std::shared_ptr<const Projection> projection) {
    if (!fits(projection.get()))
        return false;
    m_projection = std::move(projection);
    m_fromX = m_x;
    m_fromY = m_y;
    inSlotOrder(*m_projection, m_toX, m_toY);
    for (std::size_t slot = 0; slot < m_itemAt.size(); ++slot) {
        if (!std::isfinite(m_fromX[slot]) || !std::isfinite(m_fromY[slot])) {
            m_fromX[slot] = m_toX[slot];
            m_fromY[slot] = m_toY[slot];
        }
    }
    m_gridStale = true;
    updateStyles();
    moveTo(0);
    return true;
}

void MapScene::moveTo(double progress) {
    if (progress >= 1) {
        m_x = m_toX;
        m_y = m_toY;
        return;
    }
    const float t = float(std::clamp(progress, 0.0, 1.0));
    for (std::size_t i = 0; i < m_x.size(); ++i) {
        m_x[i] = m_fromX[i] + (m_toX[i] - m_fromX[i]) * t;
        m_y[i] = m_fromY[i] + (m_toY[i] - m_fromY[i]) * t;
    }
}

QPointF MapScene::position(ItemRef item) const {
    if (!contains(item))
        return {qQNaN(), qQNaN()};
    const std::size_t at = slot(item);
    return {double(m_x[at]), double(m_y[at])};
}

QPointF MapScene::target(ItemRef item) const {
    if (!contains(item))
        return {qQNaN(), qQNaN()};
    const std::size_t at = slot(item);
    return {double(m_toX[at]), double(m_toY[at])};
}

QRectF MapScene::bounds(std::span<const ItemRef> items) const {
    Extent extent;
    for (const ItemRef& item : items) {
        const QPointF p = target(item);
        extent.add(p.x(), p.y());
    }
    return extent.rect();
}

void MapScene::setShown(View view, bool shown) {
    (view == View::image ? m_showImages : m_showSentences) = shown;
    updateStyles();
}

void MapScene::setSelection(std::span<const ItemRef> items) {
    std::fill(m_selected.begin(), m_selected.end(), std::uint8_t(0));
    m_selection.clear();
    for (const ItemRef& item : items) {
        if (!contains(item) || m_selected[slot(item)] != 0)
            continue;
        m_selected[slot(item)] = 1;
        m_selection.push_back(item);
    }
    updateStyles();
}

bool MapScene::isSelected(ItemRef item) const {
    return contains(item) && m_selected[slot(item)] != 0;
}

void MapScene::updateStyles() {
    m_styles.resize(m_itemAt.size());
    m_shownCount = 0;
    Extent extent;
    for (std::size_t slot = 0; slot < m_itemAt.size(); ++slot) {
        const bool isImage = int(m_itemAt[slot]) < m_images;
        const bool shown = (isImage ? m_showImages : m_showSentences) && m_classShown[m_class[slot]] &&
                           m_passes[slot] != 0 && std::isfinite(m_toX[slot]) && std::isfinite(m_toY[slot]);
        m_styles[slot] =
            shown ? styleOf(m_class[slot], isImage ? View::image : View::sentence, m_selected[slot] != 0)
                  : Splatter::kHidden;
        if (!shown)
            continue;
        ++m_shownCount;
        extent.add(double(m_toX[slot]), double(m_toY[slot]));
    }
    m_bounds = extent.rect();
    m_mainBounds = middleOf(m_toX, m_toY, m_styles).intersected(m_bounds);
    if (m_mainBounds.isEmpty())
        m_mainBounds = m_bounds;
}

const PointGrid& MapScene::grid() const {
    if (m_gridStale)
        m_grid = PointGrid(m_toX, m_toY);
    m_gridStale = false;
    return m_grid;
}

ItemRef MapScene::nearest(QPointF map, double radius) const {
    if (!hasPositions() || !isFinite(map))
        return {};
    const int slot = grid().nearest(map.x(), map.y(), radius, [&](std::uint32_t candidate) {
        return m_styles[candidate] != Splatter::kHidden;
    });
    return slot < 0 ? ItemRef{} : item(std::uint32_t(slot));
}

void MapScene::visitIn(const QRectF& area, const std::function<void(ItemRef)>& visit) const {
    grid().visitIn(area, [&](std::uint32_t slot) {
        if (m_styles[slot] != Splatter::kHidden)
            visit(item(slot));
    });
}

std::size_t MapScene::sampleImages(const QRectF& area, std::size_t most,
                                   const std::function<void(ItemRef, QPointF)>& visit) const {
    const float left = float(area.left()), right = float(area.right());
    const float top = float(area.top()), bottom = float(area.bottom());
    std::size_t found = 0;
    for (std::size_t slot = 0; slot < m_toX.size(); ++slot) {
        const float x = m_toX[slot], y = m_toY[slot];
        if (!(x >= left && x <= right && y >= top && y <= bottom) || m_styles[slot] == Splatter::kHidden ||
            int(m_itemAt[slot]) >= m_images)
            continue;
        visit({View::image, int(m_itemAt[slot])}, {double(x), double(y)});
        if (++found == most)
            return found * m_toX.size() / (slot + 1);
    }
    return found;
}

double MapScene::shareInSight(const QRectF& area) const {
    constexpr std::size_t kSample = 4096;
    std::size_t looked = 0, inside = 0;
    for (std::size_t slot = 0; slot < m_x.size() && looked < kSample; ++slot) {
        if (m_styles[slot] == Splatter::kHidden)
            continue;
        ++looked;
        inside += area.contains(QPointF(double(m_x[slot]), double(m_y[slot]))) ? 1 : 0;
    }
    return looked == 0 ? 0 : double(inside) / double(looked);
}

std::vector<ItemRef> MapScene::itemsIn(const QRectF& area) const {
    std::vector<std::uint32_t> slots;
    grid().visitIn(area, [&](std::uint32_t slot) {
        if (m_styles[slot] != Splatter::kHidden)
            slots.push_back(slot);
    });
    std::sort(slots.begin(), slots.end());
    std::vector<ItemRef> result;
    result.reserve(slots.size());
    for (const std::uint32_t slot : slots)
        result.push_back(item(slot));
    return result;
}

} // namespace crossview::ui
