#pragma once

#include "map/export/picture_layout.h"

#include <QtCore/QTimer>
#include <QtWidgets/QDialog>

#include <functional>

class QComboBox;
class QCheckBox;
class QDoubleSpinBox;
class QPushButton;
class QSpinBox;

namespace crossview::ui {

class PictureWriter;
class PlainLabel;

/// How a picture of the map is made: format, size, theme, what it includes, with a look at it. Opened with
/// open(), never exec(). Comes back as it was left.
class ExportDialog : public QDialog {
    Q_OBJECT
public:
    using Make = std::function<MapPicture(const MapPictureOptions&)>;

    /// `make` lays a picture out; `start` is what is chosen where nothing was before.
    ExportDialog(Make make, const MapPictureOptions& start, QWidget* parent = nullptr);
    ~ExportDialog() override;

    MapPictureOptions options() const;
    /// "png" or "svg".
    QString format() const;
    /// The look at it; null until it is drawn.
    QPixmap preview() const;

Q_SIGNALS:
    void saveRequested(const crossview::ui::MapPicture& picture, const QString& file);
    void copyRequested(const crossview::ui::MapPicture& picture);

private:
    void buildForm(const MapPictureOptions& start);
    QWidget* makeButtons();
    void changed();
    void drawPreview();
    void chooseFile();
    void store() const;

    Make m_make;
    PictureWriter* m_painter;
    QComboBox* m_format;
    QComboBox* m_part;
    QComboBox* m_theme;
    QSpinBox* m_width;
    QSpinBox* m_height;
    QDoubleSpinBox* m_scale;
    QCheckBox* m_names;
    QCheckBox* m_pictures;
    QCheckBox* m_legend;
    QCheckBox* m_caption;
    PlainLabel* m_note;
    PlainLabel* m_preview;
    QTimer m_rest; // drawn again only when nothing has changed for a moment
};

} // namespace crossview::ui
