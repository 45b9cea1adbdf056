#include "widgets/list_dialog.h"

#include "style/plain_text.h"

#include <QClipboard>
#include <QCoreApplication>
#include <QDialog>
#include <QDialogButtonBox>
#include <QGuiApplication>
#include <QListWidget>
#include <QPushButton>
#include <QVBoxLayout>

namespace crossview::ui {

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
