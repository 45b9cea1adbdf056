#include "common/hash.h"

#include "common/atomic_file.h"
#include "common/error.h"
#include "support/temporary_folder.h"

#include <gtest/gtest.h>
#include <string_view>

namespace crossview {
namespace {

TEST(Hash, KnownSha256OfBytes) {
    Hash hash;
    hash.addBytes(std::as_bytes(std::span(std::string_view("abc")))); // FIPS 180-2, example B.1
    EXPECT_EQ(hash.hex(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Hash, BordersBetweenStringsCount) {
    EXPECT_NE(Hash().add("a").add("bc").hex(), Hash().add("ab").add("c").hex());
    EXPECT_NE(Hash().add(1LL).hex(), Hash().add(2LL).hex());
    EXPECT_NE(Hash().add(0.1).hex(), Hash().add(0.2).hex());
    EXPECT_EQ(Hash().add("a").add(0.1).hex(), Hash().add("a").add(0.1).hex());
}

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
