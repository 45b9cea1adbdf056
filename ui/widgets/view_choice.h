#pragma once

#include "dataset/item_ref.h"
#include "map/map_controls.h"

#include <QWidget>

namespace crossview::ui {

/// Whose queries are meant: "Images ask" or "Sentences ask", one of both.
class ViewChoice : public QWidget {
    Q_OBJECT
public:
    explicit ViewChoice(QWidget* parent = nullptr);
    ToolEntry* entry(View view) const { return view == View::image ? m_images : m_sentences; }
    /// Does not emit.
    void setView(View view) { entry(view)->setChecked(true); }

Q_SIGNALS:
    void chosen(crossview::View view);

private:
    ToolEntry* m_images;
    ToolEntry* m_sentences;
};

} // namespace crossview::ui
