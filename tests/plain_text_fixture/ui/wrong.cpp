// Each way of taking a text for more than text once; the lines with "fine" are none.
void wrong(QWidget* widget, const QString& text) {
    auto* label = new QLabel(text);
    QLabel other(text);
    widget->setToolTip(text);
    item->setData(text, Qt::ToolTipRole);
    QToolTip::showText(place, text);
    widget->setWindowTitle(text);
    QMessageBox::warning(widget, text, text);
    label->setTextFormat(Qt::RichText);
    page->setHtml(text);
    item->setToolTip(0, asToolTip(text)); // fine
    setPlainToolTip(widget, text);        // fine: setToolTip(
    auto* fine = qobject_cast<QLabel*>(widget);
}
