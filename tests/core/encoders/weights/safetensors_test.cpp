#include "core/encoders/weight_bytes.h"
#include "files/atomic_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

using namespace crossview;
using namespace crossview::test;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace {

const std::string kSix = raw<float>({0, 0.5F, 1, 1.5F, 2, 2.5F});

/// A header of one tensor "a".
std::string one(const char* dtype, const char* shape, const char* offsets) {
    return fmt::format(R"({{"a":{{"dtype":"{}","shape":{},"data_offsets":{}}}}})", dtype, shape, offsets);
}

std::string faultOf(const std::string& header, const std::string& data = kSix) {
    return fault(parseSafetensors, safetensors(header, data));
}

} // namespace

TEST(Safetensors, GivesFloatsWhereTheyLie) {
    std::string header = one("F32", "[2,3]", "[0,24]");
    header.resize((header.size() + 7) / 8 * 8, ' ');
    const std::string file = safetensors(header, kSix);
    const std::shared_ptr<std::byte[]> buffer(new std::byte[file.size()]);
    std::memcpy(buffer.get(), file.data(), file.size());
    const Weights weights = parseSafetensors({buffer.get(), file.size()}, "some file", buffer);
    ASSERT_EQ(weights.size(), 1U);
    const WeightTensor& tensor = weights.at("a");
    EXPECT_THAT(tensor.shape, ElementsAre(2U, 3U));
    EXPECT_THAT(tensor.values, ElementsAre(0, 0.5F, 1, 1.5F, 2, 2.5F));
    EXPECT_EQ(static_cast<const void*>(tensor.values.data()), buffer.get() + file.size() - kSix.size());
    EXPECT_EQ(tensor.owner.get(), buffer.get());
}

TEST(Safetensors, CopiesFloatsThatAreNotAligned) {
    for (std::size_t shift = 0; shift < 4; ++shift)
        EXPECT_THAT(
            valuesOf(parse(parseSafetensors, safetensors(one("F32", "[6]", "[0,24]"), kSix), shift), "a"),
            ElementsAre(0, 0.5F, 1, 1.5F, 2, 2.5F));
}

TEST(Safetensors, ConvertsEveryType) {
    const auto values = [](const char* dtype, const std::string& data) {
        const auto shape = fmt::format("[{}]", 3);
        const auto offsets = fmt::format("[0,{}]", data.size());
        return valuesOf(
            parse(parseSafetensors, safetensors(one(dtype, shape.c_str(), offsets.c_str()), data)), "a");
    };
    EXPECT_THAT(values("F16", raw<std::uint16_t>({0x3C00, 0xC000, 0x0001})), ElementsAre(1, -2, 0x1p-24F));
    EXPECT_THAT(values("BF16", raw<std::uint16_t>({0x3F80, 0xC020, 0x4049})),
                ElementsAre(1, -2.5F, 3.140625F));
    EXPECT_THAT(values("F64", raw<double>({0.1, -2, 1e300})), ElementsAre(0.1F, -2, HUGE_VALF));
    EXPECT_THAT(values("I8", raw<std::int8_t>({-128, 0, 127})), ElementsAre(-128, 0, 127));
    EXPECT_THAT(values("I16", raw<std::int16_t>({-300, 0, 300})), ElementsAre(-300, 0, 300));
    EXPECT_THAT(values("I32", raw<std::int32_t>({-70000, 0, 70000})), ElementsAre(-70000, 0, 70000));
    EXPECT_THAT(values("I64", raw<std::int64_t>({-1LL << 40, 0, 511})), ElementsAre(-0x1p40F, 0, 511));
    EXPECT_THAT(values("U8", raw<std::uint8_t>({0, 128, 255})), ElementsAre(0, 128, 255));
    EXPECT_THAT(values("BOOL", raw<std::uint8_t>({0, 1, 2})), ElementsAre(0, 1, 1));
}

TEST(Safetensors, KnowsScalarsAndEmptyTensors) {
    const Weights weights = parse(parseSafetensors, safetensors(R"({"__metadata__":{"format":"pt"},
            "none":{"dtype":"F32","shape":[0,5],"data_offsets":[4,4]},
            "one":{"dtype":"F32","shape":[],"data_offsets":[0,4]}})",
                                                                raw<float>({8})));
    ASSERT_EQ(weights.size(), 2U);
    EXPECT_THAT(weights.at("one").shape, IsEmpty());
    EXPECT_THAT(weights.at("one").values, ElementsAre(8));
    EXPECT_THAT(weights.at("none").shape, ElementsAre(0U, 5U));
    EXPECT_THAT(weights.at("none").values, IsEmpty());
}

