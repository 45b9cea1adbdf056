#include "map/embedding_view.h"

#include <QtGui/QPainter>

#include <algorithm>
#include <cmath>
#include <unordered_set>

// What clicks, areas and keys make of the selection.

namespace crossview::ui {

namespace {
/// True for every pixel inside the outline: one fill, then one look-up per candidate.
QImage outlineMask(const QPolygonF& outline, QSize size) {
    QImage mask(size, QImage::Format_Alpha8);
    mask.fill(0);
    QPainter painter(&mask);
    painter.setPen(Qt::NoPen);
    painter.setBrush(QBrush(Qt::SolidPattern)); // any opaque brush: only the alpha is kept
    painter.drawPolygon(outline, Qt::OddEvenFill);
    return mask;
}
} // namespace

Combine EmbeddingView::combineFor(Qt::KeyboardModifiers modifiers, bool shiftStarted) const {
    const bool shift = modifiers.testFlag(Qt::ShiftModifier) || shiftStarted;
    const bool control = modifiers.testFlag(Qt::ControlModifier);
    if (shift && control)
        return Combine::intersect;
    if (shift)
        return Combine::add;
    return control ? Combine::subtract : m_combine;
}

void EmbeddingView::setCombine(Combine combine) {
    if (combine == m_combine)
        return;
    m_combine = combine;
    Q_EMIT combineChanged(combine);
}

std::vector<ItemRef> EmbeddingView::everythingShown() const {
    return m_scene.hasPositions() ? m_scene.itemsIn(m_scene.bounds()) : std::vector<ItemRef>{};
}

void EmbeddingView::invertSelection() {
    std::vector<ItemRef> rest = everythingShown();
    std::erase_if(rest, [this](ItemRef item) { return m_scene.isSelected(item); });
    changeSelection(rest);
}

void EmbeddingView::click(ItemRef item, bool toggle) {
    if (!item.isValid())
        return;
    std::vector<ItemRef> items;
    if (toggle) {
        items = m_scene.selection();
        const auto found = std::find(items.begin(), items.end(), item);
        if (found != items.end())
            items.erase(found);
        else
            items.push_back(item);
    } else {
        items = {item};
    }
    changeSelection(items);
}

void EmbeddingView::finishArea(const QPolygonF& outline, Combine how) {
    if (outline.size() < 3)
        return;
    const QImage mask = outlineMask(outline, size());
    std::vector<ItemRef> inside;
    for (const ItemRef& item : m_scene.itemsIn(m_transform.toMap(outline.boundingRect()))) {
        const QPointF p = m_transform.toScreen(m_scene.target(item));
        const int x = int(std::floor(p.x())), y = int(std::floor(p.y()));
        if (mask.rect().contains(x, y) && mask.constScanLine(y)[x] != 0)
            inside.push_back(item);
    }
    const std::vector<ItemRef>& before = m_scene.selection();
    std::unordered_set<std::uint32_t> set;
    std::vector<ItemRef> result;
    switch (how) {
    case Combine::replace:
        result = std::move(inside);
        break;
    case Combine::add:
        result = before;
        result.insert(result.end(), inside.begin(), inside.end()); // the scene drops repetitions
        break;
    case Combine::subtract:
    case Combine::intersect:
        for (const ItemRef& item : inside)
            set.insert(m_scene.slot(item));
        for (const ItemRef& item : before)
            if (set.contains(m_scene.slot(item)) == (how == Combine::intersect))
                result.push_back(item);
        break;
    }
    changeSelection(result);
}

void EmbeddingView::changeSelection(const std::vector<ItemRef>& items) {
    const std::vector<ItemRef> before = m_scene.selection();
    setSelection(items);
    if (before != m_scene.selection())
        Q_EMIT selectionChanged(m_scene.selection());
}

void EmbeddingView::addToSelection(const std::function<bool(ItemRef)>& isWanted) {
    std::vector<ItemRef> items = m_scene.selection();
    for (const ItemRef& item : everythingShown())
        if (isWanted(item))
            items.push_back(item); // the scene drops repetitions
    changeSelection(items);
}

} // namespace crossview::ui
