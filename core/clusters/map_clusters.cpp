#include "clusters/map_clusters.h"

#include "clusters/cluster_names.h"
#include "clusters/communities.h"
#include "clusters/plane_neighbours.h"
#include "common/progress.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <utility>

namespace crossview {
namespace {

constexpr std::size_t kNeighbours = 15;
constexpr double kFineResolution = 3; // tried on maps of 1,000 to 20,000 items, together with the next
constexpr double kBroadResolution = 0.07;
constexpr double kNearlyAsGood = 0.99; // share of a fresh division's modularity
constexpr double kSame = 0.5;          // share of its members that a cluster must keep to be the same

using Partition = std::vector<std::uint32_t>;

/// Items that have a place, images first, and where.
struct Places {
    std::vector<std::uint32_t> item; // images first; a sentence s counts as image count + s
    Matrix at;                       // [items, 2]
};

Places placesOf(const Projection& map, const std::vector<std::int32_t>& leftOut) {
    Places places;
    std::vector<float> values;
    const auto add = [&](std::span<const float> xy, std::size_t item) {
        if (!std::isfinite(xy[0]) || !std::isfinite(xy[1]))
            return;
        places.item.push_back(static_cast<std::uint32_t>(item));
        values.insert(values.end(), xy.begin(), xy.end());
    };
    for (std::size_t i = 0; i < map.images.rows(); ++i)
        if (!std::ranges::binary_search(leftOut, static_cast<std::int32_t>(i)))
            add(map.images.row(i), i);
    for (std::size_t s = 0; s < map.sentences.rows(); ++s)
        add(map.sentences.row(s), map.images.rows() + s);
    places.at = Matrix(places.item.size(), 2, std::move(values));
    return places;
}

/// The clusters before by the items that have a place now; empty where there is none or it is of other data.
Partition partitionBefore(const Places& places, const MapClusters* previous, std::size_t images,
                          std::size_t sentences) {
    if (!previous || previous->ofImage.size() != images || previous->ofSentence.size() != sentences)
        return {};
    Partition before;
    auto alone = static_cast<std::uint32_t>(previous->fine.size());
    for (const std::uint32_t item : places.item) {
        const std::int32_t cluster =
            item < images ? previous->ofImage[item] : previous->ofSentence[item - images];
        before.push_back(cluster >= 0 ? static_cast<std::uint32_t>(cluster) : alone++);
    }
    return before;
}

/// A fresh division, or one that goes on from `before` where that is nearly as good.
Partition divided(const WeightedGraph& graph, double resolution, const Partition& before, std::uint64_t seed,
                  const std::stop_token& stop) {
    Partition fresh = communities(graph, resolution, seed, {}, stop);
    if (before.empty())
        return fresh;
    Partition kept = communities(graph, resolution, seed, before, stop);
    const double least = kNearlyAsGood * modularity(graph, fresh, resolution);
    return modularity(graph, kept, resolution) >= least ? kept : fresh;
}

std::size_t countOf(const Partition& partition) {
    return partition.empty() ? 0 : std::size_t{*std::ranges::max_element(partition)} + 1;
}

/// Numbers by falling size, equal ones in the order they had.
void orderBySize(Partition& partition, std::span<const double> weight) {
    std::vector<double> size(countOf(partition));
    for (std::size_t i = 0; i < partition.size(); ++i)
        size[partition[i]] += weight.empty() ? 1 : weight[i];
    std::vector<std::uint32_t> order(size.size());
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::stable_sort(order, [&](std::uint32_t a, std::uint32_t b) { return size[a] > size[b]; });
    std::vector<std::uint32_t> number(size.size());
    for (std::size_t rank = 0; rank < order.size(); ++rank)
        number[order[rank]] = static_cast<std::uint32_t>(rank);
    for (std::uint32_t& part : partition)
        part = number[part];
}

/// Which cluster before each one of now is: the one with which it shares most, if that is most of both; -1
/// for none. `now` and `before` are numbers of the same items.
std::vector<std::int32_t> matches(const Partition& now, const Partition& before) {
    std::vector<std::int32_t> match(countOf(now), -1);
    if (before.empty())
        return match;
    std::vector<double> sizeNow(match.size()), sizeBefore(countOf(before));
    std::map<std::pair<std::uint32_t, std::uint32_t>, double> shared;
    for (std::size_t i = 0; i < now.size(); ++i) {
        ++sizeNow[now[i]];
        ++sizeBefore[before[i]];
        ++shared[{now[i], before[i]}];
    }
    // More than half of the larger: no other pair of either can be so too.
    for (const auto& [pair, count] : shared)
        if (count > kSame * std::max(sizeNow[pair.first], sizeBefore[pair.second]))
            match[pair.first] = static_cast<std::int32_t>(pair.second);
    return match;
}

class Level {
public:
    /// `number`: cluster of each item that has a place.
    Level(std::vector<MapCluster>& clusters, const Places& places, const Partition& number,
          const ClusterData& data, std::size_t images)
        : m_clusters(clusters), m_places(places), m_number(number), m_data(data), m_images(images),
          m_sentences(countOf(number)) {
        m_clusters.resize(m_sentences.size());
    }

