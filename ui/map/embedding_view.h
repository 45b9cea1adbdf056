#pragma once

#include "map/cluster_labels.h"
#include "map/export/picture_layout.h"
#include "map/item_colours.h"
#include "map/item_info.h"
#include "map/map_controls.h"
#include "map/map_legend.h"
#include "map/map_overlay.h"
#include "map/map_scene.h"
#include "map/map_transform.h"
#include "map/points/density_contours.h"
#include "map/points/density_field.h"
#include "map/splatter.h"
#include "map/thumbnail_layer.h"
#include "map/time/moved_list.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QTimer>
#include <QtWidgets/QWidget>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace crossview::ui {

class HoverCard;

/// The map of the joint space: images as circles, sentences as diamonds, drawn by our own CPU renderer in
/// slices of a paint event, so that the GUI thread is never held up however many points there are.
///
/// Mouse and keys, as in other explorers of embeddings: drag moves, the wheel zooms at the pointer, a click
/// selects (Ctrl: adds or takes away), Shift+drag is a lasso, a double click on nothing or Home shows all;
/// V, L and R choose the tool, C what the colours say, Z fits the selection, + and - zoom, arrows move,
/// Ctrl+arrows walk from item to item and Enter selects the one under them, Ctrl+A, Ctrl+Shift+A and
/// Ctrl+Shift+I select all, nothing, the rest (Ctrl+I is the window's import).
class EmbeddingView : public QWidget {
    Q_OBJECT
    /// True: nothing moves or fades, everything is at its place at once (prefers-reduced-motion).
    Q_PROPERTY(bool reducedMotion READ reducedMotion WRITE setReducedMotion)
public:
    static constexpr double kPickRadius = 14; ///< logical pixels
    static constexpr int kMoveMs = 120;       ///< from one projection to the next
    static constexpr int kDwellMs = 125;      ///< until the card appears
    static constexpr int kGraceMs = 260;      ///< until it goes: the pointer can reach it
    static constexpr int kZoomMs = 180;       ///< to fit all or the selection

    explicit EmbeddingView(QWidget* parent = nullptr);
    ~EmbeddingView() override;

    /// A new data set: forgets positions, groups, selection and results. `sentenceUnit` stands behind the
    /// sentence count in the legend, e.g. "documents"; may be empty.
    void setItems(int imageCount, int sentenceCount, const QString& sentenceUnit = {});
    /// Images of it that have no place on the map (MapScene::setLeftOut).
    void setLeftOut(std::span<const std::int32_t> images);
    /// Neither is owned; null is allowed. `info` must live until it is replaced.
    void setItemInfo(const ItemInfo* info);
    void setThumbnailSource(ThumbnailSource* source);
    /// What lies together on the map, with its names, which are written there. Clusters of other items than
    /// the map's, and null, are none.
    void setClusters(std::shared_ptr<const MapClusters> clusters);
    /// The names that are written just now.
    const std::vector<ClusterLabels::Placed>& names() const { return m_labels; }
    /// Moves the points to a new projection; pan and zoom stay. A projection of other counts is ignored and
    /// false is returned.
    bool setProjection(std::shared_ptr<const Projection> projection, int epoch);
    /// An epoch to compare with: where its points lay is drawn faintly beneath, what moved most since is
    /// listed, and lines lead from there to the selection. Null: none any more.
    void setGhost(std::shared_ptr<const Projection> projection, int epoch = 0);
    /// Ways of items through the epochs; null: none.
    void setTrails(std::shared_ptr<const std::vector<Trail>> trails);
    MovedList* movedList() const { return m_moved; }
    /// Methods to choose from, and the key of the one by which maps are made; the status line names it.
    void setMethods(const QList<MapChoice>& methods, const QString& current);
    /// How strongly t-SNE pulls neighbours together (TsneOptions::exaggeration).
    void setExaggeration(double exaggeration);
    /// What items can be coloured by, and the key of what they are.
    void setColourings(const QList<MapChoice>& colourings, const QString& current);
    /// What the colours say; null, or of other items than the map's: the view alone. What is hidden of a
    /// scale stays so until another takes its place.
    void setColours(std::shared_ptr<const ItemColours> colours);
    /// What is being made of the map, for the status line and an empty map: "Looking up neighbours, 40 %";
    /// empty: nothing.
    void setActivity(const QString& activity);

