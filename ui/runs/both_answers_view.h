#pragma once

#include "bridge/runs/run_comparer.h"
#include "widgets/item_buttons.h"

#include <QWidget>

#include <array>

class QLineEdit;

namespace crossview::ui {

class PlainLabel;
class ResultView;

/// A query field, and beneath it what two runs answer, side by side.
class BothAnswersView : public QWidget {
    Q_OBJECT
public:
    explicit BothAnswersView(const ItemSources& sources, QWidget* parent = nullptr);
    QLineEdit* field() const { return m_field; }
    ResultView* results(std::size_t run) const { return m_results.at(run); }
    void setAnswers(const BothAnswers& answers);
    void setSelected(ItemRef item);

Q_SIGNALS:
    void queryEdited(const QString& text);
    void chosen(crossview::ItemRef item);

private:
    const DatasetInfo* m_info;
    QLineEdit* m_field;
    PlainLabel* m_asked; ///< the item that was asked with
    std::array<PlainLabel*, 2> m_notes{};
    std::array<ResultView*, 2> m_results{};
};

} // namespace crossview::ui