    void gather(const std::stop_token& stop) {
        const Relation& relation = m_data.dataset->relation();
        for (std::size_t p = 0; p < m_number.size(); ++p) {
            MapCluster& cluster = m_clusters[m_number[p]];
            std::vector<std::int32_t>& sentences = m_sentences[m_number[p]];
            const std::size_t item = m_places.item[p];
            if (item >= m_images) {
                ++cluster.sentences;
                sentences.push_back(static_cast<std::int32_t>(item - m_images));
                continue;
            }
            ++cluster.images;
            const auto of = relation.sentencesOf(item);
            sentences.insert(sentences.end(), of.begin(), of.end());
        }
        for (std::vector<std::int32_t>& sentences : m_sentences) {
            throwIfStopped(stop);
            std::ranges::sort(sentences);
            sentences.erase(std::unique(sentences.begin(), sentences.end()), sentences.end());
        }
    }

    /// Ids and names, those before where they match.
    void name(const std::vector<MapCluster>& before, const std::vector<std::int32_t>& match,
              std::span<const MapCluster> parents, std::uint32_t& nextId, const std::stop_token& stop) {
        std::vector<std::string> names(m_clusters.size());
        for (std::size_t c = 0; c < m_clusters.size(); ++c) {
            const bool known = match[c] >= 0 && static_cast<std::size_t>(match[c]) < before.size();
            const MapCluster* old = known ? &before[static_cast<std::size_t>(match[c])] : nullptr;
            m_clusters[c].id = old ? old->id : nextId++;
            if (old)
                names[c] = old->name;
        }
        nameClusters(m_clusters, parents, m_sentences, names, m_data.words, stop);
    }

    /// The image nearest to the middle; one of whose sentences says the name's first word, if there is one.
    void choosePictures(const std::stop_token& stop) {
        std::vector<double> x(m_clusters.size()), y(m_clusters.size()), best(m_clusters.size(), kFar);
        for (std::size_t p = 0; p < m_number.size(); ++p) {
            x[m_number[p]] += double(m_places.at(p, 0));
            y[m_number[p]] += double(m_places.at(p, 1));
        }
        for (std::size_t p = 0; p < m_number.size() && m_places.item[p] < m_images; ++p) {
            if (p % kPollItems == 0)
                throwIfStopped(stop);
            const std::size_t c = m_number[p];
            MapCluster& cluster = m_clusters[c];
            const auto count = static_cast<double>(cluster.images + cluster.sentences);
            double distance = std::hypot(double(m_places.at(p, 0)) - x[c] / count,
                                         double(m_places.at(p, 1)) - y[c] / count);
            if (!m_data.dataset->hasPicture(m_places.item[p]))
                continue;
            if (!isCalled(m_places.item[p], cluster.name))
                distance += kOtherName;
            if (distance < best[c]) {
                best[c] = distance;
                cluster.picture = static_cast<std::int32_t>(m_places.item[p]);
            }
        }
    }

private:
    static constexpr double kFar = std::numeric_limits<double>::infinity();
    static constexpr double kOtherName = 1e6; // farther than any place on a map
    static constexpr std::size_t kPollItems = 4096;

