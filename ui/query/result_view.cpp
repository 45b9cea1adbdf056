#include "query/result_view.h"

#include "widgets/building_blocks.h"

#include <QPropertyAnimation>
#include <QStyle>

namespace crossview::ui {
namespace {

constexpr int kGap = 8;
constexpr int kWantedCard = 100; // 92 … 128 px, as many as fit a row
constexpr int kMoveMilliseconds = 120;

} // namespace

ResultView::ResultView(const ItemSources& sources, QWidget* parent) : QWidget(parent), m_sources(sources) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

int ResultView::columns() const {
    return m_view == View::sentence ? 1 : std::max(1, (width() + kGap) / (kWantedCard - 8 + kGap));
}

QRect ResultView::place(std::size_t index) const {
    const auto position = static_cast<int>(index);
    if (m_view == View::sentence) {
        const int rowHeight = fontMetrics().height() + 10;
        return {0, position * rowHeight, width(), rowHeight};
    }
    const int count = columns();
    const int side = std::min(128, (width() - (count - 1) * kGap) / count);
    const int cardHeight = ResultCard::heightFor(side, fontMetrics());
    return {position % count * (side + kGap), position / count * (cardHeight + kGap), side, cardHeight};
}

QSize ResultView::sizeHint() const {
    const int height = m_order.empty() ? 0 : place(m_order.size() - 1).bottom() + 1;
    return {3 * kWantedCard, height};
}

ItemButton* ResultView::makeButton(ItemRef item) {
    ItemButton* button = nullptr;
    if (item.view == View::image)
        button = new ResultCard(m_sources, item, this);
    else
        button = new TextRow(m_sources, item, this);
    button->setObjectName(QStringLiteral("result"));
    connect(button, &ItemButton::chosen, this, &ResultView::chosen);
    return button;
}

void ResultView::show(const QueryAnswer& answer) {
    if (answer.query.answerView() != m_view) {
        clear();
        m_view = answer.query.answerView();
    }
    QHash<int, ItemButton*> buttons;
    m_order.clear();
    for (std::size_t h = 0; h < answer.hits.size(); ++h) {
        const Hit& hit = answer.hits[h];
        ItemButton* button = m_buttons.take(hit.item);
        if (!button)
            button = makeButton({m_view, hit.item});
        if (auto* card = qobject_cast<ResultCard*>(button))
            card->setResult(hit.distance, answer.truePairs[h]);
        else if (auto* row = qobject_cast<TextRow*>(button))
            row->setDistance(hit.distance, answer.truePairs[h]);
        button->setSelected(button->item() == m_selected);
        buttons.insert(hit.item, button);
        m_order.push_back(button);
    }
    for (ItemButton* gone : std::as_const(m_buttons)) {
        gone->hide();
        gone->deleteLater(); // it may be the sender of the click that led here
    }
    m_buttons = buttons;
    for (std::size_t i = 1; i < m_order.size(); ++i)
        setTabOrder(m_order[i - 1], m_order[i]);
    arrange(true);
}

void ResultView::clear() {
    for (ItemButton* button : std::as_const(m_buttons)) {
        button->hide();
        button->deleteLater();
    }
    m_buttons.clear();
    m_order.clear();
    arrange(false);
}

void ResultView::setSelected(ItemRef item) {
    m_selected = item;
    for (ItemButton* button : m_order)
        button->setSelected(button->item() == item);
}

void ResultView::arrange(bool animated) {
    updateGeometry();
    setFixedHeight(sizeHint().height());
    const bool moves =
        animated && style()->styleHint(QStyle::SH_Widget_Animation_Duration, nullptr, this) > 0;
    for (std::size_t i = 0; i < m_order.size(); ++i) {
        ItemButton* button = m_order[i];
        const QRect target = place(i);
        for (QPropertyAnimation* running : button->findChildren<QPropertyAnimation*>())
            delete running;
        button->resize(target.size());
        const bool isNew = !button->isVisibleTo(this);
        if (isNew || !moves || button->pos() == target.topLeft()) {
            button->move(target.topLeft());
            button->setVisible(true);
            continue;
        }
        auto* animation = new QPropertyAnimation(button, "pos", button);
        animation->setDuration(kMoveMilliseconds);
        animation->setEasingCurve(QEasingCurve::OutCubic);
        animation->setEndValue(target.topLeft());
        animation->start(QAbstractAnimation::DeleteWhenStopped);
    }
}

void ResultView::resizeEvent(QResizeEvent*) {
    arrange(false);
}

} // namespace crossview::ui
