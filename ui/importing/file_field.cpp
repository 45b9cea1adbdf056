#include "importing/file_field.h"

#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>

namespace crossview::ui {
namespace {

/// The file that is dragged; empty where it is none, or several.
QString draggedPath(const QMimeData& data) {
    const QList<QUrl> urls = data.urls();
    return urls.size() == 1 ? urls.front().toLocalFile() : QString();
}

} // namespace

FileField::FileField(const QString& title, bool folder, QWidget* parent)
    : QWidget(parent), m_line(new QLineEdit), m_folder(folder) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    row->addWidget(m_line, 1);
    auto* button = new QPushButton(tr("Choose …"));
    button->setAccessibleName(title);
    button->setAutoDefault(false); // Enter imports
    row->addWidget(button);
    setFocusProxy(m_line);
    setAcceptDrops(true);
    m_line->setAcceptDrops(false); // it would take the address as text
    connect(button, &QPushButton::clicked, this, [this, title] { choose(title); });
    connect(m_line, &QLineEdit::textChanged, this, &FileField::edited);
}

QString FileField::path() const {
    return m_line->text();
}

void FileField::setPath(const QString& path) {
    m_line->setText(path);
}

QString FileField::problem() const {
    if (path().isEmpty())
        return {};
    // One of several arrays of a file is named behind a colon.
    const QString file = path().left(path().lastIndexOf(QLatin1Char(':')));
    if (m_folder)
        return QFileInfo(path()).isDir() ? QString() : tr("There is no folder %1.").arg(path());
    return QFileInfo::exists(path()) || (!file.isEmpty() && QFileInfo(file).isFile())
               ? QString()
               : tr("There is no file or folder %1.").arg(path());
}

void FileField::choose(const QString& title) {
    auto* dialog = new QFileDialog(this, title, QFileInfo(path()).path());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(m_folder ? QFileDialog::Directory : QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &FileField::setPath);
    dialog->open();
}

void FileField::dragEnterEvent(QDragEnterEvent* event) {
    if (!draggedPath(*event->mimeData()).isEmpty())
        event->acceptProposedAction();
}

void FileField::dropEvent(QDropEvent* event) {
    if (const QString path = draggedPath(*event->mimeData()); !path.isEmpty()) {
        setPath(path);
        event->acceptProposedAction();
    }
}

} // namespace crossview::ui
