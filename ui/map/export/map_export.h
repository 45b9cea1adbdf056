#pragma once

#include "map/export/picture_layout.h"

#include <QtCore/QObject>

namespace crossview::ui {

struct Controllers;
class EmbeddingView;
class PictureWriter;

/// Pictures of the map to keep: asks how, writes or copies them, and says so.
class MapExport : public QObject {
    Q_OBJECT
public:
    MapExport(EmbeddingView& map, Controllers& controllers, QObject* parent);

    /// The dialog, over a window.
    void ask(QWidget* window);
    /// As the window shows it, with legend and caption, to the clipboard.
    void copy();
    /// Asks for what is on the picture and not loaded yet.
    void prepare(const MapPictureOptions& options) { picture(options); }
    /// Into a file, by its ending. saved() or failed() comes.
    void save(const MapPictureOptions& options, const QString& file);
    /// As large as on the screen, in the theme of the window.
    MapPictureOptions asShown() const;

Q_SIGNALS:
    void saved(const QString& file);
    void failed(const QString& message);

private:
    bool isPossible() const;
    MapPicture picture(const MapPictureOptions& options) const;

    EmbeddingView& m_map;
    Controllers& m_controllers;
    PictureWriter* m_writer;
};

} // namespace crossview::ui
