#pragma once

#include "map/item_info.h"

#include <QtWidgets/QWidget>

namespace crossview::ui {

/// The card beside the pointer: the picture at 160 px or the sentence, its view mark, its concept, its
/// distance to the selection. A child of the map, not a window, so that it moves with it and takes no focus.
class HoverCard : public QWidget {
    Q_OBJECT
public:
    static constexpr int kPictureSide = 160;

    explicit HoverCard(QWidget* parent);

    struct Content {
        ItemRef item;
        QString text;
        QString conceptName;
        QString distance;
        QImage picture;         ///< null for a sentence, or while it is loading
        bool hasPicture = true; ///< false: none will come, a placeholder stands for it
    };
    /// Shows the card beside `anchor` (parent's coordinates), above it where there is room, always inside the
    /// parent.
    void present(const Content& content, QPointF anchor);
    const Content& content() const { return m_content; }
    /// A picture that arrived after the card was shown.
    void setPicture(const QImage& picture);

Q_SIGNALS:
    void entered();
    void left();
    /// The card itself was clicked.
    void clicked();

protected:
    void paintEvent(QPaintEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;

private:
    QSize neededSize() const;
    QRect textRect() const;
    int wrapFlags() const;

    Content m_content;
};

} // namespace crossview::ui
