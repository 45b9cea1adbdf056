#pragma once

#include "map/item_info.h"
#include "map/map_controls.h"
#include "projection/movement.h"

#include <vector>

namespace crossview::ui {

/// One item that moved: its view's mark, its text and how far. A click goes to it.
class MovedEntry : public QAbstractButton {
    Q_OBJECT
public:
    explicit MovedEntry(QWidget* parent);
    void setContent(const MovedItem& moved, const QString& text);
    const MovedItem& moved() const { return m_moved; }
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    MovedItem m_moved;
    QString m_text, m_far;
};

/// What moved most since the pinned epoch, on a card over the map; one line each.
class MovedList : public FloatingCard {
    Q_OBJECT
public:
    static constexpr std::size_t kMost = 10;

    explicit MovedList(QWidget* parent);
    /// `pinned` and `shown` are epochs. `info` may be null.
    void setContent(int pinned, int shown, const std::vector<MovedItem>& moved, const ItemInfo* info);
    /// As many lines as fit into a height.
    void fitInto(int height);
    QString headline() const { return m_headline->text(); }
    /// Those with content.
    std::vector<MovedEntry*> entries() const;

Q_SIGNALS:
    void chosen(crossview::ItemRef item);

private:
    PlainLabel* m_headline;
    std::vector<MovedEntry*> m_entries;
    std::size_t m_count = 0;
};

} // namespace crossview::ui
