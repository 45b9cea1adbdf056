#include "clusters/communities.h"

#include "common/progress.h"
#include "common/seeded_random.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace crossview {
namespace {

constexpr std::uint32_t kNone = 0xffffffffU;
constexpr std::size_t kPollNodes = 4096;
constexpr int kMostRounds = 30; // over all nodes, of one level
constexpr int kMostPasses = 20; // from single nodes up

/// In a loop over nodes.
void pollAt(std::size_t node, const std::stop_token& stop) {
    if (node % kPollNodes == 0)
        throwIfStopped(stop);
}

/// Renumbers in the order of the first members; returns how many there are.
std::size_t renumber(std::vector<std::uint32_t>& membership) {
    std::uint32_t most = 0;
    for (const std::uint32_t community : membership)
        most = std::max(most, community);
    std::vector<std::uint32_t> number(membership.empty() ? 0 : std::size_t{most} + 1, kNone);
    std::uint32_t next = 0;
    for (std::uint32_t& community : membership) {
        if (number[community] == kNone)
            number[community] = next++;
        community = number[community];
    }
    return next;
}

std::vector<double> degreesOf(const WeightedGraph& graph) {
    std::vector<double> degrees(graph.nodes());
    for (std::size_t node = 0; node < graph.nodes(); ++node)
        for (const WeightedGraph::Edge& edge : graph.edgesOf(node))
            degrees[node] += double(edge.weight);
    return degrees;
}

/// One level: every node to the neighbouring community that gains most, until none moves.
class LocalMoving {
public:
    LocalMoving(const WeightedGraph& graph, double resolution, std::vector<std::uint32_t>& membership)
        : m_graph(graph), m_membership(membership), m_degrees(degreesOf(graph)),
          m_total(std::accumulate(m_degrees.begin(), m_degrees.end(), 0.0)), m_resolution(resolution),
          m_degreeOf(graph.nodes()), m_linkTo(graph.nodes()) {
        for (std::size_t node = 0; node < graph.nodes(); ++node)
            m_degreeOf[membership[node]] += m_degrees[node];
    }

    /// Whether any node moved.
    bool run(SeededRandom& random, const std::stop_token& stop) {
        if (m_total <= 0)
            return false;
        std::vector<std::uint32_t> queue(m_graph.nodes());
        std::iota(queue.begin(), queue.end(), 0U);
        random.shuffle(queue);
        std::vector<bool> waits(m_graph.nodes(), true);
        bool moved = false;
        const std::size_t most = kMostRounds * m_graph.nodes();
        for (std::size_t done = 0; done < queue.size() && done < most; ++done) {
            pollAt(done, stop);
            const std::uint32_t node = queue[done];
            waits[node] = false;
            const std::uint32_t to = best(node);
            if (to == m_membership[node])
                continue;
            m_degreeOf[m_membership[node]] -= m_degrees[node];
            m_degreeOf[to] += m_degrees[node];
            m_membership[node] = to;
            moved = true;
            // Who stands beside it may want to follow.
            for (const WeightedGraph::Edge& edge : m_graph.edgesOf(node))
                if (!waits[edge.other] && m_membership[edge.other] != to) {
                    waits[edge.other] = true;
                    queue.push_back(edge.other);
                }
        }
        return moved;
    }

private:
    std::uint32_t best(std::uint32_t node) {
        const std::uint32_t own = m_membership[node];
        m_touched.clear();
        for (const WeightedGraph::Edge& edge : m_graph.edgesOf(node)) {
            if (edge.other == node)
                continue;
            const std::uint32_t community = m_membership[edge.other];
            if (m_linkTo[community] == 0)
                m_touched.push_back(community);
            m_linkTo[community] += double(edge.weight);
        }
        const double expected = m_resolution * m_degrees[node] / m_total;
        std::uint32_t result = own;
        double most = m_linkTo[own] - expected * (m_degreeOf[own] - m_degrees[node]);
        for (const std::uint32_t community : m_touched) {
            const double gain = m_linkTo[community] - expected * m_degreeOf[community];
            // By more than rounding, or a node could go round for ever.
            if (community != own && gain > most + 1e-9) {
                most = gain;
                result = community;
            }
        }
        for (const std::uint32_t community : m_touched)
            m_linkTo[community] = 0;
        m_linkTo[own] = 0;
        return result;
    }

    const WeightedGraph& m_graph;
    std::vector<std::uint32_t>& m_membership;
    std::vector<double> m_degrees;
    double m_total;
    double m_resolution;
    std::vector<double> m_degreeOf; // of a community
    std::vector<double> m_linkTo;   // of the node at hand to a community
    std::vector<std::uint32_t> m_touched;
};

/// Every part of a community that hangs together, as one of its own.
std::vector<std::uint32_t> connectedParts(const WeightedGraph& graph,
                                          std::span<const std::uint32_t> membership) {
    std::vector<std::uint32_t> part(graph.nodes(), kNone);
    std::vector<std::uint32_t> front;
    std::uint32_t count = 0;
    for (std::size_t first = 0; first < graph.nodes(); ++first) {
        if (part[first] != kNone)
            continue;
        part[first] = count;
        front.assign(1, static_cast<std::uint32_t>(first));
        while (!front.empty()) {
            const std::uint32_t node = front.back();
            front.pop_back();
            for (const WeightedGraph::Edge& edge : graph.edgesOf(node))
                if (part[edge.other] == kNone && membership[edge.other] == membership[node]) {
                    part[edge.other] = count;
                    front.push_back(edge.other);
                }
        }
        ++count;
    }
    return part;
}

/// Moves whole communities as if they were nodes. Whether any moved.
bool mergeOnce(const WeightedGraph& graph, double resolution, std::vector<std::uint32_t>& membership,
               SeededRandom& random, const std::stop_token& stop) {
    const std::size_t count = renumber(membership);
    const WeightedGraph level = condensed(graph, membership, count, stop);
    std::vector<std::uint32_t> merged(count);
    std::iota(merged.begin(), merged.end(), 0U);
    if (!LocalMoving(level, resolution, merged).run(random, stop))
        return false;
    for (std::uint32_t& community : membership)
        community = merged[community];
    return true;
}

} // namespace

