#include "dataset/image_groups.h"

#include "common/text.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <unordered_map>

namespace crossview {
namespace {

constexpr std::size_t kMostDeep = 2; // "flags: europe: france" is still Europe
constexpr int kSmallestConcept = 5;

std::string lowered(std::string text) {
    for (char& letter : text)
        if (letter >= 'A' && letter <= 'Z')
            letter = static_cast<char>(letter - 'A' + 'a');
    return text;
}

/// "animal mammal" under "animals & nature" is "mammal": a name does not say again what stands above it.
std::string withoutParent(const std::string& name, const std::string& parent) {
    const std::size_t space = name.find(' ');
    const bool repeats = space != std::string::npos && parent.find(name.substr(0, space)) == 0;
    return repeats ? name.substr(space + 1) : name;
}

/// Names from wide to narrow that a category's text stands for.
std::vector<std::string> partsOf(std::string_view text) {
    std::vector<std::string> parts;
    const char divider = text.find(": ") != std::string_view::npos ? ':' : ',';
    while (!text.empty() && parts.size() < kMostDeep) {
        const std::size_t end = std::min(text.find(divider), text.size());
        std::string part = lowered(std::string(trimmed(text.substr(0, end))));
        if (!parts.empty())
            part = withoutParent(part, parts.back());
        if (!part.empty())
            parts.push_back(std::move(part));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return parts;
}

std::string keyOf(std::string name) {
    if (name.size() > 3 && name.back() == 's')
        name.pop_back();
    return name;
}

/// Gathers which image could stand under which names, then decides.
class Gathering {
public:
    explicit Gathering(std::size_t images) : m_candidates(images) {}

    void add(std::size_t image, const std::string& name) {
        const auto [found, fresh] = m_numbers.try_emplace(keyOf(name), static_cast<int>(m_names.size()));
        if (fresh) {
            m_names.push_back(name);
            m_counts.push_back(0);
        } else if (name.size() > m_names[static_cast<std::size_t>(found->second)].size())
            m_names[static_cast<std::size_t>(found->second)] = name; // a group is a plural
        std::vector<int>& mine = m_candidates[image];
        if (std::find(mine.begin(), mine.end(), found->second) != mine.end())
            return;
        mine.push_back(found->second);
        ++m_counts[static_cast<std::size_t>(found->second)];
    }

    /// The narrowest name of each image that `smallest` images could have.
    ImageGroups decide(int smallest) const {
        ImageGroups groups;
        groups.groupOfImage.assign(m_candidates.size(), -1);
        std::vector<int> numberOf(m_names.size(), -1);
        for (std::size_t image = 0; image < m_candidates.size(); ++image) {
            int best = -1;
            for (const int name : m_candidates[image]) {
                const int count = m_counts[static_cast<std::size_t>(name)];
                if (count >= smallest && (best < 0 || count < m_counts[static_cast<std::size_t>(best)]))
                    best = name;
            }
            if (best < 0)
                continue;
            int& number = numberOf[static_cast<std::size_t>(best)];
            if (number < 0) {
                number = static_cast<int>(groups.names.size());
                groups.names.push_back(m_names[static_cast<std::size_t>(best)]);
            }
            groups.groupOfImage[image] = number;
        }
        return groups;
    }

private:
    std::vector<std::vector<int>> m_candidates; // per image
    std::unordered_map<std::string, int> m_numbers;
    std::vector<std::string> m_names;
    std::vector<int> m_counts;
};

} // namespace

ImageGroups imageGroups(const Dataset& dataset, int smallest) {
    Gathering categories(dataset.images().size());
    bool any = false;
    for (std::size_t s = 0; s < dataset.sentences().size(); ++s) {
        if (dataset.sentences()[s].kind != "category")
            continue;
        for (const std::string& name : partsOf(dataset.sentences()[s].text))
            for (const std::int32_t image : dataset.relation().imagesOf(s)) {
                categories.add(static_cast<std::size_t>(image), name);
                any = true;
            }
    }
    if (any)
        return categories.decide(smallest);
    Gathering concepts(dataset.images().size());
    for (std::size_t i = 0; i < dataset.images().size(); ++i)
        if (const std::int32_t id = dataset.images()[i].conceptId; id >= 0)
            concepts.add(i, dataset.concepts()[static_cast<std::size_t>(id)]);
    return concepts.decide(kSmallestConcept);
}

} // namespace crossview
