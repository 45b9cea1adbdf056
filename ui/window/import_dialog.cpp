#include "window/import_dialog.h"

#include "dataset/importers/formats.h"
#include "style/plain_text.h"
#include "widgets/building_blocks.h"

#include <QClipboard>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QVBoxLayout>

namespace crossview::ui {
namespace {

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
    : QDialog(parent), m_projectsFolder(projectsFolder), m_captions(new QLineEdit), m_images(new QLineEdit),
      m_name(new QLineEdit), m_format(new ChevronBox), m_previewText(makeSecondary({})),
      m_note(makeSecondary({})), m_import(nullptr),
      m_preview([](const ImportOptions& options,
                   const std::stop_token& stop) { return previewImport(options, stop); },
                [this](const ImportPreview& preview) { m_previewText->setText(describe(preview)); },
                [this](const QString& reason) { m_previewText->setText(reason); }) {
    setPlainTitle(this, tr("Import captions"));
    setAttribute(Qt::WA_DeleteOnClose);
    setMinimumWidth(560);
    setPlainToolTip(m_captions,
                    tr("The file with the captions, of one of these formats: %1").arg(formatNames()));
    m_captions->setObjectName(QStringLiteral("importCaptions"));
    setPlainToolTip(m_images, tr("Folder with the pictures; empty: beside the caption file"));
    m_images->setPlaceholderText(tr("beside the caption file"));
    m_format->addItem(tr("find out by itself"), QString());
    for (const CaptionFormat* format : captionFormats()) {
        m_format->addItem(formatText(format->name), QString::fromLatin1(format->key));
        setPlainToolTip(m_format, m_format->count() - 1, formatText(format->description));
    }
    m_format->setObjectName(QStringLiteral("importFormat"));
    m_previewText->setObjectName(QStringLiteral("importPreview"));
    m_previewText->setWordWrap(true);
    m_previewText->hide();
    m_note->setWordWrap(true);
    // The file's name is the project's until a person gives it another one.
    connect(m_captions, &QLineEdit::textChanged, this, [this](const QString& path) {
        if (!m_name->isModified() && QFileInfo::exists(path))
            m_name->setText(QFileInfo(path).completeBaseName());
    });

    const auto withButton = [this](QLineEdit* line, bool folder, const QString& title) {
        auto* row = new QHBoxLayout;
        row->setSpacing(8);
        row->addWidget(line, 1);
        auto* button = new QPushButton(tr("Choose …"));
        button->setAccessibleName(title);
        button->setAutoDefault(false); // Enter imports
        connect(button, &QPushButton::clicked, this,
                [this, line, folder, title] { choose(line, folder, title); });
        row->addWidget(button);
        return row;
    };
    auto* form = new QFormLayout;
    form->setSpacing(8);
    form->addRow(tr("&Captions"), withButton(m_captions, false, tr("Choose the caption file")));
    form->addRow(tr("&Pictures"), withButton(m_images, true, tr("Choose the folder of the pictures")));
    form->addRow(tr("&Format"), m_format);
    form->addRow(tr("&Name"), m_name);
    if (auto* label = qobject_cast<QLabel*>(form->itemAt(0, QFormLayout::LabelRole)->widget()))
        label->setBuddy(m_captions);
    if (auto* label = qobject_cast<QLabel*>(form->itemAt(1, QFormLayout::LabelRole)->widget()))
        label->setBuddy(m_images);

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
    layout->setSpacing(16);
    layout->addLayout(form);
    layout->addWidget(m_previewText);
    layout->addWidget(m_note);
    layout->addWidget(buttons);
    for (QLineEdit* line : {m_captions, m_images, m_name})
        connect(line, &QLineEdit::textChanged, this, &ImportDialog::check);
    for (QLineEdit* line : {m_captions, m_images})
        connect(line, &QLineEdit::textChanged, this, &ImportDialog::requestPreview);
    connect(m_format, &QComboBox::currentIndexChanged, this, &ImportDialog::requestPreview);
    check();
}

ImportOptions ImportDialog::options() const {
    ImportOptions options;
    options.captions = m_captions->text().toStdString();
    options.imageFolder = m_images->text().toStdString();
    options.format = m_format->currentData().toString().toStdString();
    options.name = m_name->text().trimmed().toStdString();
    return options;
}

void ImportDialog::requestPreview() {
    const bool possible = QFileInfo::exists(m_captions->text()) &&
                          (m_images->text().isEmpty() || QFileInfo(m_images->text()).isDir());
    if (!possible)
        m_preview.clear();
    else
        m_preview.request(options());
    m_previewText->setText(possible ? tr("Looking at the file …") : QString());
    m_previewText->setVisible(possible);
}

void ImportDialog::choose(QLineEdit* line, bool folder, const QString& title) {
    auto* dialog = new QFileDialog(this, title, QFileInfo(m_captions->text()).path());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(folder ? QFileDialog::Directory : QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this,
            [this, line](const QString& path) { line->setText(path); });
    dialog->open();
}

QString ImportDialog::projectFolder() const {
    QString name = m_name->text().trimmed();
    name.replace(QLatin1Char('/'), QLatin1Char('-'));
    return QDir(m_projectsFolder).filePath(name + QStringLiteral(".crossview"));
}

void ImportDialog::check() {
    QString note;
    if (m_captions->text().isEmpty())
        note = tr("Choose the file with the captions.");
    else if (!QFileInfo::exists(m_captions->text()))
        note = tr("There is no file or folder %1.").arg(m_captions->text());
    else if (!m_images->text().isEmpty() && !QFileInfo(m_images->text()).isDir())
        note = tr("There is no folder %1.").arg(m_images->text());
    else if (m_name->text().trimmed().isEmpty())
        note = tr("Give the project a name.");
    else if (QFileInfo::exists(projectFolder()))
        note = tr("There is a project %1 already; choose another name.").arg(projectFolder());
    m_import->setEnabled(note.isEmpty());
    m_note->setText(
        note.isEmpty()
            ? tr("The project becomes %1; pictures stay where they are, those of archives are unpacked "
                 "into it.")
                  .arg(projectFolder())
            : note);
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
    const PreviewItem& first = preview.items.front();
    QStringList lines{counts,
                      tr("The first: %1, “%2”")
                          .arg(QString::fromStdString(first.image), QString::fromStdString(first.caption))};
    for (const std::string& note : preview.notes)
        lines << QString::fromStdString(note);
    return lines.join(QLatin1Char('\n'));
}

QDialog* makeListDialog(const QString& title, const QStringList& lines, QWidget* parent) {
    auto* dialog = new QDialog(parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    setPlainTitle(dialog, title);
    dialog->resize(720, 420);
    auto* list = new QListWidget;
    for (const QString& line : lines)
        list->addItem(shownText(line));
    list->setSelectionMode(QAbstractItemView::ExtendedSelection);
    list->setWordWrap(true);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    QPushButton* copy =
        buttons->addButton(QCoreApplication::translate("ListDialog", "Copy"), QDialogButtonBox::ActionRole);
    QObject::connect(copy, &QPushButton::clicked, dialog,
                     [lines] { QGuiApplication::clipboard()->setText(lines.join(QLatin1Char('\n'))); });
    QObject::connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::close);
    auto* layout = new QVBoxLayout(dialog);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->addWidget(list);
    layout->addWidget(buttons);
    return dialog;
}

} // namespace crossview::ui
