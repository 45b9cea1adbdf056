#pragma once

#include <QWidget>

#include <array>
#include <optional>

namespace crossview::ui {

/// The loss of the paper (CVPR 2016, equation 5) set as mathematics, L = T₁ + λ₁ T₂ + λ₂ T₃ + λ₃ T₄, every
/// term in its view's colour (the within-view ones with a dashed line beneath, as on the chart) over its live
/// value.
class FormulaView : public QWidget {
    Q_OBJECT
public:
    explicit FormulaView(QWidget* parent = nullptr);
    /// Terms T1 … T4 as they came with the newest step; nothing before the first.
    void setValues(const std::optional<std::array<double, 4>>& terms);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent*) override;

private:
    std::optional<std::array<double, 4>> m_terms;
};

} // namespace crossview::ui
