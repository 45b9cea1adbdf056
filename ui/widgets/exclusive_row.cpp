#include "widgets/exclusive_row.h"

#include <QAbstractButton>
#include <QButtonGroup>
#include <QHBoxLayout>

namespace crossview::ui {

QHBoxLayout* makeExclusiveRow(QWidget* owner, std::initializer_list<QAbstractButton*> buttons) {
    auto* row = new QHBoxLayout;
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    auto* group = new QButtonGroup(owner);
    for (QAbstractButton* button : buttons) {
        button->setCheckable(true);
        button->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
        group->addButton(button);
        row->addWidget(button);
    }
    (*buttons.begin())->setChecked(true);
    return row;
}

} // namespace crossview::ui
