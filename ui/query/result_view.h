#pragma once

#include "bridge/query_controller.h"
#include "widgets/item_buttons.h"

#include <QHash>

namespace crossview::ui {

/// The answers of a query: pictures as a grid, sentences as a list. An item that stays among the answers
/// moves to its new place in 120 ms (not at all when the system asks for less motion); nothing flashes.
class ResultView : public QWidget {
    Q_OBJECT
public:
    explicit ResultView(const ItemSources& sources, QWidget* parent = nullptr);

    void show(const QueryAnswer& answer);
    void clear();
    void setSelected(ItemRef item);
    /// The item buttons in the order of their ranks: ResultCard for pictures, TextRow for sentences.
    std::vector<ItemButton*> results() const { return m_order; }
    QSize sizeHint() const override;

Q_SIGNALS:
    void chosen(crossview::ItemRef item);

protected:
    void resizeEvent(QResizeEvent*) override;

private:
    ItemButton* makeButton(ItemRef item);
    QRect place(std::size_t index) const;
    int columns() const;
    void arrange(bool animated);

    ItemSources m_sources;
    View m_view = View::image;
    ItemRef m_selected;
    QHash<int, ItemButton*> m_buttons; // by item
    std::vector<ItemButton*> m_order;
};

} // namespace crossview::ui
