#include "experiment/formula_view.h"

#include "style/plain_text.h"
#include "widgets/building_blocks.h"

#include <QLocale>
#include <QPainter>

namespace crossview::ui {
namespace {

/// A letter with an index, or an operator.
struct Piece {
    const char* letter;
    const char* index;
    int term; // 0 … 3 for T1 … T4, -1 otherwise
};
constexpr std::array kPieces{Piece{"L", "", -1}, Piece{"=", "", -1},  Piece{"T", "1", 0},
                             Piece{"+", "", -1}, Piece{"λ", "1", -1}, Piece{"T", "2", 1},
                             Piece{"+", "", -1}, Piece{"λ", "2", -1}, Piece{"T", "3", 2},
                             Piece{"+", "", -1}, Piece{"λ", "3", -1}, Piece{"T", "4", 3}};
constexpr std::array kTermRoles{Role::ImageView, Role::SentenceView, Role::ImageView, Role::SentenceView};

QFont letterFont(const QFont& base, double factor, bool italic) {
    QFont font(QStringLiteral("serif"));
    font.setStyleHint(QFont::Serif);
    font.setPointSizeF(base.pointSizeF() * factor);
    font.setItalic(italic);
    return font;
}

} // namespace

FormulaView::FormulaView(QWidget* parent) : QWidget(parent) {
    setPlainToolTip(this, tr("The loss: T₁ image→sentence, T₂ sentence→image, T₃ structure of the images, "
                             "T₄ structure of the sentences. Beneath each term its newest value."));
    setAccessibleName(tr("Loss formula"));
}

void FormulaView::setValues(const std::optional<std::array<double, 4>>& terms) {
    m_terms = terms;
    update();
}

QSize FormulaView::sizeHint() const {
    return {230, QFontMetrics(letterFont(font(), 1.35, true)).height() + QFontMetrics(font()).height() + 8};
}

void FormulaView::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QFont italic = letterFont(font(), 1.35, true);
    const QFont upright = letterFont(font(), 1.3, false);
    const QFont index = letterFont(font(), 0.85, false);
    const auto width = [&](const Piece& piece) {
        const bool isOperator = *piece.letter == '+' || *piece.letter == '=';
        const QFontMetricsF metrics(isOperator ? upright : italic);
        return metrics.horizontalAdvance(QString::fromUtf8(piece.letter)) +
               QFontMetricsF(index).horizontalAdvance(QString::fromUtf8(piece.index));
    };
    double total = 0;
    for (const Piece& piece : kPieces)
        total += width(piece);
    const double gap =
        std::clamp((this->width() - total) / static_cast<double>(kPieces.size() - 1), 2.0, 9.0);
    const double baseline = QFontMetricsF(italic).ascent() + 2;
    QFont small = font();
    small.setPointSizeF(small.pointSizeF() - 1.5);
    double x = 0;
    for (const Piece& piece : kPieces) {
        const bool isOperator = *piece.letter == '+' || *piece.letter == '=';
        const QFont& face = isOperator ? upright : italic;
        const double letterWidth = QFontMetricsF(face).horizontalAdvance(QString::fromUtf8(piece.letter));
        const QColor colour = piece.term < 0
                                  ? theme().color(Role::Text)
                                  : theme().readable(kTermRoles.at(static_cast<std::size_t>(piece.term)));
        painter.setPen(colour);
        painter.setFont(face);
        painter.drawText(QPointF(x, baseline), QString::fromUtf8(piece.letter));
        painter.setFont(index);
        painter.drawText(QPointF(x + letterWidth, baseline + 3), QString::fromUtf8(piece.index));
        if (piece.term >= 0) {
            const double right = x + width(piece);
            if (piece.term >= 2) { // within-view terms are dashed everywhere
                painter.setPen(QPen(colour, 1.5, Qt::CustomDashLine));
                QPen pen = painter.pen();
                pen.setDashPattern({3, 2});
                painter.setPen(pen);
                painter.drawLine(QPointF(x, baseline + 6), QPointF(right, baseline + 6));
            }
            const QString value =
                m_terms ? QLocale().toString(m_terms->at(static_cast<std::size_t>(piece.term)), 'f', 3)
                        : QStringLiteral("–");
            painter.setFont(small);
            painter.setPen(theme().color(Role::SecondaryText));
            const double half = QFontMetricsF(small).horizontalAdvance(value) / 2 + 1;
            const double middle = std::clamp((x + right) / 2, half, this->width() - half);
            painter.drawText(QRectF(middle - half, baseline + 8, 2 * half, QFontMetricsF(small).height()),
                             Qt::AlignHCenter | Qt::AlignTop, value);
        }
        x += width(piece) + gap;
    }
}

} // namespace crossview::ui
