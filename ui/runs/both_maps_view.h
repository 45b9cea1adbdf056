#pragma once

#include "map/item_colours.h"
#include "projection/projection.h"
#include "widgets/item_buttons.h"

#include <QWidget>

#include <array>
#include <memory>
#include <vector>

class QPushButton;

namespace crossview::ui {

class EmbeddingView;
class PlainLabel;

/// The maps of two runs side by side, in the same colours: what is moved, zoomed, selected or pointed at in
/// one is so in the other.
class BothMapsView : public QWidget {
    Q_OBJECT
public:
    explicit BothMapsView(const ItemSources& sources, QWidget* parent = nullptr);

    /// Other runs: their maps are not made yet. Counts of 0: there is nothing to lay out.
    void setItems(int images, int sentences);
    void setMap(std::size_t run, const std::shared_ptr<const Projection>& map, int epoch);
    /// Null: the views' alone.
    void setColours(const std::shared_ptr<const ItemColours>& colours);
    void setSelection(const std::vector<ItemRef>& items);
    /// They are being made; `progress` says how far they are.
    void setBusy(bool isBusy, const QString& progress = {});

    QPushButton* button() const { return m_button; }
    EmbeddingView* map(std::size_t run) const { return m_maps.at(run); }

Q_SIGNALS:
    void wanted();
    void stopped();
    void selectionChanged(const std::vector<crossview::ItemRef>& items);

private:
    void link(std::size_t run);

    QPushButton* m_button;
    PlainLabel* m_note;
    QWidget* m_sides;
    std::array<EmbeddingView*, 2> m_maps{};
    bool m_isBusy = false;
    bool m_follows = false; // one map is told what the other did
};

} // namespace crossview::ui