WeightedGraph graphOf(const NeighbourGraph& neighbours, const std::stop_token& stop) {
    const std::size_t n = neighbours.points;
    WeightedGraph graph;
    graph.start.assign(n + 1, 0);
    for (std::size_t node = 0; node < n; ++node)
        for (const std::uint32_t other : neighbours.othersOf(node)) {
            ++graph.start[node + 1];
            ++graph.start[other + 1];
        }
    std::partial_sum(graph.start.begin(), graph.start.end(), graph.start.begin());
    std::vector<std::size_t> next(graph.start.begin(), graph.start.end() - 1);
    graph.edges.resize(graph.start.back());
    for (std::size_t node = 0; node < n; ++node) {
        pollAt(node, stop);
        for (const std::uint32_t other : neighbours.othersOf(node)) {
            graph.edges[next[node]++] = {other, 1};
            graph.edges[next[other]++] = {static_cast<std::uint32_t>(node), 1};
        }
    }
    // The two ends of a pair that are each other's neighbours stand twice: one edge of weight 2.
    std::size_t kept = 0;
    std::size_t begin = 0;
    for (std::size_t node = 0; node < n; ++node) {
        pollAt(node, stop);
        const std::size_t end = graph.start[node + 1];
        std::sort(graph.edges.begin() + std::ptrdiff_t(begin), graph.edges.begin() + std::ptrdiff_t(end),
                  [](const auto& a, const auto& b) { return a.other < b.other; });
        const std::size_t first = kept;
        for (std::size_t e = begin; e < end; ++e)
            if (kept > first && graph.edges[kept - 1].other == graph.edges[e].other)
                graph.edges[kept - 1].weight += 1;
            else
                graph.edges[kept++] = graph.edges[e];
        begin = end;
        graph.start[node + 1] = kept;
    }
    graph.edges.resize(kept);
    return graph;
}

WeightedGraph condensed(const WeightedGraph& graph, std::span<const std::uint32_t> membership,
                        std::size_t count, const std::stop_token& stop) {
    std::vector<std::size_t> first(count + 1); // where the members of a community begin
    for (const std::uint32_t community : membership)
        ++first[community + 1];
    std::partial_sum(first.begin(), first.end(), first.begin());
    std::vector<std::uint32_t> members(graph.nodes());
    std::vector<std::size_t> next(first.begin(), first.end() - 1);
    for (std::size_t node = 0; node < graph.nodes(); ++node)
        members[next[membership[node]]++] = static_cast<std::uint32_t>(node);
    WeightedGraph result;
    std::vector<double> weight(count);
    std::vector<std::uint32_t> touched;
    for (std::size_t community = 0; community < count; ++community) {
        touched.clear();
        for (std::size_t m = first[community]; m < first[community + 1]; ++m) {
            pollAt(m, stop);
            for (const WeightedGraph::Edge& edge : graph.edgesOf(members[m])) {
                const std::uint32_t other = membership[edge.other];
                if (weight[other] == 0)
                    touched.push_back(other);
                weight[other] += double(edge.weight);
            }
        }
        std::sort(touched.begin(), touched.end());
        for (const std::uint32_t other : touched)
            result.edges.push_back({other, static_cast<float>(std::exchange(weight[other], 0.0))});
        result.start.push_back(result.edges.size());
    }
    return result;
}

double modularity(const WeightedGraph& graph, std::span<const std::uint32_t> membership, double resolution) {
    const std::vector<double> degrees = degreesOf(graph);
    std::vector<double> degreeOf(graph.nodes());
    double inside = 0;
    double total = 0;
    for (std::size_t node = 0; node < graph.nodes(); ++node) {
        total += degrees[node];
        degreeOf[membership[node]] += degrees[node];
        for (const WeightedGraph::Edge& edge : graph.edgesOf(node))
            if (membership[edge.other] == membership[node])
                inside += double(edge.weight);
    }
    if (total <= 0)
        return 0;
    double expected = 0;
    for (const double degree : degreeOf)
        expected += (degree / total) * (degree / total);
    return inside / total - resolution * expected;
}

std::vector<std::uint32_t> communities(const WeightedGraph& graph, double resolution, std::uint64_t seed,
                                       std::span<const std::uint32_t> begin, const std::stop_token& stop) {
    std::vector<std::uint32_t> result(begin.begin(), begin.end());
    if (result.empty()) {
        result.resize(graph.nodes());
        std::iota(result.begin(), result.end(), 0U);
    }
    renumber(result);
    SeededRandom random(seed);
    // When whole communities have moved single nodes may gain again: round and round, so that a partition
    // which comes back as `begin` is left as it is.
    for (int pass = 0; pass < kMostPasses; ++pass) {
        bool moved = LocalMoving(graph, resolution, result).run(random, stop);
        while (mergeOnce(graph, resolution, result, random, stop))
            moved = true;
        if (!moved)
            break;
    }
    return connectedParts(graph, result);
}

} // namespace crossview
