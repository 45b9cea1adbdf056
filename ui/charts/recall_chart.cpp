#include "charts/recall_chart.h"

#include "style/plain_text.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace crossview::ui {

RecallChart::RecallChart(TimeAxis* axis, QWidget* parent) : ChartPanel(axis, parent) {
    setObjectName(QStringLiteral("recallChart"));
    setPlainToolTip(
        this,
        tr("Share of validation queries with a true match among the first 1, 5 and 10. Click: show that "
           "epoch."));
    const auto add = [this](const QString& name, const QString& direction, Role role, Qt::PenStyle style) {
        addCurve({name, direction, role, style, 1.5});
    };
    add(tr("R@1 image → sent."), tr("R@1 image → sentence"), Role::ImageView, Qt::SolidLine);
    add(tr("R@5"), tr("R@5 image → sentence"), Role::ImageView, Qt::DashLine);
    add(tr("R@10"), tr("R@10 image → sentence"), Role::ImageView, Qt::DotLine);
    add(tr("R@1 sent. → image"), tr("R@1 sentence → image"), Role::SentenceView, Qt::SolidLine);
    add(tr("R@5"), tr("R@5 sentence → image"), Role::SentenceView, Qt::DashLine);
    add(tr("R@10"), tr("R@10 sentence → image"), Role::SentenceView, Qt::DotLine);
    updateUnit();
    refreshNow();
}

void RecallChart::updateUnit() {
    QString unit = tr("% of queries");
    if (!m_epochs.empty()) {
        const RecallBothWays& recall = m_epochs.back().validation;
        const auto images = qlonglong(recall.imageToSentence.queries);
        const auto sentences = qlonglong(recall.sentenceToImage.queries);
        unit = images == sentences ? tr("% of %L1 queries").arg(images)
                                   : tr("% of %L1 and %L2 queries").arg(images).arg(sentences);
    }
    setTexts(tr("Recall, validation"), unit,
             m_nothingMeasured ? tr("There is no validation split, so that no recall is measured.")
                               : tr("Recall on the validation split appears here after every epoch."));
}

void RecallChart::addEpoch(const EpochMetrics& epoch) {
    if (!m_epochs.empty() && epoch.epoch <= m_epochs.back().epoch)
        return;
    if (!epoch.validation.isMeasured()) { // no curve over nothing
        m_nothingMeasured = m_epochs.empty();
        updateUnit();
        scheduleRefresh();
        return;
    }
    m_nothingMeasured = false;
    m_epochs.push_back(epoch);
    if (epoch.best)
        setBestEpoch(epoch.epoch);
    timeAxis()->reach(epoch.step, epoch.epoch);
    updateUnit();
    scheduleRefresh();
}

void RecallChart::clear() {
    m_epochs.clear();
    m_nothingMeasured = false;
    setBestEpoch(0);
    timeAxis()->clear();
    updateUnit();
    refreshNow();
}

double RecallChart::valueOf(const EpochMetrics& epoch, std::size_t curve) {
    const Recall& recall = curve < 3 ? epoch.validation.imageToSentence : epoch.validation.sentenceToImage;
    return curve % 3 == 0 ? recall.r1 : curve % 3 == 1 ? recall.r5 : recall.r10;
}

std::vector<QPointF> RecallChart::points(std::size_t curve, int /*columns*/) const {
    std::vector<QPointF> result;
    for (const EpochMetrics& epoch : m_epochs)
        if (std::isfinite(valueOf(epoch, curve)))
            result.emplace_back(epoch.step, valueOf(epoch, curve));
    return result;
}

double RecallChart::largestValue() const {
    double largest = 0;
    for (const EpochMetrics& epoch : m_epochs)
        for (std::size_t curve = 0; curve < 6; ++curve)
            if (std::isfinite(valueOf(epoch, curve)))
                largest = std::max(largest, valueOf(epoch, curve));
    return largest;
}

int RecallChart::firstStep() const {
    return m_epochs.size() < 2 ? 0 : m_epochs.front().step;
}

int RecallChart::finalStep() const {
    return m_epochs.empty() ? 1 : m_epochs.back().step;
}

const EpochMetrics& RecallChart::nearest(int step) const {
    return *std::min_element(m_epochs.begin(), m_epochs.end(),
                             [step](const EpochMetrics& a, const EpochMetrics& b) {
                                 return std::abs(a.step - step) < std::abs(b.step - step);
                             });
}

std::vector<ChartPanel::Value> RecallChart::valuesAt(int step) const {
    std::vector<Value> result(6);
    if (m_epochs.empty())
        return result;
    for (std::size_t curve = 0; curve < 6; ++curve) {
        const double value = valueOf(nearest(step), curve);
        result[curve] = {tr("%1 %").arg(locale().toString(value, 'f', 1)), std::isfinite(value)};
    }
    return result;
}

QString RecallChart::headline(int step) const {
    return m_epochs.empty() ? QString() : tr("epoch %1").arg(nearest(step).epoch);
}

std::pair<QString, QString> RecallChart::endLabels() const {
    if (m_epochs.size() < 2)
        return {QString(), m_epochs.empty() ? QString() : tr("epoch %1").arg(m_epochs.back().epoch)};
    return {tr("epoch %1").arg(m_epochs.front().epoch), tr("epoch %1").arg(m_epochs.back().epoch)};
}

} // namespace crossview::ui
