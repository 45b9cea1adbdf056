#pragma once

#include "bridge/dataset_info.h"
#include "bridge/thumbnail_store.h"

#include <QAbstractButton>

#include <optional>

namespace crossview::ui {

/// What item widgets draw from; lives with the controllers, longer than any widget.
struct ItemSources {
    const DatasetInfo* info = nullptr;
    ThumbnailStore* thumbnails = nullptr;
};

/// Draws an image's picture on white, fitted, with a hairline or the selection's ring; a grey frame until it
/// is there, a placeholder where there is none.
void paintItemPicture(QPainter& painter, const QRectF& box, const ItemSources& sources, int image,
                      bool selected);

/// Anything that stands for one item and can be clicked or reached by Tab.
class ItemButton : public QAbstractButton {
    Q_OBJECT
public:
    ItemButton(const ItemSources& sources, ItemRef item, QWidget* parent);
    ItemRef item() const { return m_item; }
    /// What it stands for. Not QAbstractButton's text, in which an "&" would make a shortcut.
    QString text() const { return m_text; }
    /// Ring of the selection.
    void setSelected(bool selected);

Q_SIGNALS:
    void chosen(crossview::ItemRef item);

protected:
    void paintPicture(QPainter& painter, const QRectF& box, int image) const;
    void paintFocus(QPainter& painter, const QRectF& box) const;
    bool event(QEvent* event) override;

    ItemSources m_sources;
    ItemRef m_item;
    bool m_selected = false;

private:
    QString m_text;
};

/// A picture alone, e.g. among the nearest images.
class PictureButton : public ItemButton {
    Q_OBJECT
public:
    PictureButton(const ItemSources& sources, ItemRef item, QWidget* parent);
    QSize sizeHint() const override { return {48, 48}; }

protected:
    void paintEvent(QPaintEvent*) override;
};

/// A picture as an answer: bar and number of its distance and its title beneath, a tick on a true pair.
class ResultCard : public ItemButton {
    Q_OBJECT
public:
    ResultCard(const ItemSources& sources, ItemRef item, QWidget* parent);
    void setResult(float distance, bool truePair);
    float distance() const { return m_distance; }
    bool isTruePair() const { return m_truePair; }
    static int heightFor(int width, const QFontMetrics& metrics);

protected:
    void paintEvent(QPaintEvent*) override;

private:
    void describe();
    float m_distance = 0;
    bool m_truePair = false;
};

/// A line: the view's mark (or the small picture), the text, and at the right a rank chip or a bar of
/// distance.
class TextRow : public ItemButton {
    Q_OBJECT
public:
    TextRow(const ItemSources& sources, ItemRef item, QWidget* parent);
    /// 1-based rank; 0 shows no chip.
    void setRank(int rank);
    void setDistance(float distance, bool truePair);
    int rank() const { return m_rank; }
    bool isTruePair() const { return m_truePair; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {80, sizeHint().height()}; }

protected:
    void paintEvent(QPaintEvent*) override;

private:
    int m_rank = 0;
    std::optional<float> m_distance;
    bool m_truePair = false;
};

/// Share of a distance bar that is filled: all of it at distance 0, none at a right angle (√2) and beyond.
double closeness(float distance);

} // namespace crossview::ui
