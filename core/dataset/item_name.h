#pragma once

#include "dataset/item_ref.h"

#include <string>
#include <string_view>

namespace crossview {

/// The item that a person names: "image:17" or "sentence:17" by its number, counted from 0, or by its title
/// or text in place of the number ("image:row 17"). Throws Error where there is none, or several are called
/// so.
ItemRef itemNamed(const Dataset& dataset, std::string_view name);

/// What an item is called by its number, and its picture's file or its text: "image:17 (dog.jpg)", for a
/// person.
std::string itemText(const ItemRef& item, const Dataset& dataset);
/// Its picture's file name or its title; of a sentence its text.
std::string shortTextOf(const ItemRef& item, const Dataset& dataset);

} // namespace crossview
