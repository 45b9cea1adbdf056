#include "style/plain_text.h"

#include "common/visible_text.h"

#include <QAction>
#include <QComboBox>

namespace crossview::ui {

QString shownText(std::string_view text) {
    return QString::fromStdString(visibleText(text));
}

QString shownText(const QString& text) {
    return shownText(std::string_view(text.toStdString()));
}

QString shownLine(const QString& text) {
    return QString::fromStdString(visibleLine(text.toStdString()));
}

QString shownOnButton(const QString& text) {
    return shownText(text).replace(QLatin1Char('&'), QStringLiteral("&&"));
}

QString asToolTip(const QString& text) {
    const QString shown = shownText(text);
    return Qt::mightBeRichText(shown)
               ? QStringLiteral("<qt><span style=\"white-space:pre-wrap\">%1</span></qt>")
                     .arg(shown.toHtmlEscaped())
               : shown;
}

void setPlainToolTip(QWidget* widget, const QString& text) {
    widget->setToolTip(asToolTip(text));
}

void setPlainToolTip(QAction* action, const QString& text) {
    action->setToolTip(asToolTip(text));
}

void setPlainToolTip(QComboBox* box, int entry, const QString& text) {
    box->setItemData(entry, asToolTip(text), Qt::ToolTipRole);
}

void setPlainTitle(QWidget* window, const QString& title) {
    window->setWindowTitle(shownText(title).replace(QStringLiteral("[*]"), QStringLiteral("[*][*]")));
}

PlainLabel::PlainLabel(QWidget* parent) : QLabel(parent) {
    setTextFormat(Qt::PlainText);
}

PlainLabel::PlainLabel(const QString& text, QWidget* parent) : PlainLabel(parent) {
    setText(text);
}

} // namespace crossview::ui
