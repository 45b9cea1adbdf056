#include "importing/import_dialog.h"

#include "bridge/thumbnail_store.h"
#include "dataset/importers/formats.h"
#include "importing/feature_fields.h"
#include "importing/file_field.h"
#include "importing/preview_list.h"
#include "style/plain_text.h"
#include "widgets/building_blocks.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileInfo>
#include <QFormLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QScreen>
#include <QVBoxLayout>

#include <algorithm>

namespace crossview::ui {
namespace {

/// By the endings of arrays; a table of numbers is one too, but so is one of captions.
bool isArray(const QString& path) {
    static constexpr const char* kEndings[] = {".npy", ".npz", ".mat", ".h5", ".hdf5", ".safetensors"};
    return std::ranges::any_of(kEndings, [&path](const char* ending) {
        return path.endsWith(QLatin1String(ending), Qt::CaseInsensitive);
    });
}

QString formatText(const char* text) {
    return QCoreApplication::translate("CaptionFormat", text);
}

QString formatNames() {
    QStringList names;
    for (const CaptionFormat* format : captionFormats())
        names << formatText(format->name);
    return names.join(QStringLiteral(", "));
}

} // namespace

ImportDialog::ImportDialog(const QString& projectsFolder, QWidget* parent)
    : QDialog(parent), m_projectsFolder(projectsFolder),
      m_captions(new FileField(tr("Choose the caption file"), false)),
      m_images(new FileField(tr("Choose the folder of the pictures"), true)), m_features(new FeatureFields),
      m_name(new QLineEdit), m_format(new ChevronBox), m_previewText(makeSecondary({})),
      m_list(new PreviewList), m_note(makeSecondary({})),
      m_preview(
          &ImportDialog::lookAt, [this](const Look& look) { showLook(look); },
          [this](const QString& reason) {
              m_previewText->setText(reason);
              m_list->hide();
          }) {
    setPlainTitle(this, tr("Import"));
    setAttribute(Qt::WA_DeleteOnClose);
    setMinimumWidth(600);
    build();
    check();
}

void ImportDialog::build() {
    setPlainToolTip(m_captions->line(),
                    tr("The file with the captions, or a folder that holds it, of one of these formats: %1")
                        .arg(formatNames()));
    m_captions->line()->setObjectName(QStringLiteral("importCaptions"));
    setPlainToolTip(m_images->line(), tr("Folder with the pictures; empty: beside the caption file"));
    m_images->line()->setPlaceholderText(tr("beside the caption file"));
    m_format->addItem(tr("find out by itself"), QString());
    for (const CaptionFormat* format : captionFormats()) {
        m_format->addItem(formatText(format->name), QString::fromLatin1(format->key));
        setPlainToolTip(m_format, m_format->count() - 1, formatText(format->description));
    }
    m_format->setObjectName(QStringLiteral("importFormat"));
    m_previewText->setObjectName(QStringLiteral("importPreview"));
    m_previewText->setWordWrap(true);
    m_previewText->hide();
    m_list->hide();
    m_note->setWordWrap(true);

    auto* form = new QFormLayout;
    form->setSpacing(8);
    form->addRow(tr("&Captions"), m_captions);
    form->addRow(tr("&Pictures"), m_images);
    form->addRow(tr("F&ormat"), m_format);
    form->addRow(tr("&Name"), m_name);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    m_import = buttons->addButton(tr("Import"), QDialogButtonBox::AcceptRole);
    m_import->setProperty("accent", true);
    m_import->setDefault(true);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_import, &QPushButton::clicked, this, [this] {
        Q_EMIT importRequested(options(), projectFolder());
        accept();
    });
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->setSpacing(12);
    layout->addLayout(form);
    layout->addWidget(m_features);
    layout->addWidget(m_previewText);
    layout->addWidget(m_list, 1);
    layout->addWidget(m_note);
    layout->addWidget(buttons);
    // The file's name is the project's until a person gives it another one.
    connect(m_captions, &FileField::edited, this, [this] { nameAfter(m_captions->path()); });
    connect(m_features, &FeatureFields::edited, this, [this] {
        if (m_captions->path().isEmpty())
            nameAfter(m_features->field(FeatureFields::imageFeatures)->path());
    });
    for (FileField* field : {m_captions, m_images}) {
        connect(field, &FileField::edited, this, &ImportDialog::check);
        connect(field, &FileField::edited, this, &ImportDialog::requestPreview);
    }
    connect(m_features, &FeatureFields::edited, this, &ImportDialog::check);
    connect(m_features, &FeatureFields::edited, this, &ImportDialog::requestPreview);
    connect(m_name, &QLineEdit::textChanged, this, &ImportDialog::check);
    connect(m_format, &QComboBox::currentIndexChanged, this, &ImportDialog::requestPreview);
}

bool ImportDialog::event(QEvent* event) {
    const bool done = QDialog::event(event);
    // It grows with what is seen, as far as the screen has room; its texts are wrapped at its width.
    if (event->type() == QEvent::LayoutRequest && layout() != nullptr) {
        const int wanted = layout()->hasHeightForWidth() ? layout()->totalHeightForWidth(width())
                                                         : layout()->totalSizeHint().height();
        const QRect room = screen()->availableGeometry();
        resize(width(), std::min(std::max(height(), wanted), room.height()));
        if (geometry().bottom() > room.bottom())
            move(x(), std::max(room.top(), y() + room.bottom() - geometry().bottom()));
    }
    return done;
}

