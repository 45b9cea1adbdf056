#include "common/hash.h"
#include "files/file_hash.h"

#include "common/error.h"
#include "files/atomic_file.h"
#include "support/temporary_folder.h"

#include <gtest/gtest.h>
#include <string>

namespace crossview {
namespace {

TEST(Hash, OfAFileIsThatOfOtherTools) {
    const test::TemporaryFolder folder;
    writeFileAtomically(folder / "million", std::string(1'000'000, 'a')); // FIPS 180-2, example B.3
    EXPECT_EQ(sha256OfFile(folder / "million"),
              "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    writeFileAtomically(folder / "large", std::string(3'000'001, 'a')); // several chunks
    const std::string content(3'000'001, 'a');
    EXPECT_EQ(sha256OfFile(folder / "large"), Hash().addBytes(std::as_bytes(std::span(content))).hex());
    writeFileAtomically(folder / "empty", "");
    EXPECT_EQ(sha256OfFile(folder / "empty"),
              "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Hash, OfAFileThatCannotBeReadNamesIt) {
    const test::TemporaryFolder folder;
    for (const auto& path : {folder / "missing", folder.path()}) {
        try {
            sha256OfFile(path);
            FAIL() << path;
        } catch (const Error& error) {
            EXPECT_NE(std::string(error.what()).find(path.string()), std::string::npos) << error.what();
        }
    }
    std::stop_source source;
    source.request_stop();
    writeFileAtomically(folder / "file", "x");
    EXPECT_THROW(sha256OfFile(folder / "file", source.get_token()), Cancelled);
}

} // namespace
} // namespace crossview
