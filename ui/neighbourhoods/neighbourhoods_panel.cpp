#include "neighbourhoods/neighbourhoods_panel.h"

#include "widgets/building_blocks.h"

#include <QVBoxLayout>

#include <cmath>

namespace crossview::ui {
namespace {

QString percent(double share) {
    return std::isfinite(share) ? NeighbourhoodsPanel::tr("%1 %").arg(100 * share, 0, 'f', 1)
                                : NeighbourhoodsPanel::tr("–");
}

QString distance(double gap) {
    return QString::number(gap, 'f', 3);
}

/// "images 41.0 % → 63.2 % (features 58.1 %)"
QString course(const QString& name, double features, double first, double now) {
    return std::isfinite(features)
               ? NeighbourhoodsPanel::tr("%1: %2 → %3, on the features alone %4")
                     .arg(name, percent(first), percent(now), percent(features))
               : NeighbourhoodsPanel::tr("%1: %2 → %3").arg(name, percent(first), percent(now));
}

} // namespace

NeighbourhoodsPanel::NeighbourhoodsPanel(QWidget* parent)
    : QWidget(parent), m_summary(makeSecondary({})),
      m_shares(
          new EpochChart({tr("Neighbours that mean the same"), tr("% within a view"),
                          tr("After the first epochs: the share of an item's mates among its ten nearest.")},
                         {{tr("images"), tr("images"), Role::ImageView, Qt::SolidLine},
                          {tr("sentences"), tr("sentences"), Role::SentenceView, Qt::SolidLine},
                          {tr("features"), tr("images' features"), Role::ImageView, Qt::DotLine},
                          {tr("features"), tr("sentences' features"), Role::SentenceView, Qt::DotLine}},
                         [](double value) { return tr("%1 %").arg(value, 0, 'f', 1); })),
      m_gap(new EpochChart({tr("Modality gap"), tr("distance of the means"),
                            tr("After the first epochs: how far the two views lie apart.")},
                           {{tr("gap"), tr("gap"), Role::Total, Qt::SolidLine}}, &distance)) {
    setAccessibleName(tr("Structure of neighbourhoods"));
    m_shares->setObjectName(QStringLiteral("shareChart"));
    m_gap->setObjectName(QStringLiteral("gapChart"));
    setPlainToolTip(
        m_shares,
        tr("Of the other items of an item's own concept (sentences without one: of its image) that "
           "could stand among its ten nearest of the same view, the share that does. The terms T₃ and "
           "T₄ pull them there. Dotted: in the features, before any network. Click: show that epoch."));
    setPlainToolTip(m_gap,
                    tr("Distance between the mean of all images and the mean of all sentences. Ranks within "
                       "one direction do not depend on it; the map takes it away. Click: show that epoch."));
    m_summary->setWordWrap(true);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(4, 4, 4, 8);
    layout->setSpacing(8);
    layout->addWidget(m_shares, 3);
    layout->addWidget(m_gap, 2);
    m_summary->setContentsMargins(8, 0, 8, 0);
    layout->addWidget(m_summary);
    for (EpochChart* chart : {m_shares, m_gap})
        connect(chart, &ChartPanel::epochRequested, this, &NeighbourhoodsPanel::epochRequested);
    setStructure({});
}

QString NeighbourhoodsPanel::summary() const {
    return m_summary->text();
}

void NeighbourhoodsPanel::setEpochMarker(int epoch) {
    m_shares->setEpochMarker(epoch);
    m_gap->setEpochMarker(epoch);
}

void NeighbourhoodsPanel::setStructure(std::span<const EpochStructure> structure) {
    ViewStructure features;
    if (!structure.empty() && structure.front().epoch == EpochStructure::kFeatures) {
        features = structure.front().views;
        structure = structure.subspan(1);
    }
    std::vector<std::vector<EpochChart::Point>> shares(4), gap(1);
    for (const EpochStructure& known : structure) {
        shares[0].emplace_back(known.epoch, 100 * known.views.images);
        shares[1].emplace_back(known.epoch, 100 * known.views.sentences);
        gap[0].emplace_back(known.epoch, known.views.gap);
    }
    if (!structure.empty())
        for (const int end : {0, structure.back().epoch}) {
            shares[2].emplace_back(end, 100 * features.images);
            shares[3].emplace_back(end, 100 * features.sentences);
        }
    m_shares->setPoints(std::move(shares));
    m_gap->setPoints(std::move(gap));
    if (structure.empty()) {
        m_summary->setText(tr("Measured beside a training, from its first epoch on, and kept with the run."));
        return;
    }
    const EpochStructure& first = structure.front();
    const EpochStructure& now = structure.back();
    m_summary->setText(
        tr("From epoch %1 to %2. %3; %4. The views' means lie %5 apart.")
            .arg(first.epoch)
            .arg(now.epoch)
            .arg(course(tr("Images"), features.images, first.views.images, now.views.images),
                 course(tr("sentences"), features.sentences, first.views.sentences, now.views.sentences),
                 distance(now.views.gap)));
}

} // namespace crossview::ui