TEST(Safetensors, RefusesPlacesAndShapesThatDoNotFit) {
    EXPECT_EQ(faultOf(one("F32", "[6]", "[0,24]")), "");
    EXPECT_THAT(faultOf(one("F32", "[7]", "[0,28]")), HasSubstr("\"a\" lies at bytes 0 to 28 of 24"));
    EXPECT_THAT(faultOf(one("F32", "[0]", "[24,20]")), HasSubstr("lies at bytes 24 to 20"));
    EXPECT_THAT(faultOf(one("F32", "[5]", "[0,24]")), HasSubstr("[5], which does not fill its 24 bytes"));
    EXPECT_THAT(faultOf(one("F32", "[7]", "[0,24]")), HasSubstr("does not fill"));
    // 2^62 values of 4 bytes are 0 bytes when the product wraps around.
    EXPECT_THAT(faultOf(one("F32", "[4611686018427387904]", "[0,0]")), HasSubstr("does not fill"));
    EXPECT_THAT(faultOf(one("F32", "[4294967296,4294967296]", "[0,0]")), HasSubstr("does not fill"));
    EXPECT_THAT(faultOf(one("F32", "[0,4294967296,4294967296]", "[0,0]")), HasSubstr("does not fill"));
    EXPECT_THAT(faultOf(one("F32", "[-6]", "[0,24]")), HasSubstr("damaged shape or place"));
    EXPECT_THAT(faultOf(one("F32", "[6.0]", "[0,24]")), HasSubstr("damaged shape or place"));
    EXPECT_THAT(faultOf(one("F32", "[18446744073709551616]", "[0,24]")), HasSubstr("damaged shape or place"));
    EXPECT_THAT(faultOf(one("F32", "6", "[0,24]")), HasSubstr("damaged shape or place"));
    EXPECT_THAT(faultOf(one("F32", "[6]", "[0,24,24]")), HasSubstr("damaged shape or place"));
    EXPECT_THAT(faultOf(one("F32", "[6]", "[24]")), HasSubstr("damaged shape or place"));
    EXPECT_THAT(faultOf(one("F8_E4M3", "[6]", "[0,6]")), HasSubstr("values of the type F8_E4M3"));
    EXPECT_THAT(faultOf(R"({"a":{"shape":[6],"data_offsets":[0,24]}})"), HasSubstr("\"a\" has no type"));
    EXPECT_THAT(faultOf(R"({"a":7})"), HasSubstr("\"a\" has no type"));
}

TEST(Safetensors, RefusesOverlap) {
    EXPECT_THAT(faultOf(R"({"b":{"dtype":"F32","shape":[3],"data_offsets":[8,20]},
                           "a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}})"),
                HasSubstr("\"b\" lies over \"a\""));
}

TEST(Safetensors, RefusesNamesThatAreThereTwice) {
    const std::string entry = R"({"dtype":"F32","shape":[3],"data_offsets":[0,12]})";
    EXPECT_EQ(faultOf(R"({"a":)" + entry + "}"), "");
    EXPECT_THAT(faultOf(R"({"a":)" + entry + R"(,"a":)" + entry + "}"), HasSubstr("something twice"));
    EXPECT_THAT(faultOf(R"({"a":{"dtype":"F32","dtype":"I8","shape":[3],"data_offsets":[0,12]}})"),
                HasSubstr("something twice"));
}

TEST(Safetensors, RefusesDamagedHeaders) {
    EXPECT_THAT(faultOf("{"), HasSubstr("no valid JSON"));
    EXPECT_THAT(faultOf("[1,2]"), HasSubstr("no list of tensors"));
    EXPECT_THAT(faultOf("{}"), HasSubstr("holds no tensor"));
    EXPECT_THAT(faultOf("{\"\xff\":1}"), HasSubstr("no valid JSON"));
    EXPECT_THAT(faultOf(R"({"a":1e999})"), HasSubstr("no valid JSON"));
    EXPECT_THAT(faultOf(R"({"a":)" + std::string(100'000, '[')), HasSubstr("nested too deeply"));
    std::string many = R"({"a":[0)";
    for (int i = 0; i < 4'000'000; ++i)
        many += ",0";
    EXPECT_THAT(faultOf(many + "]}"), HasSubstr("more than 4000000 values"));
}

TEST(Safetensors, RefusesHeaderLengthsBeyondTheFileBeforeReading) {
    EXPECT_THAT(fault(parseSafetensors, raw<std::uint64_t>({~std::uint64_t{0}}) + "{}"),
                HasSubstr("claims 18446744073709551615 bytes"));
    EXPECT_THAT(fault(parseSafetensors, raw<std::uint64_t>({100'000'001}) + "{}"), HasSubstr("claims"));
    EXPECT_THAT(fault(parseSafetensors, raw<std::uint64_t>({100'000'000}) + "{}"),
                HasSubstr("ends inside its header"));
    EXPECT_THAT(fault(parseSafetensors, raw<std::uint64_t>({3}) + "{}"), HasSubstr("ends inside its header"));
}

TEST(Safetensors, RefusesEveryTruncation) {
    const std::string whole = readFile(seedFolder("safetensors") / "types");
    EXPECT_EQ(fault(parseSafetensors, whole), "");
    for (std::size_t size = 0; size < whole.size(); ++size) {
        const std::string message = fault(parseSafetensors, std::string_view(whole).substr(0, size));
        ASSERT_THAT(message, HasSubstr("some file is not a weight file that can be read: ")) << size;
    }
}
