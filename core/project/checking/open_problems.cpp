#include "project/checking/open_problems.h"

#include <algorithm>
#include <set>
#include <utility>

namespace crossview {
namespace {

using Key = std::pair<View, std::int32_t>;

Key keyOf(const ItemRef& item) {
    return {item.view, item.index};
}

std::set<Key> keysOf(std::span<const ItemRef> items) {
    std::set<Key> keys;
    for (const ItemRef& item : items)
        keys.insert(keyOf(item));
    return keys;
}

bool isGroup(ProblemKind kind) {
    return kind == ProblemKind::samePictures || kind == ProblemKind::nearPictures ||
           kind == ProblemKind::nearSentences;
}

} // namespace

std::vector<DataProblem> openProblems(std::span<const DataProblem> problems,
                                      std::span<const DataEdit> edits) {
    std::set<Key> gone;                 // left out, or of another wording
    std::vector<std::set<Key>> settled; // all of a finding's items among one of these
    for (const DataEdit& edit : edits)
        switch (edit.kind) {
        case DataEdit::Kind::leaveOut:
            gone.merge(keysOf(edit.items));
            break;
        case DataEdit::Kind::reword:
            gone.insert(keyOf(edit.items.back()));
            break;
        case DataEdit::Kind::join:
        case DataEdit::Kind::accept:
            settled.push_back(keysOf(edit.items));
            break;
        case DataEdit::Kind::unpair:
            break;
        }
    std::vector<DataProblem> open;
    for (DataProblem problem : problems) {
        std::erase_if(problem.items, [&](const ItemRef& item) { return gone.contains(keyOf(item)); });
        const std::set<Key> left = keysOf(problem.items);
        const bool isSettled = std::ranges::any_of(
            settled, [&](const std::set<Key>& some) { return std::ranges::includes(some, left); });
        if (!isSettled && left.size() >= (isGroup(problem.kind) ? 2U : 1U))
            open.push_back(std::move(problem));
    }
    return open;
}

} // namespace crossview
