#include "map/export/export_dialog.h"

#include "map/export/picture_writer.h"
#include "map/map_paint.h"
#include "style/plain_text.h"
#include "widgets/building_blocks.h"

#include <QtCore/QSettings>
#include <QtWidgets/QDialogButtonBox>
#include <QtWidgets/QFileDialog>
#include <QtWidgets/QFormLayout>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QSpinBox>
#include <QtWidgets/QVBoxLayout>

namespace crossview::ui {

namespace {
constexpr QSize kPreview(420, 320); // at most
constexpr int kRestMs = 120;

QString keyOf(const char* name) {
    return QStringLiteral("mapPicture/") + QLatin1String(name);
}

void choose(QComboBox* box, const QVariant& data) {
    if (const int found = box->findData(data); found >= 0)
        box->setCurrentIndex(found);
}

QSpinBox* makeSide(int value, const QString& name) {
    auto* box = new QSpinBox;
    box->setRange(MapPictureOptions::kLeastSide, MapPictureOptions::kMostSide);
    box->setValue(value);
    box->setButtonSymbols(QAbstractSpinBox::NoButtons);
    box->setSuffix(QStringLiteral(" px"));
    box->setAccessibleName(name);
    return box;
}
} // namespace

ExportDialog::ExportDialog(Make make, const MapPictureOptions& start, QWidget* parent)
    : QDialog(parent), m_make(std::move(make)), m_painter(new PictureWriter(this)), m_note(makeSecondary({})),
      m_preview(new PlainLabel) {
    setObjectName(QStringLiteral("exportMap"));
    setPlainTitle(this, tr("Export the map"));
    setAttribute(Qt::WA_DeleteOnClose);
    m_note->setWordWrap(true);
    m_preview->setFixedSize(kPreview);
    m_preview->setAlignment(Qt::AlignCenter);
    m_preview->setAccessibleName(tr("How the picture will look"));
    buildForm(start);
    connect(m_painter, &PictureWriter::drawn, this, [this](const QImage& image) {
        QPixmap pixmap = QPixmap::fromImage(image);
        pixmap.setDevicePixelRatio(devicePixelRatioF());
        m_preview->setPixmap(pixmap);
    });
    connect(m_painter, &PictureWriter::failed, m_note, &PlainLabel::setText);
    m_rest.setSingleShot(true);
    m_rest.setInterval(kRestMs);
    connect(&m_rest, &QTimer::timeout, this, &ExportDialog::drawPreview);
    changed();
    drawPreview();
}

ExportDialog::~ExportDialog() = default;

void ExportDialog::buildForm(const MapPictureOptions& start) {
    const QSettings settings;
    m_format = new ChevronBox;
    m_format->setObjectName(QStringLiteral("pictureFormat"));
    m_format->addItem(tr("PNG: pixels"), QStringLiteral("png"));
    m_format->addItem(tr("SVG: vectors"), QStringLiteral("svg"));
    choose(m_format, settings.value(keyOf("format")));
    setPlainToolTip(m_format, tr("PNG for slides and pages of the web, SVG for print and to edit"));
    m_width = makeSide(settings.value(keyOf("width"), start.size.width()).toInt(), tr("Width"));
    m_height = makeSide(settings.value(keyOf("height"), start.size.height()).toInt(), tr("Height"));
    m_scale = new QDoubleSpinBox;
    m_scale->setRange(0.5, 8);
    m_scale->setSingleStep(0.25);
    m_scale->setButtonSymbols(QAbstractSpinBox::NoButtons);
    m_scale->setPrefix(QStringLiteral("× "));
    m_scale->setValue(settings.value(keyOf("scale"), start.scale).toDouble());
    setPlainToolTip(m_scale, tr("How large text and marks are: × 2 is twice as large as in the window"));
    m_theme = new ChevronBox;
    m_theme->addItem(tr("light"), false);
    m_theme->addItem(tr("dark"), true);
    choose(m_theme, settings.value(keyOf("dark"), start.dark).toBool());
    m_part = new ChevronBox;
    m_part->addItem(tr("the whole map"), true);
    m_part->addItem(tr("what is in sight"), false);
    choose(m_part, settings.value(keyOf("whole"), start.wholeMap).toBool());
    const auto tick = [&settings](const QString& text, const char* name, bool on) {
        auto* box = new TickBox(text);
        box->setObjectName(QLatin1String(name));
        box->setChecked(settings.value(keyOf(name), on).toBool());
        return box;
    };
    m_names = tick(tr("names of clusters"), "names", start.names);
    m_pictures = tick(tr("pictures on the map"), "pictures", start.pictures);
    m_legend = tick(tr("legend with counts"), "legend", start.legend);
    m_caption = tick(tr("caption: data, run, epoch, method, seed"), "caption", start.caption);

    auto* size = new QHBoxLayout;
    size->setSpacing(8);
    size->addWidget(m_width);
    size->addWidget(new PlainLabel(QStringLiteral("×")));
    size->addWidget(m_height);
    auto* form = new QFormLayout;
    form->setSpacing(8);
    form->addRow(tr("&Format"), m_format);
    form->addRow(tr("&Size"), size);
    if (auto* label = qobject_cast<QLabel*>(form->itemAt(1, QFormLayout::LabelRole)->widget()))
        label->setBuddy(m_width);
    form->addRow(tr("&Text and marks"), m_scale);
    form->addRow(tr("T&heme"), m_theme);
    form->addRow(tr("Sho&ws"), m_part);
    form->addRow(tr("Includes"), m_names);
    for (QCheckBox* box : {m_pictures, m_legend, m_caption})
        form->addRow(QString(), box);
    form->addRow(m_note);
    auto* beside = new QHBoxLayout;
    beside->setSpacing(16);
    beside->addLayout(form);
    beside->addWidget(m_preview);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->setSpacing(16);
    layout->addLayout(beside);
    layout->addWidget(makeButtons());

    for (QComboBox* box : {m_format, m_theme, m_part})
        connect(box, &QComboBox::currentIndexChanged, this, &ExportDialog::changed);
    for (QSpinBox* box : {m_width, m_height})
        connect(box, &QSpinBox::valueChanged, this, &ExportDialog::changed);
    connect(m_scale, &QDoubleSpinBox::valueChanged, this, &ExportDialog::changed);
    for (QCheckBox* box : {m_names, m_pictures, m_legend, m_caption})
        connect(box, &QCheckBox::toggled, this, &ExportDialog::changed);
}

QWidget* ExportDialog::makeButtons() {
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    auto* copy = buttons->addButton(tr("Copy"), QDialogButtonBox::ActionRole);
    copy->setAutoDefault(false);
    setPlainToolTip(copy, tr("The picture as pixels, to paste elsewhere"));
    auto* save = buttons->addButton(tr("Export …"), QDialogButtonBox::AcceptRole);
    save->setObjectName(QStringLiteral("saveMap"));
    save->setProperty("accent", true);
    save->setDefault(true);
    connect(copy, &QPushButton::clicked, this, [this] {
        store();
        Q_EMIT copyRequested(m_make(options()));
        accept();
    });
    connect(save, &QPushButton::clicked, this, &ExportDialog::chooseFile);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    return buttons;
}

MapPictureOptions ExportDialog::options() const {
    MapPictureOptions options;
    options.size = {m_width->value(), m_height->value()};
    options.scale = m_scale->value();
    options.dark = m_theme->currentData().toBool();
    options.wholeMap = m_part->currentData().toBool();
    options.names = m_names->isChecked();
    options.pictures = m_pictures->isChecked();
    options.legend = m_legend->isChecked();
    options.caption = m_caption->isChecked();
    return options;
}

QString ExportDialog::format() const {
    return m_format->currentData().toString();
}

QPixmap ExportDialog::preview() const {
    return m_preview->pixmap();
}

void ExportDialog::changed() {
    m_note->setText(format() == QStringLiteral("svg")
                        ? tr("Names, legend and caption are text. Up to %1 points are shapes of their own; "
                             "more are one embedded picture.")
                              .arg(countText(qint64(kMostVectorPoints), locale()))
                        : QString());
    m_rest.start();
}

void ExportDialog::drawPreview() {
    MapPictureOptions wanted = options();
    // The same layout, drawn smaller.
    const QSize room = wanted.size.scaled(kPreview, Qt::KeepAspectRatio) * devicePixelRatioF();
    wanted.scale *= double(room.width()) / wanted.size.width();
    wanted.size = room;
    m_painter->draw(m_make(wanted));
}

void ExportDialog::chooseFile() {
    auto* dialog = new QFileDialog(this, tr("Export the map"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilter(PictureWriter::filterOf(format()));
    dialog->setDefaultSuffix(format());
    dialog->selectFile(tr("map") + QLatin1Char('.') + format());
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& file) {
        store();
        Q_EMIT saveRequested(m_make(options()), file);
        accept();
    });
    dialog->open();
}

void ExportDialog::store() const {
    QSettings settings;
    const MapPictureOptions now = options();
    settings.setValue(keyOf("format"), format());
    settings.setValue(keyOf("width"), now.size.width());
    settings.setValue(keyOf("height"), now.size.height());
    settings.setValue(keyOf("scale"), now.scale);
    settings.setValue(keyOf("dark"), now.dark);
    settings.setValue(keyOf("whole"), now.wholeMap);
    settings.setValue(keyOf("names"), now.names);
    settings.setValue(keyOf("pictures"), now.pictures);
    settings.setValue(keyOf("legend"), now.legend);
    settings.setValue(keyOf("caption"), now.caption);
}

} // namespace crossview::ui
