#pragma once

#include "retrieval/phrase_places.h"
#include "widgets/item_buttons.h"

#include <QWidget>

namespace crossview::ui {

/// A whole picture with the boxes of a phrase in it: the true ones in a solid line with a tick, the one that
/// the network holds for it in a dashed line. Words beneath say which is which. A box can be clicked.
class RegionPicture : public QWidget {
    Q_OBJECT
public:
    RegionPicture(const ItemSources& sources, PhrasePlace place, QWidget* parent = nullptr);

    const PhrasePlace& place() const { return m_place; }
    /// The same place, when the network has looked for it.
    void setPlace(PhrasePlace place);
    /// What stands beneath, a line for each kind of box.
    QStringList legend() const;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {120, sizeHint().height()}; }
    /// Where a region lies in the widget; empty until the picture is there.
    QRectF boxOf(std::int32_t image) const;

Q_SIGNALS:
    void chosen(crossview::ItemRef item);

protected:
    void paintEvent(QPaintEvent*) override;
    void mousePressEvent(QMouseEvent* event) override;
    void resizeEvent(QResizeEvent*) override {
        updateGeometry();
    } // a wide picture is as high as its width asks

private:
    WholePicture whole() const;
    QRectF areaOf(const WholePicture& whole) const;
    int pictureHeight() const;
    void describe();

    ItemSources m_sources;
    PhrasePlace m_place;
};

} // namespace crossview::ui
