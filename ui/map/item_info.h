#pragma once

#include "dataset/item_ref.h"

#include <QtCore/QObject>
#include <QtCore/QString>
#include <QtGui/QImage>

#include <optional>
#include <vector>

namespace crossview::ui {

/// What the map may ask about an item. DatasetInfo implements it over the workspace; every call is made on
/// the GUI thread and must answer from memory.
class ItemInfo {
public:
    virtual ~ItemInfo() = default;
    /// Short name of a picture, or the sentence itself.
    virtual QString text(ItemRef item) const = 0;
    /// Name of the item's concept; empty where none is known.
    virtual QString conceptName(ItemRef item) const = 0;
    /// Indices, in the other view, of the items that truly match.
    virtual std::vector<int> partners(ItemRef item) const = 0;
    /// Distance in the joint space (0 … 2); nothing while no embedding exists.
    virtual std::optional<double> distance(ItemRef a, ItemRef b) const = 0;
    /// The nearest items of the other view in the joint space, nearest first; empty: the map takes the
    /// partners that lie nearest on it.
    virtual std::vector<ItemRef> nearest(ItemRef, int /*count*/) const { return {}; }
};

/// Gives small pictures when they are loaded; loads in the background whatever was asked for.
class ThumbnailSource : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;
    /// The picture, at most px × px device pixels and not distorted; null until it is loaded (then loaded()
    /// comes).
    virtual QImage thumbnail(int image, int px) const = 0;
    /// False for an image known by its features alone: there is no picture to wait for.
    virtual bool hasPicture(int /*image*/) const { return true; }

Q_SIGNALS:
    void loaded(int image);
};

} // namespace crossview::ui
