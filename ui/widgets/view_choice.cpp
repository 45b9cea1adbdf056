#include "widgets/view_choice.h"

#include <QButtonGroup>
#include <QHBoxLayout>

namespace crossview::ui {

ViewChoice::ViewChoice(QWidget* parent)
    : QWidget(parent),
      m_images(new ToolEntry(tr("Images ask"), tr("Images that look for their sentences"), this)),
      m_sentences(new ToolEntry(tr("Sentences ask"), tr("Sentences that look for their images"), this)) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    auto* group = new QButtonGroup(this);
    for (ToolEntry* entry : {m_images, m_sentences}) {
        entry->setCheckable(true);
        entry->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
        group->addButton(entry);
        row->addWidget(entry);
        connect(entry, &QAbstractButton::clicked, this,
                [this, view = entry == m_images ? View::image : View::sentence] { Q_EMIT chosen(view); });
    }
    setView(View::image);
}

} // namespace crossview::ui
