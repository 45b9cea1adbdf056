#pragma once

#include <initializer_list>

class QAbstractButton;
class QHBoxLayout;
class QWidget;

namespace crossview::ui {

/// Buttons beside each other, one of which is chosen: the first at the beginning. The row has no parent yet.
QHBoxLayout* makeExclusiveRow(QWidget* owner, std::initializer_list<QAbstractButton*> buttons);

} // namespace crossview::ui
