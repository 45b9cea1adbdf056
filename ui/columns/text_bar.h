#pragma once

#include "dataset/view.h"

#include <QAbstractButton>

namespace crossview::ui {

/// A text of a column with the number of its items as a bar; checked while it is asked for.
class TextBar : public QAbstractButton {
    Q_OBJECT
public:
    explicit TextBar(QWidget* parent = nullptr);

    /// `passing` of `all` items have the text; the longest bar stands for `longest`. `isPale`: others are
    /// asked for.
    void setContent(const QString& text, View view, std::size_t passing, std::size_t all, std::size_t longest,
                    bool isPale);
    std::size_t passing() const { return m_passing; }
    std::size_t all() const { return m_all; }
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    View m_view = View::image;
    std::size_t m_passing = 0, m_all = 0, m_longest = 1;
    bool m_pale = false;
};

} // namespace crossview::ui