    /// Does not emit. The last item is the primary one: pair lines and labels are its.
    void setSelection(const std::vector<ItemRef>& items);
    const std::vector<ItemRef>& selection() const { return m_scene.selection(); }
    /// Rings around a query's answers, best first, and its own place (map units) as a star.
    void setResults(const std::vector<ItemRef>& answers, std::optional<QPointF> queryPoint = {});
    void clearResults() { setResults({}); }

    void setTool(MapTool tool);
    MapTool tool() const;
    /// What an area does to the selection while no modifier says otherwise.
    void setCombine(Combine combine);
    Combine combine() const { return m_combine; }
    /// Without legend, tools and status line: a small map beside another one.
    void setBare(bool bare);
    bool reducedMotion() const { return m_reducedMotion; }
    void setReducedMotion(bool reduced);
    void setShown(View view, bool shown);
    MapFilter filter() const;
    /// Does not emit filterEdited.
    void setFilter(const MapFilter& filter);
    /// A person filters by columns: as if it were done in the legend.
    void filterColumns(const std::vector<ColumnCondition>& conditions);
    /// The items that meet the columns' conditions (MapScene::setPassing).
    void setPassing(const ItemMask& mask);
    const std::shared_ptr<const ItemColours>& colours() const { return m_colours; }
    std::vector<bool> classesShown() const { return m_legend->classesShown(); }
    /// Text of the status line.
    QString statusText() const;
    const MapTransform& mapTransform() const { return m_transform; }
    void setMapTransform(const MapTransform& transform);
    /// The map as a picture to keep; `caption` says where it comes from.
    MapPicture picture(const MapPictureOptions& options, const QString& caption) const;
    int epoch() const { return m_epoch; }
    const Projection* projection() const { return m_scene.projection(); }
    /// Where an item is drawn, logical pixels; nothing when it has no position.
    std::optional<QPointF> itemPosition(ItemRef item) const;
    /// Shown item within kPickRadius of a place on the widget.
    ItemRef itemAt(QPointF place) const;
    /// Lines of equal density of both views over the points (contourLines).
    bool hasContours() const { return m_hasContours; }
    /// So many points are in sight that they are counted and toned (DensityField).
    bool isCrowd() const { return m_isCrowd; }
    /// True when all points of the present frame are drawn (a very large map takes several paint events).
    bool isFrameComplete() const { return !m_frameStale && m_drawn == m_scene.size(); }

    QSize sizeHint() const override { return {760, 540}; }
    QSize minimumSizeHint() const override { return {240, 160}; }

public Q_SLOTS:
    void fitAll();
    void fitSelection();
    /// Selects an item and shows it in the midst of what it has to do with: its pairs, and where it lay in
    /// the pinned epoch.
    void goToItem(crossview::ItemRef item);
    /// Rings an item as if the pointer were over it, without a card; an invalid one: none.
    void pointOut(const crossview::ItemRef& item);
    /// Everything that is shown and not selected.
    void invertSelection();
    void zoomIn();
    void zoomOut();
    void setContours(bool shown);

Q_SIGNALS:
    /// An item was double-clicked, or Enter pressed on it twice.
    void activated(const crossview::ItemRef& item);
    /// What is under the pointer changed; an invalid item for nothing.
    void hovered(const crossview::ItemRef& item);
    /// By mouse or keyboard, not by setSelection().
    void selectionChanged(const std::vector<crossview::ItemRef>& items);
    /// It shows another part of the map, or shows it larger or smaller.
    void transformed();
    void toolChanged(crossview::ui::MapTool tool);
    void combineChanged(crossview::ui::Combine combine);
    void methodChosen(const QString& key);
    void exaggerationChosen(double exaggeration);
    void colouringChosen(const QString& key);
    /// A person hid or showed something of the legend.
    void filterEdited(const crossview::ui::MapFilter& before, const crossview::ui::MapFilter& after);
    /// The filter, or what the colours say, is another, whoever did it.
    void filterChanged();

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    enum class Drag { none, click, pan, lasso, box };

