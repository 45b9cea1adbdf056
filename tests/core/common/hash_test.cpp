#include "common/hash.h"

#include <gtest/gtest.h>
#include <string>
#include <string_view>
#include <vector>

namespace crossview {
namespace {

TEST(Hash, KnownSha256OfBytes) {
    Hash hash;
    hash.addBytes(std::as_bytes(std::span(std::string_view("abc")))); // FIPS 180-2, example B.1
    EXPECT_EQ(hash.hex(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Hash, KnownSha256OfMoreThanOneBlock) {
    const auto hashed = [](std::string_view text) {
        return Hash().addBytes(std::as_bytes(std::span(text))).hex();
    };
    EXPECT_EQ(hashed("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"), // FIPS 180-2, example B.2
              "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    EXPECT_EQ(hashed(std::string(1'000'000, 'a')), // example B.3
              "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Hash, DoesNotDependOnHowTheBytesArrive) {
    std::vector<std::byte> bytes(200);
    for (std::size_t i = 0; i < bytes.size(); ++i)
        bytes[i] = static_cast<std::byte>(7 * i);
    const std::string whole = Hash().addBytes(bytes).hex();
    for (const std::size_t first : {1U, 55U, 56U, 63U, 64U, 65U, 128U})
        EXPECT_EQ(
            Hash().addBytes(std::span(bytes).first(first)).addBytes(std::span(bytes).subspan(first)).hex(),
            whole);
}

TEST(Hash, BordersBetweenStringsCount) {
    EXPECT_NE(Hash().add("a").add("bc").hex(), Hash().add("ab").add("c").hex());
    EXPECT_NE(Hash().add(1LL).hex(), Hash().add(2LL).hex());
    EXPECT_NE(Hash().add(0.1).hex(), Hash().add(0.2).hex());
    EXPECT_EQ(Hash().add("a").add(0.1).hex(), Hash().add("a").add(0.1).hex());
}

} // namespace
} // namespace crossview
