#include "encoders/weights/weight_files.h"

#include "encoders/weights/raw_tensor.h"
#include "encoders/weights/torch_archive.h"
#include "files/mapped_file.h"

namespace crossview {

Weights readWeights(const std::filesystem::path& file) {
    const auto mapping = std::make_shared<const MappedFile>(file);
    const auto bytes = mapping->bytes();
    const std::string name = file.string();
    constexpr std::size_t kLengthBytes = 8;
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    if (text.empty())
        refuseWeights(name, "it is empty");
    if (TorchArchive::isOne(bytes))
        return parseStateDict(bytes, name, mapping);
    // The length before the JSON may begin with the byte that a pickle begins with, so the JSON is asked
    // first.
    if (text.size() > kLengthBytes && text[kLengthBytes] == '{')
        return parseSafetensors(bytes, name, mapping);
    if (text.front() == '\x80')
        return parseStateDict(bytes, name, mapping);
    if (text.starts_with("version https://git-lfs"))
        refuseWeights(name, "it is only a pointer of Git LFS", "Get the file itself with git lfs pull.");
    refuseWeights(name, "it is neither safetensors nor a PyTorch state dict");
}

} // namespace crossview
