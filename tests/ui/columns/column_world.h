#pragma once

#include "ui/window/fake_world.h"

#include <cmath>

namespace crossview::ui::test {

/// The world's project with columns: "price" of picture i is i, that of picture 7 is missing; "source" is
/// photos for the first twelve pictures, then <b>maps</b>, and drawings for the last; "tone" of a sentence is
/// happy or sad by turns, the first one has none.
inline OpenedProject openedWithColumns(const FakeWorld& world) {
    const Dataset& dataset = *world.session->input.dataset;
    ItemColumn price{"price", View::image, ItemColumn::Kind::number, {}, {}, {}};
    ItemColumn source{"source", View::image, ItemColumn::Kind::text,
                      {},       {},          {"photos", "<b>maps</b>", "drawings"}};
    for (std::size_t i = 0; i < dataset.images().size(); ++i) {
        price.numbers.push_back(i == 7 ? ItemColumn::kNoNumber : double(i));
        source.textOf.push_back(i < 12 ? 0 : i < 19 ? 1 : 2);
    }
    ItemColumn tone{"tone", View::sentence, ItemColumn::Kind::text, {}, {}, {"happy", "sad"}};
    for (std::size_t s = 0; s < dataset.sentences().size(); ++s)
        tone.textOf.push_back(s == 0 ? ItemColumn::kNoText : int(s % 2));
    auto session = std::make_shared<Session>(*world.session);
    session->input.dataset =
        std::make_shared<const Dataset>(Dataset(dataset).withColumns({price, source, tone}));
    OpenedProject project = world.opened();
    project.session = session;
    return project;
}

} // namespace crossview::ui::test
