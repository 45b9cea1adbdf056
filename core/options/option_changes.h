#pragma once

#include "options/run_options.h"

namespace crossview {

/// Whether splits or features that were made for `present` do not serve `wanted`: edits of the data differ,
/// or one of the options that they are made from.
bool needOtherData(const RunOptions& wanted, const RunOptions& present);

/// `options` with everything that may change while a run goes on (OptionField::live), and the preset's name,
/// taken from `live`: what is left is what makes the run.
RunOptions withLiveOf(RunOptions options, const RunOptions& live);

/// Whether both make the same run, so that one begun with `a` can be gone on with under `b`.
bool makeTheSameRun(const RunOptions& a, const RunOptions& b);

/// The fields in which not all of the options are the same, in the order of optionFields(), and last "edits"
/// where those of the data are not.
std::vector<const OptionField*> differingFields(std::span<const RunOptions> options);

/// A preset for somebody at work: the device stays, and with data open its edits and how it is divided,
/// which follow the data and not the preset. Throws Error for an unknown name.
RunOptions presetInPlaceOf(const RunOptions& present, std::string_view name, bool keepSplit);

} // namespace crossview
