#pragma once

#include "dataset/columns/column_filter.h"
#include "dataset/item_ref.h"
#include "map/item_colours.h"
#include "map/map_controls.h"
#include "map/map_scene.h"

#include <optional>
#include <vector>

namespace crossview::ui {

/// What of the map is hidden.
struct MapFilter {
    bool images = true, sentences = true; ///< shown
    QString colouring;                    ///< ItemColours::key that the classes are of
    std::vector<QString> hiddenClasses;
    std::vector<ColumnCondition> columns; ///< that items have to meet

    bool operator==(const MapFilter&) const = default;
};

/// What a line of the legend says, for pictures of the map.
struct LegendLine {
    std::optional<View> view; ///< nothing: a class of the colours
    std::size_t number = 0;   ///< of the class
    QString name, count;
    bool isHollow = false; ///< items of no value
    bool isShown = true;
};

/// A line of the legend: mark, name, count. Checked while what it stands for is shown. A click on the name
/// wants it alone, a click on the mark (or with Ctrl, or Space) hides or shows it, Shift+click selects it.
class LegendEntry : public QAbstractButton {
    Q_OBJECT
public:
    explicit LegendEntry(QWidget* parent);
    /// A view's mark.
    void setMark(View view);
    /// A class's colour as a square; hollow for one without a value.
    void setSwatch(const QColor& colour, bool hollow);
    /// The name in the user's language and the count as text.
    void setContent(const QString& name, const QString& count);
    const QString& count() const { return m_count; }
    bool isHollow() const { return m_hollow; }
    QSize sizeHint() const override;

Q_SIGNALS:
    void isolated();
    void selected();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    std::optional<View> m_view;
    QColor m_colour;
    bool m_hollow = false;
    QString m_count;
};

/// Legend in the top left corner: both views and, where colours say something else, the classes of that, each
/// with what of it is shown.
class MapLegend : public FloatingCard {
    Q_OBJECT
public:
    explicit MapLegend(QWidget* parent);
    /// `sentenceUnit` stands behind the sentence count; may be empty.
    void setSentenceUnit(const QString& sentenceUnit) { m_sentenceUnit = sentenceUnit; }
    /// Null: the views' colours. Classes that are hidden stay so where the scale stays the same.
    void setColours(std::shared_ptr<const ItemColours> colours);
    /// Counts that follow what is shown.
    void showCounts(const MapScene& scene);
    LegendEntry* entry(View view) const { return view == View::image ? m_images : m_sentences; }
    const std::vector<LegendEntry*>& classEntries() const { return m_classes; }
    /// All lines, the views' first.
    std::vector<LegendLine> lines() const;
    /// Without the columns, of which the legend does not know.
    MapFilter filter() const;
    /// Classes of another scale than the map's stay as they are. Emits what changes.
    void setFilter(const MapFilter& filter);
    /// Per class, whether it is shown.
    std::vector<bool> classesShown() const;

Q_SIGNALS:
    void shownChanged(crossview::View view, bool shown);
    void classesShownChanged(const std::vector<bool>& shown);
    void viewSelected(crossview::View view);
    void classSelected(std::size_t number);

private:
    void paintSwatches();
    void isolate(const std::vector<LegendEntry*>& among, LegendEntry* entry);

    LegendEntry* m_images;
    LegendEntry* m_sentences;
    PlainLabel* m_title;
    std::vector<LegendEntry*> m_classes;
    std::shared_ptr<const ItemColours> m_colours;
    QString m_sentenceUnit;
    bool m_isolating = false;
};

} // namespace crossview::ui
