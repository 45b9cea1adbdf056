#include "core/encoders/store/made_up_encoder.h"

#include "common/hash.h"
#include "files/atomic_file.h"
#include "files/file_hash.h"

#include <stdexcept>
#include <zip.h>

namespace crossview::test {

namespace {

std::string sha256Of(const std::string& text) {
    return Hash().addBytes(std::as_bytes(std::span(text))).hex();
}

} // namespace

void writePackage(const std::filesystem::path& file, const std::vector<PackageMember>& members) {
    std::filesystem::create_directories(file.parent_path());
    int code = 0;
    zip_t* archive = zip_open(file.c_str(), ZIP_CREATE | ZIP_TRUNCATE, &code);
    if (!archive)
        throw std::runtime_error("zip_open failed");
    for (const PackageMember& member : members) {
        zip_source_t* source = zip_source_buffer(archive, member.content.data(), member.content.size(), 0);
        if (zip_file_add(archive, member.path.c_str(), source, ZIP_FL_ENC_UTF_8) < 0)
            throw std::runtime_error("zip_file_add failed");
    }
    if (zip_close(archive) != 0)
        throw std::runtime_error("zip_close failed");
}

MadeUpEncoder::MadeUpEncoder(const std::filesystem::path& folder)
    : package(folder / "made_up-1.2-py3-none-any.whl") {
    writePackage(package, {{"made_up/__init__.py", "raise SystemExit"},
                           {"made_up/model/w-57.pth", weights},
                           {"made_up/words.txt", words}});
    entry.name = "made-up-encoder";
    entry.view = "images";
    entry.package = "made-up";
    entry.version = "1.2";
    entry.sha256 = sha256OfFile(package);
    entry.bytes = std::filesystem::file_size(package);
    entry.files = {{"weights.pth", "made_up/model/w-57.pth", sha256Of(weights)},
                   {"words.txt", "made_up/words.txt", sha256Of(words)}};
}

void writeFakePython(const std::filesystem::path& folder, const std::string& script) {
    writeFileAtomically(
        folder / "python3",
        "#!/bin/sh\nwhile [ $# -gt 0 ]; do [ \"$1\" = --dest ] && DEST=$2; LAST=$1; shift; done\n"
        "mkdir -p \"$DEST\"\n" +
            script + "\n");
    std::filesystem::permissions(folder / "python3", std::filesystem::perms::owner_all);
}

} // namespace crossview::test
