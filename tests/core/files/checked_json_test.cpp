#include "files/checked_json.h"

#include "common/error.h"
#include "files/atomic_file.h"
#include "support/temporary_folder.h"

#include <gtest/gtest.h>

namespace crossview {
namespace {

using Json = nlohmann::json;

Json sample() {
    return {{"epoch", 12}, {"score", 0.1}, {"key", "a\u009b\"b"}, {"list", {1, 2, 3}}, {"nothing", nullptr}};
}

TEST(CheckedJson, ComesBackWithoutItsSum) {
    const test::TemporaryFolder folder;
    writeCheckedJson(folder / "a.json", sample());
    EXPECT_EQ(readCheckedJson(folder / "a.json"), sample());
    EXPECT_NE(readFile(folder / "a.json").find("\"sum\""), std::string::npos);
}

TEST(CheckedJson, AnyChangedByteIsNoticedOrChangesNothing) {
    const test::TemporaryFolder folder;
    writeCheckedJson(folder / "a.json", sample());
    const std::string whole = readFile(folder / "a.json");
    const Json expected = sample();
    for (std::size_t at = 0; at < whole.size(); ++at)
        for (const char bit : {0x01, 0x04, 0x20}) {
            std::string changed = whole;
            changed[at] = static_cast<char>(changed[at] ^ bit);
            folder.write("b.json", changed);
            try {
                Json read = readCheckedJson(folder / "b.json");
                for (const auto& [name, value] : expected.items())
                    EXPECT_EQ(read.value(name, Json("missing")), value) << "byte " << at;
            } catch (const Error& error) {
                EXPECT_NE(std::string(error.what()).find("b.json is damaged"), std::string::npos);
            }
        }
}

TEST(CheckedJson, FilesFromBeforeSumsAndForeignOnes) {
    const test::TemporaryFolder folder;
    folder.write("old.json", R"({"epoch": 3})");
    EXPECT_EQ(readCheckedJson(folder / "old.json"), Json({{"epoch", 3}}));
    folder.write("list.json", "[1, 2]");
    EXPECT_THROW(readCheckedJson(folder / "list.json"), Error);
    folder.write("text.json", "no JSON");
    EXPECT_THROW(readCheckedJson(folder / "text.json"), Error);
    folder.write("deep.json", R"({"sum": "", "a": )" + std::string(1'000'000, '['));
    EXPECT_THROW(readCheckedJson(folder / "deep.json"), Error);
    EXPECT_THROW(readCheckedJson(folder / "missing.json"), Error);
}

TEST(CheckedJson, TextsThatAreNoUtf8AreMended) {
    const test::TemporaryFolder folder;
    writeCheckedJson(folder / "a.json", {{"name", "caf\xe9"}});
    EXPECT_EQ(readCheckedJson(folder / "a.json").at("name"), "caf\xef\xbf\xbd");
}

TEST(ForeignJson, IsNestedNoDeeperThanTheStackBears) {
    EXPECT_EQ(parseForeignJson(R"({"a": [[1]]})"), Json({{"a", {{1}}}}));
    const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
    EXPECT_FALSE(parseForeignJson(nested(60)).is_discarded());
    EXPECT_TRUE(parseForeignJson(nested(1'000'000)).is_discarded());
    EXPECT_TRUE(parseForeignJson("[1").is_discarded());
    EXPECT_TRUE(parseForeignJson("").is_discarded());
}

TEST(ForeignJson, WholeNumbersAreThoseThatFit) {
    EXPECT_EQ(wholeNumber<int>(Json(-7)), -7);
    EXPECT_EQ(wholeNumber<std::size_t>(Json(7)), 7U);
    EXPECT_EQ(wholeNumber<std::uint64_t>(Json::parse("18446744073709551615")), ~std::uint64_t{0});
    for (const char* text :
         {"18446744073709551615", "3000000000", "1e300", "7.0", "\"7\"", "null", "true", "[7]"})
        EXPECT_EQ(wholeNumber<int>(Json::parse(text)), std::nullopt) << text;
    EXPECT_EQ(wholeNumber<std::size_t>(Json(-1)), std::nullopt);
}

} // namespace
} // namespace crossview