void ImportDialog::take(const QStringList& paths) {
    for (const QString& path : paths) {
        if (!isArray(path)) {
            m_captions->setPath(path);
            continue;
        }
        m_features->setOpen(true);
        FileField* images = m_features->field(FeatureFields::imageFeatures);
        (images->path().isEmpty() ? images : m_features->field(FeatureFields::textFeatures))->setPath(path);
    }
}

void ImportDialog::nameAfter(const QString& path) {
    if (!m_name->isModified() && QFileInfo::exists(path))
        m_name->setText(QString::fromStdString(nameOfSource(path.toStdString())));
}

ImportOptions ImportDialog::options() const {
    ImportOptions options;
    options.captions = m_captions->path().toStdString();
    options.imageFolder = m_images->path().toStdString();
    options.format = m_format->currentData().toString().toStdString();
    options.name = m_name->text().trimmed().toStdString();
    options.features = m_features->files();
    return options;
}

// On the worker's thread.
ImportDialog::Look ImportDialog::lookAt(const ImportOptions& options, const std::stop_token& stop) {
    Look look;
    if (options.captions.empty()) {
        look.features = previewMatrices(options.features);
        return look;
    }
    look.captions = previewImport(options, stop);
    for (const PreviewItem& item : look.captions->items) {
        throwIfStopped(stop);
        look.pictures.push_back(
            item.picture.empty()
                ? QImage()
                : readPicture(QString::fromStdString(item.picture.string()), 2 * PreviewList::kPictureSide));
    }
    return look;
}

void ImportDialog::showLook(const Look& look) {
    if (look.captions) {
        m_previewText->setText(describe(*look.captions));
        m_list->setItems(look.captions->items, look.pictures);
        m_list->setVisible(m_list->count() > 0);
        return;
    }
    QStringList lines;
    for (const std::string& note : look.features)
        lines << QString::fromStdString(note);
    m_previewText->setText(lines.join(QLatin1Char('\n')));
    m_list->hide();
}

QString ImportDialog::filesProblem() const {
    const FeatureFiles files = m_features->files();
    if (m_captions->path().isEmpty() && (files.images.empty() || files.texts.empty()))
        return files.any() ? tr("Without captions features of both views are needed.")
                           : tr("Choose the file with the captions, or features of both views.");
    for (const QString& problem : {m_captions->problem(), m_images->problem(), m_features->problem()})
        if (!problem.isEmpty())
            return problem;
    return {};
}

void ImportDialog::requestPreview() {
    const bool possible = filesProblem().isEmpty();
    if (!possible)
        m_preview.clear();
    else
        m_preview.request(options());
    m_previewText->setText(possible ? tr("Looking at the file …") : QString());
    m_previewText->setVisible(possible);
    m_list->hide();
}

QString ImportDialog::projectFolder() const {
    QString name = m_name->text().trimmed();
    name.replace(QLatin1Char('/'), QLatin1Char('-'));
    return QDir(m_projectsFolder).filePath(name + QStringLiteral(".crossview"));
}

QString ImportDialog::problem() const {
    if (QString problem = filesProblem(); !problem.isEmpty())
        return problem;
    if (m_name->text().trimmed().isEmpty())
        return tr("Give the project a name.");
    if (QFileInfo::exists(projectFolder()))
        return tr("There is a project %1 already; choose another name.").arg(projectFolder());
    return {};
}

void ImportDialog::check() {
    const QString found = problem();
    m_import->setEnabled(found.isEmpty());
    m_note->setText(
        found.isEmpty()
            ? tr("The project becomes %1; pictures stay where they are, those of archives are unpacked "
                 "into it.")
                  .arg(projectFolder())
            : found);
}

QString ImportDialog::describe(const ImportPreview& preview) {
    const auto number = [](std::size_t count) { return grouped(static_cast<qint64>(count)); };
    const QString format = formatText(preview.format->name);
    const QString reason =
        preview.problems.empty() ? QString() : QString::fromStdString(preview.problems.front().reason);
    if (preview.captions == 0)
        return reason.isEmpty() ? tr("%1 · no captions were found").arg(format)
                                : tr("%1 · no captions were found: %2").arg(format, reason);
    const QString counts =
        (preview.whole ? tr("%1 · %2 images, %3 captions")
                       : tr("%1 · a large file that begins with %2 images and %3 captions"))
            .arg(format, number(preview.images), number(preview.captions));
    if (preview.taken == 0)
        return counts + QLatin1Char('\n') +
               tr("None of the first %1 can be taken: %2").arg(number(preview.checked), reason);
    if (preview.problemCount > 0)
        return counts + QLatin1Char('\n') +
               tr("Of the first %1, %2 would be skipped: %3")
                   .arg(number(preview.checked), number(preview.problemCount), reason);
    QStringList lines{counts};
    for (const std::string& note : preview.notes)
        lines << QString::fromStdString(note);
    return lines.join(QLatin1Char('\n'));
}

} // namespace crossview::ui
