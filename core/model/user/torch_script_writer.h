#pragma once

#include "model/frozen_network.h"

#include <filesystem>

namespace crossview {

/// Writes a network as a TorchScript module, which torch.jit.load opens: embed_images(rows [n, features]) and
/// embed_sentences(rows) give unit rows [n, joint], forward(images, sentences) both. Throws Error when the
/// disk refuses.
using TorchScriptWriter = void(const FrozenNetwork& network, const std::filesystem::path& file);

/// Where LibTorch is linked.
void writeTorchScriptNetwork(const FrozenNetwork& network, const std::filesystem::path& file);

/// The one of this program: loaded at the first call or linked (core/project/exporting). Throws Error when it
/// cannot be loaded.
TorchScriptWriter& torchScriptWriter();

/// The function of kTorchModule that returns it.
inline constexpr const char* kTorchScriptWriterFunction = "crossview_torch_script_writer";
using TorchScriptWriterFunction = TorchScriptWriter*();

} // namespace crossview
