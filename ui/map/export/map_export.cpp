#include "map/export/map_export.h"

#include "bridge/controllers.h"
#include "map/embedding_view.h"
#include "map/export/export_dialog.h"
#include "map/export/map_caption.h"
#include "map/export/picture_writer.h"

#include <QtGui/QClipboard>
#include <QtGui/QGuiApplication>

namespace crossview::ui {

MapExport::MapExport(EmbeddingView& map, Controllers& controllers, QObject* parent)
    : QObject(parent), m_map(map), m_controllers(controllers), m_writer(new PictureWriter(this)) {
    connect(m_writer, &PictureWriter::written, this, [this](const QString& file) {
        m_controllers.messages.inform(tr("The map was written to %1.").arg(file));
        Q_EMIT saved(file);
    });
    connect(m_writer, &PictureWriter::drawn, this, [this](const QImage& image) {
        QGuiApplication::clipboard()->setImage(image);
        m_controllers.messages.inform(tr("The map was copied as a picture."));
    });
    connect(m_writer, &PictureWriter::failed, this, [this](const QString& message) {
        m_controllers.messages.fail(message);
        Q_EMIT failed(message);
    });
}

bool MapExport::isPossible() const {
    if (m_map.projection() != nullptr)
        return true;
    m_controllers.messages.inform(tr("There is no map yet: it comes with the first epoch of a run."));
    return false;
}

MapPictureOptions MapExport::asShown() const {
    MapPictureOptions options;
    options.scale = m_map.devicePixelRatioF();
    options.size = (QSizeF(m_map.size()) * options.scale).toSize();
    options.dark = ThemeWatcher::of(&m_map)->theme().isDark();
    options.wholeMap = false;
    return options;
}

MapPicture MapExport::picture(const MapPictureOptions& options) const {
    const Workspace& workspace = m_controllers.workspace;
    MapCaption caption;
    if (workspace.session()) {
        const Dataset& dataset = *workspace.session()->input.dataset;
        caption.dataset = QString::fromStdString(dataset.name());
        caption.items = dataset.images().size() + dataset.sentences().size();
    }
    if (workspace.run())
        caption.run = QString::fromStdString(workspace.run()->id);
    if (workspace.runOptions())
        caption.seed = workspace.runOptions()->seed;
    caption.epoch = m_map.epoch();
    if (m_map.projection() != nullptr)
        caption.madeBy = m_map.projection()->madeBy;
    return m_map.picture(options, textOf(caption));
}

void MapExport::ask(QWidget* window) {
    if (!isPossible())
        return;
    MapPictureOptions start = asShown();
    start.size = m_map.size() * 2;
    start.scale = 2;
    start.wholeMap = true;
    auto* dialog = new ExportDialog([this](const MapPictureOptions& options) { return picture(options); },
                                    start, window);
    connect(dialog, &ExportDialog::saveRequested, m_writer, &PictureWriter::save);
    connect(dialog, &ExportDialog::copyRequested, m_writer, &PictureWriter::draw);
    dialog->open();
}

void MapExport::copy() {
    if (isPossible())
        m_writer->draw(picture(asShown()));
}

void MapExport::save(const MapPictureOptions& options, const QString& file) {
    m_writer->save(picture(options), file);
}

} // namespace crossview::ui
