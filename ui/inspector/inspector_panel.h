#pragma once

#include "bridge/inspection_controller.h"
#include "widgets/item_buttons.h"

class QHBoxLayout;
class QPushButton;
class QScrollArea;
class QVBoxLayout;

namespace crossview::ui {

class PlainLabel;

class ViewMark;

/// One item: large, its concept and source, its true partners with their ranks, and its nearest items of both
/// views; of a region or phrase also the whole picture with its box. Everything can be clicked and becomes
/// the selection.
class InspectorPanel : public QWidget {
    Q_OBJECT
public:
    explicit InspectorPanel(const ItemSources& sources, QWidget* parent = nullptr);

    /// Shows the item at once; ranks and neighbours come with show().
    void setItem(ItemRef item);
    void show(const Inspection& inspection);
    ItemRef item() const { return m_item; }
    /// Rows of the true partners, in order.
    std::vector<TextRow*> partnerRows() const;
    std::vector<ItemButton*> neighbours(View view) const;

Q_SIGNALS:
    void chosen(crossview::ItemRef item);
    /// The query box shall search with this item.
    void searchRequested(crossview::ItemRef item);

private:
    void build();
    void place(ItemButton* button, const char* name);
    void nameViews();
    void showPlaces(const std::vector<PhrasePlace>& places);
    void updatePlaces(const std::vector<PhrasePlace>& places);
    QString partnerCount(int count) const;

    ItemSources m_sources;
    ItemRef m_item;
    QWidget* m_body = nullptr;
    PlainLabel* m_empty = nullptr;
    ViewMark* m_mark = nullptr;
    PlainLabel* m_viewName = nullptr;
    PlainLabel* m_title = nullptr;
    PlainLabel* m_details = nullptr;
    QWidget* m_pictureHolder = nullptr;
    QWidget* m_places = nullptr; ///< whole pictures with the boxes of regions
    PlainLabel* m_partnersTitle = nullptr;
    PlainLabel* m_imagesTitle = nullptr;
    PlainLabel* m_sentencesTitle = nullptr;
    QWidget* m_partners = nullptr;
    QWidget* m_images = nullptr;
    QWidget* m_sentences = nullptr;
    QPushButton* m_search = nullptr;
};

} // namespace crossview::ui
