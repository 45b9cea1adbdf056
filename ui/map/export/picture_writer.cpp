#include "map/export/picture_writer.h"

#include "common/progress.h"
#include "common/threads.h"
#include "files/atomic_file.h"

#include <QtCore/QBuffer>

namespace crossview::ui {

PictureWriter::PictureWriter(QObject* parent)
    : QObject(parent), m_files(
                           &PictureWriter::write, [this](const QString& file) { Q_EMIT written(file); },
                           [this](const QString& message) { Q_EMIT failed(message); }),
      m_images(
          [](const MapPicture& picture, const std::stop_token& stop) {
              giveWay();
              return imageOf(picture, stop);
          },
          [this](const QImage& image) { Q_EMIT drawn(image); },
          [this](const QString& message) { Q_EMIT failed(message); }) {}

QString PictureWriter::filterOf(const QString& ending) {
    return ending == QStringLiteral("svg") ? tr("Vectors (*.svg)") : tr("Picture (*.png)");
}

void PictureWriter::save(MapPicture picture, const QString& file) {
    m_files.request({std::move(picture), file});
}

void PictureWriter::draw(MapPicture picture) {
    m_images.request(std::move(picture));
}

// On the worker's thread.
QString PictureWriter::write(const Request& request, const std::stop_token& stop) {
    QByteArray content;
    if (request.file.endsWith(QStringLiteral(".svg"), Qt::CaseInsensitive)) {
        content = svgOf(request.picture, stop);
    } else {
        const QImage image = imageOf(request.picture, stop);
        QBuffer buffer(&content);
        if (image.isNull() || !image.save(&buffer, "PNG"))
            throw Error(tr("There is no memory for a picture of %1 × %2 pixels: choose a smaller one.")
                            .arg(request.picture.size.width())
                            .arg(request.picture.size.height())
                            .toStdString());
    }
    throwIfStopped(stop);
    writeFileAtomically(request.file.toStdString(),
                        std::string_view(content.constData(), std::size_t(content.size())));
    return request.file;
}

} // namespace crossview::ui
