#include "widgets/view_choice.h"

#include "widgets/exclusive_row.h"

#include <QHBoxLayout>

namespace crossview::ui {

ViewChoice::ViewChoice(QWidget* parent)
    : QWidget(parent),
      m_images(new ToolEntry(tr("Images ask"), tr("Images that look for their sentences"), this)),
      m_sentences(new ToolEntry(tr("Sentences ask"), tr("Sentences that look for their images"), this)) {
    setLayout(makeExclusiveRow(this, {m_images, m_sentences}));
    for (const View view : {View::image, View::sentence})
        connect(entry(view), &QAbstractButton::clicked, this, [this, view] { Q_EMIT chosen(view); });
}

} // namespace crossview::ui
