#include "dataset/columns/cross_filter.h"

#include "common/progress.h"

#include <algorithm>
#include <cmath>

namespace crossview {
namespace {

constexpr std::size_t kNone = ~std::size_t{0};

/// The step or bar of every item; kNone where it has none.
class Places {
public:
    Places(const ItemColumn& column, const ColumnCounts& counts) : m_column(column), m_steps(counts.steps) {
        m_barOf.assign(column.texts.size(), kNone);
        for (std::size_t b = 0; b < counts.bars.size(); ++b)
            m_barOf[static_cast<std::size_t>(counts.bars[b].text)] = b;
    }
    std::size_t of(std::size_t item) const {
        return m_column.isNumber() ? m_steps.stepOf(m_column.numbers[item])
                                   : m_barOf[static_cast<std::size_t>(m_column.textOf[item])];
    }

private:
    const ItemColumn& m_column;
    const NumberSteps& m_steps;
    std::vector<std::size_t> m_barOf; // [texts]
};

ColumnCounts countsOf(const ItemColumn& column, const std::vector<bool>& passes,
                      const std::vector<bool>& shown, std::size_t steps, std::size_t bars) {
    ColumnCounts counts;
    counts.column = &column;
    if (column.isNumber()) {
        counts.steps = stepsOf(column, steps);
    } else {
        counts.bars = mostFrequent(column, column.texts.size());
        const bool areNames = counts.bars.size() > bars && counts.bars.front().items == 1;
        const std::size_t kept = areNames ? 0 : std::min(counts.bars.size(), bars);
        counts.otherTexts = counts.bars.size() - kept;
        counts.bars.resize(kept);
    }
    counts.all.assign(column.isNumber() ? counts.steps.count : counts.bars.size(), 0);
    counts.passing = counts.all;
    const Places places(column, counts);
    for (std::size_t i = 0; i < column.size(); ++i) {
        if (column.isMissing(i)) {
            ++counts.missing;
            continue;
        }
        const bool isCounted = passes[i] && (shown.size() != column.size() || shown[i]);
        counts.passingItems += isCounted ? 1 : 0;
        if (const std::size_t place = places.of(i); place != kNone) {
            ++counts.all[place];
            counts.passing[place] += isCounted ? 1 : 0;
        }
    }
    return counts;
}

} // namespace

CrossFiltered crossFilter(const KnownColumns& columns, std::span<const ColumnCondition> conditions,
                          const ItemMask& shown, std::size_t steps, std::size_t bars,
                          const std::stop_token& stop) {
    CrossFiltered filtered;
    filtered.mask = itemsThatPass(columns, conditions);
    for (const ItemColumn* column : columns.all()) {
        throwIfStopped(stop);
        std::vector<ColumnCondition> others;
        for (const ColumnCondition& condition : conditions)
            if (&columns.named(condition.column) != column)
                others.push_back(condition);
        const ItemMask of = others.size() == conditions.size() ? ItemMask() : itemsThatPass(columns, others);
        const ItemMask& passes = others.size() == conditions.size() ? filtered.mask : of;
        const bool isOfImages = column->view == View::image;
        filtered.columns.push_back(countsOf(*column, isOfImages ? passes.images : passes.sentences,
                                            isOfImages ? shown.images : shown.sentences, steps, bars));
    }
    return filtered;
}

} // namespace crossview
