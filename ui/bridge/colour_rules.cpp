#include "bridge/colour_rules.h"

#include "style/scales.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace crossview::ui {
namespace {

using Class = ItemColours::Class;

constexpr double kStays = 1.3; // how much more a category weighs that has a colour already

QString tr(const char* text) {
    return QCoreApplication::translate("Colours", text);
}

std::vector<std::size_t> sizesOf(std::size_t categories, const OfItems<std::int32_t>& ofItems) {
    std::vector<std::size_t> sizes(categories);
    for (const auto* view : {&ofItems.images, &ofItems.sentences})
        for (const std::int32_t category : *view)
            if (category >= 0)
                ++sizes[std::size_t(category)];
    return sizes;
}

/// Gives items the classes of their categories; where one has none there is a class for that too.
void classify(ItemColours& colours, const std::vector<std::uint8_t>& classOfCategory,
              const OfItems<std::int32_t>& ofItems, const QString& missingName) {
    const auto missing = std::uint8_t(colours.classes.size());
    bool any = false;
    const auto of = [&](const std::vector<std::int32_t>& categories, std::vector<std::uint8_t>& classes) {
        classes.reserve(categories.size());
        for (const std::int32_t category : categories) {
            any = any || category < 0;
            classes.push_back(category < 0 ? missing : classOfCategory[std::size_t(category)]);
        }
    };
    of(ofItems.images, colours.ofImage);
    of(ofItems.sentences, colours.ofSentence);
    if (any)
        colours.classes.push_back({missingName, 0, Class::Kind::missing});
}

} // namespace

ItemColours classesOf(const std::vector<Category>& categories, const OfItems<std::int32_t>& ofItems,
                      const QString& missing, const ItemColours* previous) {
    ItemColours colours;
    colours.scale = ItemColours::Scale::categories;
    const auto slotBefore = [&](const Category& category) {
        if (previous)
            for (std::size_t c = 0; c < previous->classes.size(); ++c)
                if (previous->classes[c].kind == Class::Kind::coloured &&
                    previous->classes[c].id == category.id)
                    return int(c);
        return -1;
    };
    const std::vector<std::size_t> sizes = sizesOf(categories.size(), ofItems);
    std::vector<double> weight;
    for (std::size_t c = 0; c < categories.size(); ++c)
        weight.push_back(double(sizes[c]) * (slotBefore(categories[c]) >= 0 ? kStays : 1));
    std::vector<std::size_t> order; // of those that a legend can name
    std::size_t others = 0;
    for (std::size_t c = 0; c < categories.size(); ++c)
        if (sizes[c] > 0 && !categories[c].name.isEmpty())
            order.push_back(c);
        else if (sizes[c] > 0)
            ++others;
    std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return weight[a] > weight[b]; });

    const std::size_t coloured = std::min<std::size_t>(order.size(), kCategoryColours);
    constexpr std::size_t kFree = ~std::size_t{0};
    std::vector<std::size_t> categoryAt(coloured, kFree);
    for (std::size_t c = 0; c < coloured; ++c)
        if (const int slot = slotBefore(categories[order[c]]); slot >= 0 && std::size_t(slot) < coloured)
            categoryAt[std::size_t(slot)] = order[c];
    for (std::size_t c = 0; c < coloured; ++c)
        if (std::ranges::count(categoryAt, order[c]) == 0)
            *std::ranges::find(categoryAt, kFree) = order[c];
    std::vector<std::uint8_t> classOf(categories.size(), std::uint8_t(coloured));
    for (std::size_t slot = 0; slot < coloured; ++slot) {
        const Category& category = categories[categoryAt[slot]];
        classOf[categoryAt[slot]] = std::uint8_t(slot);
        colours.classes.push_back({category.name, category.id, Class::Kind::coloured});
    }
    others += order.size() - coloured;
    if (others > 0)
        colours.classes.push_back({tr("%1 others").arg(others), 0, Class::Kind::other});
    classify(colours, classOf, ofItems, missing);
    return colours;
}

ItemColours fixedClassesOf(const std::vector<Category>& categories, const OfItems<std::int32_t>& ofItems,
                           const QString& missing) {
    ItemColours colours;
    colours.scale = ItemColours::Scale::categories;
    std::vector<std::uint8_t> classOf;
    for (const Category& category : categories) {
        classOf.push_back(std::uint8_t(colours.classes.size()));
        colours.classes.push_back({category.name, category.id, Class::Kind::coloured});
    }
    classify(colours, classOf, ofItems, missing);
    return colours;
}

ItemColours scaleOf(const std::vector<float>& bounds, const std::vector<QString>& names,
                    const OfItems<float>& values, const QString& missing) {
    std::vector<std::uint8_t> classOf(names.size());
    std::iota(classOf.begin(), classOf.end(), std::uint8_t(0));
    OfItems<std::int32_t> ofItems;
    const auto place = [&](const std::vector<float>& from, std::vector<std::int32_t>& to) {
        to.reserve(from.size());
        for (const float value : from)
            to.push_back(std::isnan(value)
                             ? -1
                             : std::int32_t(std::ranges::lower_bound(bounds, value) - bounds.begin()));
    };
    place(values.images, ofItems.images);
    place(values.sentences, ofItems.sentences);
    ItemColours colours;
    colours.scale = ItemColours::Scale::ordered;
    for (std::size_t c = 0; c < names.size(); ++c)
        colours.classes.push_back({names[c], c, Class::Kind::coloured});
    classify(colours, classOf, ofItems, missing);
    return colours;
}

} // namespace crossview::ui
