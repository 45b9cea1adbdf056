#include "common/hash.h"

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

} // namespace
} // namespace crossview
