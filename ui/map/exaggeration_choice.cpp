#include "map/exaggeration_choice.h"

#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QSlider>
#include <QtWidgets/QVBoxLayout>
#include <QtWidgets/QWidgetAction>

#include <algorithm>
#include <array>
#include <cmath>

namespace crossview::ui {

namespace {
constexpr std::array kSteps{1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 12.0};
constexpr double kLikeUmap = 4; // Böhm, Berens and Kobak, 2022
constexpr int kWidth = 240;
} // namespace

ExaggerationChoice::ExaggerationChoice(QWidget* parent)
    : QMenu(parent), m_slider(new QSlider(Qt::Horizontal)), m_label(new PlainLabel) {
    setObjectName(QStringLiteral("exaggeration"));
    auto* content = new QWidget;
    auto* layout = new QVBoxLayout(content);
    layout->setContentsMargins(12, 8, 12, 8);
    layout->setSpacing(4);
    m_slider->setRange(0, int(kSteps.size()) - 1);
    m_slider->setPageStep(2);
    m_slider->setMinimumWidth(kWidth);
    m_slider->setAccessibleName(tr("Exaggeration of t-SNE"));
    setPlainToolTip(m_slider,
                    tr("How strongly neighbours are pulled together. 1 is t-SNE: all differences within "
                       "groups; 4 looks like UMAP: groups far apart; more shows how groups hang "
                       "together."));
    auto* ends = new QHBoxLayout;
    for (const QString& end : {tr("t-SNE"), tr("like UMAP"), tr("threads")}) {
        auto* label = new PlainLabel(end);
        label->setProperty("secondary", true);
        ends->addWidget(label);
        if (end != tr("threads"))
            ends->addStretch();
    }
    layout->addWidget(m_label);
    layout->addWidget(m_slider);
    layout->addLayout(ends);
    auto* action = new QWidgetAction(this);
    action->setDefaultWidget(content);
    addAction(action);
    m_rest.setSingleShot(true);
    m_rest.setInterval(kRestMs);
    connect(&m_rest, &QTimer::timeout, this, [this] {
        if (value() != std::exchange(m_known, value()))
            Q_EMIT chosen(value());
    });
    connect(m_slider, &QSlider::valueChanged, this, [this] {
        showValue();
        if (!m_slider->isSliderDown())
            m_rest.start();
    });
    connect(m_slider, &QSlider::sliderReleased, &m_rest, qOverload<>(&QTimer::start));
    connect(this, &QMenu::aboutToShow, m_slider, [this] { m_slider->setFocus(Qt::PopupFocusReason); });
    showValue();
}

double ExaggerationChoice::value() const {
    return kSteps[std::size_t(m_slider->value())];
}

void ExaggerationChoice::setValue(double exaggeration) {
    const auto nearest = std::ranges::min_element(
        kSteps, {}, [exaggeration](double step) { return std::abs(std::log(step / exaggeration)); });
    const QSignalBlocker quiet(m_slider);
    m_slider->setValue(int(nearest - kSteps.begin()));
    m_known = value();
    showValue();
}

void ExaggerationChoice::showValue() {
    const QString number = locale().toString(value());
    m_label->setText(value() == 1           ? tr("Exaggeration %1: t-SNE").arg(number)
                     : value() == kLikeUmap ? tr("Exaggeration %1: like UMAP").arg(number)
                                            : tr("Exaggeration %1").arg(number));
}

} // namespace crossview::ui
