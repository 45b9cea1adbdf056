#include "synthetic_map.h"

#include <QtGui/QPainter>

#include <algorithm>
#include <cmath>
#include <random>

namespace crossview::ui::test {

namespace {
const QStringList& names() {
    static const QStringList list{
        QStringLiteral("animals"),   QStringLiteral("food"),     QStringLiteral("plants"),
        QStringLiteral("flags"),     QStringLiteral("kitchen"),  QStringLiteral("living room"),
        QStringLiteral("education"), QStringLiteral("office"),   QStringLiteral("activities"),
        QStringLiteral("geography"), QStringLiteral("exterior"), QStringLiteral("doors and windows"),
        QStringLiteral("objects"),   QStringLiteral("music"),    QStringLiteral("smileys & emotion")};
    return list;
}
} // namespace

SyntheticMap makeSyntheticMap(int images, int sentencesPerImage, int clusters, int epoch) {
    std::mt19937 generator(7); // NOLINT(cert-msc51-cpp): repeatable
    std::normal_distribution<float> normal;
    std::uniform_real_distribution<float> uniform(0, 1);
    struct Centre {
        float x, y, size;
    };
    std::vector<Centre> centres;
    for (int c = 0; c < clusters; ++c) {
        const float angle = uniform(generator) * 6.2831853F;
        const float radius = 1.8F * std::sqrt(uniform(generator));
        centres.push_back(
            {1.5F * radius * std::cos(angle), radius * std::sin(angle), 0.03F + 0.16F * uniform(generator)});
    }
    auto projection = std::make_shared<Projection>();
    projection->images = Matrix(std::size_t(images), 2);
    projection->sentences = Matrix(std::size_t(images) * std::size_t(sentencesPerImage), 2);
    projection->explained = 0.34;
    SyntheticMap result;
    result.groupNames = names();
    result.sentencesPerImage = sentencesPerImage;
    const float swirl = 0.02F * float(epoch - 14);
    std::size_t sentence = 0;
    for (std::size_t i = 0; i < std::size_t(images); ++i) {
        const std::size_t c = std::size_t(uniform(generator) * float(clusters)) % std::size_t(clusters);
        result.clusterOfImage.push_back(int(c));
        result.groupOfImage.push_back(int(c % std::size_t(names().size())));
        const Centre& centre = centres[c];
        const float x = centre.x + centre.size * normal(generator),
                    y = centre.y + centre.size * normal(generator);
        projection->images(i, 0) = x + swirl * y;
        projection->images(i, 1) = y - swirl * x;
        for (int k = 0; k < sentencesPerImage; ++k, ++sentence) {
            const float sx = x + 0.7F * centre.size * normal(generator),
                        sy = y + 0.7F * centre.size * normal(generator);
            projection->sentences(sentence, 0) = sx + swirl * sy;
            projection->sentences(sentence, 1) = sy - swirl * sx;
        }
    }
    result.projection = std::move(projection);
    return result;
}

std::shared_ptr<MapClusters> clustersOf(const SyntheticMap& map) {
    auto clusters = std::make_shared<MapClusters>();
    clusters->broad.resize(std::size_t(map.groupNames.size()));
    for (std::size_t i = 0; i < map.clusterOfImage.size(); ++i) {
        const auto fine = std::size_t(map.clusterOfImage[i]);
        const int group = map.groupOfImage[i];
        clusters->fine.resize(std::max(clusters->fine.size(), fine + 1));
        clusters->fine[fine].parent = group;
        clusters->fine[fine].name =
            map.groupNames[group].toStdString() + " " + std::to_string(fine / clusters->broad.size() + 1);
        for (MapCluster* cluster : {&clusters->fine[fine], &clusters->broad[std::size_t(group)]}) {
            ++cluster->images;
            cluster->sentences += std::size_t(map.sentencesPerImage);
        }
        clusters->ofImage.push_back(int(fine));
        clusters->ofSentence.insert(clusters->ofSentence.end(), std::size_t(map.sentencesPerImage),
                                    int(fine));
    }
    for (std::size_t b = 0; b < clusters->broad.size(); ++b) {
        clusters->broad[b].name = map.groupNames[int(b)].toStdString();
        clusters->broad[b].id = clusters->nextId++;
    }
    for (MapCluster& fine : clusters->fine)
        fine.id = clusters->nextId++;
    return clusters;
}

QString SyntheticInfo::text(ItemRef item) const {
    if (item.view == View::image)
        return QStringLiteral("picture %1").arg(item.index);
    return QStringLiteral("a sentence about picture %1, number %2 of its kind")
        .arg(item.index / m_map.sentencesPerImage)
        .arg(item.index % m_map.sentencesPerImage + 1);
}

QString SyntheticInfo::conceptName(ItemRef item) const {
    const int image = item.view == View::image ? item.index : item.index / m_map.sentencesPerImage;
    return m_map.groupNames.at(m_map.groupOfImage.at(std::size_t(image)));
}

std::vector<int> SyntheticInfo::partners(ItemRef item) const {
    if (item.view == View::sentence)
        return {item.index / m_map.sentencesPerImage};
    std::vector<int> result;
    for (int k = 0; k < m_map.sentencesPerImage; ++k)
        result.push_back(item.index * m_map.sentencesPerImage + k);
    return result;
}

std::optional<double> SyntheticInfo::distance(ItemRef a, ItemRef b) const {
    const auto at = [this](ItemRef item) {
        return (item.view == View::image ? m_map.projection->images : m_map.projection->sentences)
            .row(std::size_t(item.index));
    };
    return std::hypot(double(at(a)[0] - at(b)[0]), double(at(a)[1] - at(b)[1]));
}

QImage SyntheticThumbnails::thumbnail(int image, int px) const {
    if (!m_immediate && !m_loaded.contains(image)) {
        m_wanted.insert(image);
        return {};
    }
    QImage picture(px, px, QImage::Format_ARGB32_Premultiplied);
    picture.fill(0);
    QPainter painter(&picture);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    std::mt19937 generator(unsigned(image) * 2654435761U); // NOLINT(cert-msc51-cpp)
    std::uniform_real_distribution<double> uniform(0, 1);
    for (int i = 0; i < 4; ++i) {
        painter.setBrush(QColor::fromHsvF(float(uniform(generator)), 0.75F, 0.85F));
        const double side = px * (0.25 + 0.4 * uniform(generator));
        const QRectF place(uniform(generator) * (px - side), uniform(generator) * (px - side), side, side);
        if (generator() % 2 == 0)
            painter.drawEllipse(place);
        else
            painter.drawRoundedRect(place, side / 5, side / 5);
    }
    return picture;
}

void SyntheticThumbnails::load(int image) {
    m_loaded.insert(image);
    m_wanted.erase(image);
    Q_EMIT loaded(image);
}

} // namespace crossview::ui::test
