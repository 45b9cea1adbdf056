#pragma once

#include "encoders/store/catalogue.h"

#include <filesystem>
#include <string>
#include <vector>

namespace crossview::test {

/// A member of a package: path inside it and content.
struct PackageMember {
    std::string path, content;
};

/// Writes a zip archive as pip's packages are.
void writePackage(const std::filesystem::path& file, const std::vector<PackageMember>& members);

/// An entry of a catalogue for "made-up 1.2" with two files, and its package written into a folder.
struct MadeUpEncoder {
    explicit MadeUpEncoder(const std::filesystem::path& folder);
    EncoderEntry entry;
    std::string weights = std::string(300'000, 'w'); ///< content of its files
    std::string words = "one\ntwo\n";
    std::filesystem::path package;
};

/// Writes a program "python3" into a folder: a shell script that sees pip's folder as $DEST and its temporary
/// folder as $TMPDIR.
void writeFakePython(const std::filesystem::path& folder, const std::string& script);

} // namespace crossview::test
