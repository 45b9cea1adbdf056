#pragma once

#include <QStringList>

class QDialog;
class QWidget;

namespace crossview::ui {

/// A list to read: one line per problem, with Copy and Close.
QDialog* makeListDialog(const QString& title, const QStringList& lines, QWidget* parent);

} // namespace crossview::ui
