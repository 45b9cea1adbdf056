#include "model/user/open_network.h"

#include "common/mapped_file.h"
#include "encoders/user/onnx_network.h"
#include "model/user/torch_script_network.h"

#include <algorithm>

namespace crossview {
namespace {

bool isZip(const std::filesystem::path& file) {
    const MappedFile mapping(file);
    constexpr std::string_view kMark = "PK";
    return mapping.bytes().size() >= kMark.size() &&
           std::equal(kMark.begin(), kMark.end(), reinterpret_cast<const char*>(mapping.bytes().data()));
}

bool isCalledOnnx(const std::filesystem::path& file) {
    std::string extension = file.extension().string();
    std::ranges::transform(extension, extension.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return extension == ".onnx";
}

} // namespace

std::shared_ptr<const PictureNetwork> openNetwork(const NetworkRecipe& recipe) {
    checkRecipe(recipe);
    if (isZip(recipe.file))
        return openTorchScriptNetwork(recipe);
    if (isCalledOnnx(recipe.file))
        return openOnnxNetwork(recipe);
    refuseNetwork(recipe, "it is neither TorchScript nor called .onnx",
                  "Save it with torch.jit.script(network).save(file), or export it to a file called *.onnx.");
}

} // namespace crossview
