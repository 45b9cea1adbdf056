#pragma once

#include "widgets/item_buttons.h"

#include <QAbstractListModel>
#include <QListView>

#include <vector>

namespace crossview::ui {

/// Items of one view in an order, for a list: only what is in sight is asked about.
class ItemListModel : public QAbstractListModel {
    Q_OBJECT
public:
    explicit ItemListModel(const ItemSources& sources, QObject* parent);
    void setItems(std::vector<ItemRef> items);
    ItemRef item(int row) const;
    /// -1: not among them.
    int rowOf(ItemRef item) const;
    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

private:
    ItemSources m_sources;
    std::vector<ItemRef> m_items;
};

/// Any number of images as a grid, or of sentences as lines. A click makes one the primary item.
class ItemList : public QListView {
    Q_OBJECT
public:
    static constexpr int kPictureSide = 56;

    ItemList(const ItemSources& sources, View view, QWidget* parent = nullptr);
    void setItems(std::vector<ItemRef> items);
    /// The one with a ring; another view's or an invalid one: none. Does not emit.
    void setPrimary(ItemRef item);
    int count() const { return model()->rowCount(); }

Q_SIGNALS:
    void chosen(crossview::ItemRef item);
    /// Double-clicked, or Enter was pressed.
    void opened(crossview::ItemRef item);

protected:
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;

private:
    ItemListModel* m_model;
    bool m_quiet = false;
};

} // namespace crossview::ui
