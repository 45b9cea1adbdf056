#pragma once

#include "style/plain_text.h"

#include <QtCore/QTimer>
#include <QtWidgets/QMenu>

class QSlider;

namespace crossview::ui {

/// A slider in a menu of its own: how strongly t-SNE pulls neighbours together, from t-SNE's own looks to
/// those of UMAP and beyond.
class ExaggerationChoice : public QMenu {
    Q_OBJECT
public:
    static constexpr int kRestMs = 350; ///< after the last change by keys or wheel the map is made anew

    explicit ExaggerationChoice(QWidget* parent);
    double value() const;
    /// The nearest that can be chosen. Does not emit.
    void setValue(double exaggeration);
    QSlider* slider() const { return m_slider; }
    QString text() const { return m_label->text(); }

Q_SIGNALS:
    /// By a person; once for a drag.
    void chosen(double exaggeration);

private:
    void showValue();

    QSlider* m_slider;
    PlainLabel* m_label;
    QTimer m_rest;
    double m_known = 1; // chosen last
};

} // namespace crossview::ui