    // embedding_view_controls.cpp
    int placedCount() const;
    void showCounts();
    void placeControls();
    void updateStatus();
    QString explanation() const;
    QString qualityText() const;
    QRectF fitArea() const;
    double maxFitScale() const;

    // embedding_view.cpp
    void connectControls();
    void updateSelectionState();
    void shownChanged();
    void takeFilter();

    // time/embedding_view_time.cpp
    void listMoved();
    void drawGhost();
    static void addGhostStyles(std::vector<PointStyle>& styles, const Theme& theme);

    // embedding_view_motion.cpp
    void goTo(const MapTransform& target, bool animate);
    void moveNames();
    void transformChanged();
    void requestFrame();
    void tick();

    // points/embedding_view_points.cpp
    /// How many times larger than the whole map a view shows it.
    double zoomOver(const MapTransform& transform) const;
    bool isInMotion() const;
    void beginFrame();
    void drawPoints();
    void findContours();

    // embedding_view_paint.cpp
    std::vector<QRectF> floatingRects() const;
    void chooseDecorations();
    void paintEmptyState(QPainter& painter) const;

    // embedding_view_input.cpp
    void setHovered(ItemRef item, bool atOnce);
    void showCard();
    void hideCard();
    void stepHover(QPointF direction);
    void cancelOneThing();

    // embedding_view_selection.cpp
    void click(ItemRef item, bool toggle);
    void finishArea(const QPolygonF& outline, Combine how);
    void changeSelection(const std::vector<ItemRef>& items);
    void addToSelection(const std::function<bool(ItemRef)>& isWanted);
    Combine combineFor(Qt::KeyboardModifiers modifiers, bool shiftStarted) const;
    std::vector<ItemRef> everythingShown() const;

    MapScene m_scene;
    MapTransform m_transform;
    Splatter m_splatter;
    DensityField m_field;
    bool m_isCrowd = false; // the frame is the field's
    bool m_hasContours = false;
    bool m_contoursStale = true; // places or what is shown changed
    std::vector<ContourLine> m_contours;
    QElapsedTimer m_contoursAge;
    ClusterLabels m_names;
    std::shared_ptr<const ItemColours> m_colours; // null: the views'
    ThumbnailLayer m_thumbnails;
    MapOverlay::State m_overlay;
    const ItemInfo* m_info = nullptr;

    MapLegend* m_legend;
    MapToolBar* m_toolBar;
    MapStatus* m_status;
    MapFilter m_filter;                     // that is known
    std::vector<ColumnCondition> m_columns; // that items have to meet
    QTimer m_filterEdit;                    // one click on the legend may change several of its lines
    HoverCard* m_card;
    MovedList* m_moved;

    int m_ghostEpoch = 0;
    bool m_ghostDrawn = true; // in the present frame
    std::uint8_t m_ghostStyle = 0;
    int m_drawn = 0;          // points of the present frame, in slot order
    bool m_frameStale = true; // positions, styles or transform changed since the frame was begun
    bool m_decorationsStale = true;
    QElapsedTimer m_decorationsAge;
    QElapsedTimer m_motionAge; // since pan or zoom last changed
    std::vector<ClusterLabels::Placed> m_labels;
    std::vector<QRectF> m_labelRects;

    QTimer m_listing;   // what moved most is listed when the epochs stand still
    QTimer m_animation; // 16 ms while something moves
    QElapsedTimer m_moveClock;
    QElapsedTimer m_namesClock;
    QElapsedTimer m_zoomClock;
    std::optional<std::pair<MapTransform, MapTransform>> m_zoom; // from, to
    bool m_moving = false;
    bool m_namesMove = false;
    bool m_fitted = true; // nobody panned or zoomed since the last fit: resizing fits again
    bool m_reducedMotion = false;
    bool m_isBare = false;
    bool m_keyboardFocus = false; // came here by Tab: only then a ring says so

    QTimer m_dwell;
    QTimer m_grace;
    Drag m_drag = Drag::none;
    bool m_dragShift = false;
    Combine m_combine = Combine::replace;
    QPointF m_pressPlace;
    QPointF m_lastPlace;
    QPointF m_hoverPlace;

    int m_epoch = 0;
    QString m_method; // its name
    double m_exaggeration = 1;
    QString m_activity;
};

} // namespace crossview::ui
