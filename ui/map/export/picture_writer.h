#pragma once

#include "bridge/newest_worker.h"
#include "map/export/map_picture.h"

#include <QtCore/QObject>

namespace crossview::ui {

/// Draws pictures of the map on a worker: into a file, for the clipboard, or to look at before.
class PictureWriter : public QObject {
    Q_OBJECT
public:
    explicit PictureWriter(QObject* parent = nullptr);

    /// Endings of the files that it writes, with the name of the format.
    static QString filterOf(const QString& ending);
    /// As the file's ending says: .svg, else PNG. written() or failed() comes.
    void save(MapPicture picture, const QString& file);
    /// drawn() comes; a newer wish replaces one that waits.
    void draw(MapPicture picture);

Q_SIGNALS:
    void written(const QString& file);
    void drawn(const QImage& image);
    void failed(const QString& message);

private:
    struct Request {
        MapPicture picture;
        QString file;
    };
    static QString write(const Request& request, const std::stop_token& stop);

    NewestWorker<Request, QString> m_files;
    NewestWorker<MapPicture, QImage> m_images; // last: their threads end first
};

} // namespace crossview::ui