    bool isCalled(std::size_t image, const std::string& name) const {
        const std::string word = name.substr(0, name.find(','));
        for (const std::int32_t sentence : m_data.dataset->relation().sentencesOf(image))
            for (const std::uint32_t term : m_data.words.termsOf(static_cast<std::size_t>(sentence)))
                if (m_data.words.word(term) == word)
                    return true;
        return false;
    }

    std::vector<MapCluster>& m_clusters;
    const Places& m_places;
    const Partition& m_number;
    const ClusterData& m_data;
    std::size_t m_images;
    std::vector<std::vector<std::int32_t>> m_sentences; // per cluster
};

/// Membership of the items from that of what they were condensed to.
Partition through(const Partition& fine, const Partition& broadOfFine) {
    Partition broad;
    broad.reserve(fine.size());
    for (const std::uint32_t number : fine)
        broad.push_back(broadOfFine[number]);
    return broad;
}

} // namespace

MapClusters mapClusters(const Projection& map, const ClusterData& data, const MapClusters* previous,
                        std::uint64_t seed, const std::stop_token& stop) {
    const std::size_t images = map.images.rows();
    MapClusters result;
    result.ofImage.assign(images, -1);
    result.ofSentence.assign(map.sentences.rows(), -1);
    result.nextId = previous ? previous->nextId : 0;
    const Places places = placesOf(map, data.leftOut);
    if (places.item.size() < 2)
        return result;
    const WeightedGraph graph = graphOf(planeNeighbours(places.at, kNeighbours, stop), stop);

    const Partition fineBefore = partitionBefore(places, previous, images, map.sentences.rows());
    Partition fine = divided(graph, kFineResolution, fineBefore, seed, stop);
    orderBySize(fine, {});
    const std::vector<std::int32_t> fineMatch = matches(fine, fineBefore);

    // The broad ones are communities of the fine ones, from where those stood before.
    const WeightedGraph level = condensed(graph, fine, countOf(fine), stop);
    std::vector<double> size(level.nodes());
    for (const std::uint32_t number : fine)
        ++size[number];
    Partition start;
    Partition broadBefore;
    if (!fineBefore.empty()) {
        auto alone = static_cast<std::uint32_t>(previous->broad.size());
        for (const std::int32_t match : fineMatch) {
            const bool known = match >= 0 && static_cast<std::size_t>(match) < previous->fine.size();
            start.push_back(known ? static_cast<std::uint32_t>(previous->broadOf(match)) : alone++);
        }
        for (const std::uint32_t number : fineBefore) {
            const bool known = number < previous->fine.size();
            broadBefore.push_back(
                known ? static_cast<std::uint32_t>(previous->broadOf(static_cast<std::int32_t>(number)))
                      : alone++);
        }
    }
    Partition broadOfFine = divided(level, kBroadResolution, start, seed, stop);
    orderBySize(broadOfFine, size);
    const Partition broad = through(fine, broadOfFine);

    const std::vector<MapCluster> none;
    Level broadLevel(result.broad, places, broad, data, images);
    broadLevel.gather(stop);
    broadLevel.name(previous ? previous->broad : none, matches(broad, broadBefore), {}, result.nextId, stop);
    broadLevel.choosePictures(stop);
    Level fineLevel(result.fine, places, fine, data, images);
    for (std::size_t f = 0; f < result.fine.size(); ++f)
        result.fine[f].parent = static_cast<std::int32_t>(broadOfFine[f]);
    fineLevel.gather(stop);
    fineLevel.name(previous ? previous->fine : none, fineMatch, result.broad, result.nextId, stop);
    fineLevel.choosePictures(stop);
    for (std::size_t p = 0; p < fine.size(); ++p) {
        const std::size_t item = places.item[p];
        (item < images ? result.ofImage[item] : result.ofSentence[item - images]) =
            static_cast<std::int32_t>(fine[p]);
    }
    return result;
}

} // namespace crossview
