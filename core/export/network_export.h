#pragma once

#include "export/export_formats.h"

namespace crossview {

/// The network's weights as .safetensors, batch normalisation folded in: <view>.hidden.weight [hidden,
/// features], <view>.hidden.bias [hidden], <view>.output.weight [joint, hidden], <view>.output.bias [joint],
/// where <view> is image or sentence; a linear branch has no hidden layer. Unit rows of
/// output(relu(hidden(x))) are the embeddings.
void writeWeights(const ExportedRun& run, const std::filesystem::path& file, const std::stop_token& stop);

/// The network as TorchScript (torch_script_writer.h).
void writeTorchScript(const ExportedRun& run, const std::filesystem::path& file, const std::stop_token& stop);

} // namespace crossview
