#include "core/encoders/weight_bytes.h"
#include "files/atomic_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace crossview;
using namespace crossview::test;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::StartsWith;

namespace {

// Pieces of pickles, as Python's pickletools names them.
const std::string kProto("\x80\x02", 2);

std::string text(const std::string& value) {
    return "X" + raw<std::uint32_t>({static_cast<std::uint32_t>(value.size())}) + value;
}
std::string integer(std::int64_t value) {
    return "\x8a\x08" + raw<std::int64_t>({value});
}
std::string global(const std::string& module, const std::string& name) {
    return "c" + module + "\n" + name + "\n";
}
std::string tuple(std::initializer_list<std::string> items) {
    std::string bytes = "(";
    for (const auto& item : items)
        bytes += item;
    return bytes + "t";
}
std::string integers(std::initializer_list<std::int64_t> values) {
    std::string bytes = "(";
    for (const auto value : values)
        bytes += integer(value);
    return bytes + "t";
}
std::string storage(const std::string& key, std::int64_t count, const std::string& type = "FloatStorage") {
    return tuple({text("storage"), global("torch", type), text(key), text("cpu"), integer(count), "N"}) + "Q";
}
std::string tensor(const std::string& storageId, std::int64_t offset, const std::string& shape,
                   const std::string& strides) {
    return global("torch._utils", "_rebuild_tensor_v2") +
           tuple({storageId, integer(offset), shape, strides, "\x89",
                  global("collections", "OrderedDict") + ")R"}) +
           "R";
}
std::string dict(std::initializer_list<std::pair<std::string, std::string>> entries) {
    std::string bytes = "}(";
    for (const auto& [key, value] : entries)
        bytes += text(key) + value;
    return bytes + "u";
}

/// The stream of 2020 around an object's pickle (without PROTO and STOP), with one storage of floats for each
/// key.
std::string stream(const std::string& object, const std::string& keys, const std::string& storages) {
    return kProto + "\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19." + kProto + "M\xe9\x03." + kProto +
           dict({{"little_endian", "\x88"}}) + "." + kProto + object + "." + kProto + "](" + keys + "e." +
           storages;
}

const std::string kFour = raw<std::int64_t>({4}) + raw<float>({1, 2, 3, 4});

/// A file with one storage "k" of the four floats 1 to 4.
std::string four(const std::string& object) {
    return stream(object, text("k"), kFour);
}
/// … and in it one tensor "a".
std::string window(std::int64_t offset, const std::string& shape, const std::string& strides) {
    return four(dict({{"a", tensor(storage("k", 4), offset, shape, strides)}}));
}
std::string faultOf(const std::string& bytes) {
    return fault(parseStateDict, bytes);
}
std::string seed(const char* name) {
    return readFile(seedFolder("state_dict") / name);
}

void expectSmallNet(const Weights& weights) {
    ASSERT_EQ(weights.size(), 4U);
    EXPECT_THAT(weights.at("layer.weight").shape, ElementsAre(2U, 3U));
    EXPECT_THAT(weights.at("layer.weight").values, ElementsAre(0, 0.5F, 1, 1.5F, 2, 2.5F));
    EXPECT_THAT(weights.at("layer.turned").shape, ElementsAre(3U, 2U));
    EXPECT_THAT(weights.at("layer.turned").values, ElementsAre(0, 1.5F, 0.5F, 2, 1, 2.5F));
    EXPECT_THAT(weights.at("layer.tail").values, ElementsAre(2, 2.5F));
    EXPECT_THAT(weights.at("steps").shape, IsEmpty());
    EXPECT_THAT(weights.at("steps").values, ElementsAre(8));
}

} // namespace

TEST(StateDict, ReadsTheOldStream) {
    expectSmallNet(parse(parseStateDict, seed("old")));
}

TEST(StateDict, ReadsTheZipForm) {
    expectSmallNet(parse(parseStateDict, seed("zip")));
    expectSmallNet(parse(parseStateDict, seed("zip_protocol5")));
}

TEST(StateDict, LooksIntoCheckpoints) {
    expectSmallNet(parse(parseStateDict, seed("zip_checkpoint"))); // deflated, protocol 4, parameters
    expectSmallNet(parse(parseStateDict, seed("old_checkpoint")));
}

TEST(StateDict, ConvertsEveryStorage) {
    const Weights weights = parse(parseStateDict, seed("zip_types"));
    EXPECT_EQ(weights.size(), 10U);
    for (const char* type : {"float", "double", "half", "long", "int", "short", "char"})
        EXPECT_THAT(valuesOf(weights, type), ElementsAre(1, -2, 3)) << type;
    EXPECT_THAT(valuesOf(weights, "bfloat16"), ElementsAre(1, -2.5F, HUGE_VALF));
    EXPECT_THAT(valuesOf(weights, "byte"), ElementsAre(1, 0, 255));
    EXPECT_THAT(valuesOf(weights, "bool"), ElementsAre(1, 0, 1));
}

TEST(StateDict, GivesFloatsOfTheStreamWhereTheyLie) {
    std::string file = window(0, integers({2, 2}), integers({2, 1}));
    const std::size_t shift = (4 - (file.size() - 16) % 4) % 4;
    const std::shared_ptr<std::byte[]> buffer(new std::byte[file.size() + shift]);
    std::memcpy(buffer.get() + shift, file.data(), file.size());
    const Weights weights = parseStateDict({buffer.get() + shift, file.size()}, "some file", buffer);
    EXPECT_EQ(static_cast<const void*>(weights.at("a").values.data()),
              buffer.get() + shift + file.size() - 16);
    EXPECT_EQ(weights.at("a").owner.get(), buffer.get());
    for (std::size_t off = 0; off < 4; ++off)
        EXPECT_THAT(valuesOf(parse(parseStateDict, file, off), "a"), ElementsAre(1, 2, 3, 4));
}

TEST(StateDict, ChecksEveryWindowAgainstItsStorage) {
    EXPECT_THAT(valuesOf(parse(parseStateDict, window(1, integers({3}), integers({1}))), "a"),
                ElementsAre(2, 3, 4));
    EXPECT_THAT(valuesOf(parse(parseStateDict, window(0, integers({2, 2}), integers({0, 1}))), "a"),
                ElementsAre(1, 2, 1, 2));
    EXPECT_THAT(valuesOf(parse(parseStateDict, window(4, integers({0, 7}), integers({7, 1}))), "a"),
                IsEmpty());
    constexpr std::int64_t kHuge = std::int64_t{1} << 62;
    for (const auto& bad : {
             window(2, integers({3}), integers({1})),
             window(0, integers({5}), integers({1})),
             window(0, integers({2}), integers({4})),
             window(5, integers({0}), integers({1})),
             window(kHuge, integers({1}), integers({1})),
             window(0, integers({kHuge, 4}), integers({0, 0})),
             window(0, integers({3}), integers({kHuge})),
             window(0, integers({0, kHuge, 8}), integers({1, 1, 1})),
             // more values than the storage has, without leaving it
             window(0, integers({1'000'000'000}), integers({0})),
         })
        EXPECT_THAT(faultOf(bad), HasSubstr("\"a\" has the shape")) << faultOf(bad);
    for (const auto& bad : {
             window(-1, integers({1}), integers({1})),
             window(0, integers({-1}), integers({1})),
             window(0, integers({4}), integers({-1})),
             window(0, integers({4}), integers({1, 1})),
             window(0, text("4"), integers({1})),
             window(0, integers({4}), "N"),
         })
        EXPECT_THAT(faultOf(bad), HasSubstr("\"a\" is described in a way that is unknown"));
}

TEST(StateDict, ChecksStorages) {
    const std::string one = tensor(storage("k", 4), 0, integers({4}), integers({1}));
    const std::string whole = dict({{"a", one}});
    EXPECT_EQ(faultOf(stream(whole, text("k"), kFour)), "");
    EXPECT_THAT(faultOf(stream(whole, "", "")), HasSubstr("storage \"k\" is missing"));
    EXPECT_THAT(faultOf(stream(whole, text("l"), kFour)), HasSubstr("names one that no tensor has"));
    EXPECT_THAT(faultOf(stream(whole, text("k") + text("k"), kFour + kFour)), HasSubstr("is there twice"));
    EXPECT_THAT(faultOf(stream(whole, text("k"), raw<std::int64_t>({5}) + raw<float>({1, 2, 3, 4, 5}))),
                HasSubstr("holds 5 values and is announced with 4"));
    EXPECT_THAT(faultOf(stream(whole, text("k"), kFour.substr(0, 23))), HasSubstr("ends inside the storage"));
    constexpr std::int64_t kHuge = std::int64_t{1} << 62; // times four wraps around to 0
    EXPECT_THAT(faultOf(stream(dict({{"a", tensor(storage("k", kHuge), 0, integers({4}), integers({1}))}}),
                               text("k"), raw<std::int64_t>({kHuge}) + raw<float>({1, 2, 3, 4}))),
                HasSubstr("ends inside the storage"));
    EXPECT_THAT(
        faultOf(four(dict(
            {{"a", one}, {"b", tensor(storage("k", 4, "IntStorage"), 0, integers({4}), integers({1}))}}))),
        HasSubstr("announced in two ways"));
    EXPECT_THAT(faultOf(four(dict({{"a", tensor(storage("k", -4), 0, integers({4}), integers({1}))}}))),
                HasSubstr("refers to data in a way that is unknown"));
    EXPECT_THAT(faultOf(four(dict({{"a", text("k") + "Q"}}))), HasSubstr("refers to data"));
}

TEST(StateDict, RefusesNamesThatAreThereTwice) {
    const std::string one = tensor(storage("k", 4), 0, integers({4}), integers({1}));
    EXPECT_THAT(faultOf(four(dict({{"a", one}, {"a", one}}))), HasSubstr("\"a\" is there twice"));
}

TEST(StateDict, SkipsWhatIsNoTensor) {
    const std::string one = tensor(storage("k", 4), 0, integers({4}), integers({1}));
    const Weights weights =
        parse(parseStateDict, four(dict({{"version", integer(3)},
                                         {"nested", dict({{"b", one}})},
                                         {"size", global("torch", "Size") + integers({1, 2}) + "\x85" + "R"},
                                         {"a", one}})));
    EXPECT_THAT(weights, ElementsAre(Pair("a", testing::_)));
    EXPECT_THAT(faultOf(four(dict({{"other", dict({{"b", one}})}}))), HasSubstr("holds no dict of tensors"));
    EXPECT_THAT(faultOf(four("N")), HasSubstr("holds no dict of tensors"));
}

TEST(StateDict, RefusesEveryOtherGlobalByItsName) {
    EXPECT_THAT(faultOf(four(global("os", "system") + text("touch /tmp/attacked") + "\x85R")),
                HasSubstr("it asks for the Python object os.system, which plain tensors do not need"));
    EXPECT_THAT(faultOf(seed("old_attack")), HasSubstr("Python object posix.system"));
    EXPECT_THAT(faultOf(seed("zip_attack")), HasSubstr("Python object posix.system"));
    EXPECT_THAT(faultOf(four(global("builtins", "eval"))), HasSubstr("builtins.eval"));
    EXPECT_THAT(faultOf(four(global("collections", "Counter"))), HasSubstr("collections.Counter"));
    EXPECT_THAT(faultOf(four(global("torch", "load"))), HasSubstr("torch.load"));
    EXPECT_THAT(faultOf(four(global("torch", "QInt8Storage"))), HasSubstr("torch.QInt8Storage"));
    EXPECT_THAT(faultOf(four(global("torch._utils", "_rebuild_tensor_v2.__globals__"))),
                HasSubstr("__globals__"));
    EXPECT_THAT(faultOf(four(text("os") + text("system") + "\x93")), HasSubstr("os.system"));
    // Names come out of the file: no line breaks, terminal escapes or broken UTF-8 of theirs in a message.
    EXPECT_THAT(faultOf(four(text("\x1b[31m") + text("a\n\xff") + "\x93")), HasSubstr("?[31m.a??,"));
    EXPECT_THAT(faultOf(four(text(std::string(5000, 'x')) + text("y") + "\x93")).size(), testing::Lt(400U));
}

TEST(StateDict, RefusesOtherInstructions) {
    EXPECT_THAT(faultOf(four("\x82\x01")), HasSubstr("pickle instruction 0x82")); // EXT1: a registry of code
    EXPECT_THAT(faultOf(four("(ios\nsystem\n")), HasSubstr("pickle instruction 0x69")); // INST
    EXPECT_THAT(faultOf(four("Pabc\n")), HasSubstr("pickle instruction 0x50"));
    EXPECT_THAT(faultOf(four("\x80\x09")), HasSubstr("protocol 9"));
    EXPECT_THAT(faultOf(four(text("a") + ")R")), HasSubstr("calls something that is no function"));
}

TEST(StateDict, TakesNothingFromAnEmptyStack) {
    for (const std::string bytes :
         {"0",   "1",   "2",    "R",     "Q",    "b",    "a",       "e",     "s",
          "u",   "t",   "\x85", "\x87",  "\x93", "\x94", "q\x01",   "h\x01", "j\x01\x01\x01\x01",
          "(Q",  "N(R", "NN(s", "(\x85", ".",    "(.",   "}NNN(Ns", "}(Nu",  "]Nu",
          "N]Ne"})
        EXPECT_THAT(faultOf(four(bytes)), HasSubstr("pickle is damaged")) << bytes;
}

TEST(StateDict, RefusesNestingBombs) {
    EXPECT_THAT(faultOf(four(std::string(2'000'000, '('))), HasSubstr("nested too deeply"));
    // Depth without marks, and a list that holds itself: both cost nothing and are no state dict.
    std::string deep = ")";
    for (int i = 0; i < 1'000'000; ++i)
        deep += '\x85';
    EXPECT_THAT(faultOf(four(deep)), HasSubstr("holds no dict of tensors"));
    EXPECT_THAT(faultOf(four("]q\x01h\x01"
                             "a")),
                HasSubstr("holds no dict of tensors"));
    EXPECT_THAT(faultOf(four("}q\x01" + text("state_dict") + "h\x01s")),
                HasSubstr("holds no dict of tensors"));
    EXPECT_THAT(faultOf(four(std::string(2'100'000, 'N'))), HasSubstr("more than 2000000 values"));
    EXPECT_THAT(faultOf(four("N" + std::string(2'100'000, '2'))), HasSubstr("more than 2000000 values"));
}

TEST(StateDict, KeepsNoPlaceForHugeMemoIndexes) {
    const std::string huge = "r\xff\xff\xff\xff";
    const std::string one = tensor(storage("k", 4), 0, integers({4}), integers({1}));
    const std::string kept = one + huge + "0j\xff\xff\xff\xff";
    EXPECT_THAT(valuesOf(parse(parseStateDict, four(dict({{"a", kept}}))), "a"), ElementsAre(1, 2, 3, 4));
}

TEST(StateDict, RefusesTensorsThatMultiplyTheirStorage) {
    // Each is within its storage, but all of them together would take hundreds of times the file.
    std::string object =
        "}(" + text("k0") + tensor(storage("k", 4) + "q\x01", 0, integers({2, 2}), integers({1, 2}));
    for (int i = 1; i < 100; ++i)
        object += text("k" + std::to_string(i)) + tensor("h\x01", 0, integers({2, 2}), integers({1, 2}));
    EXPECT_THAT(faultOf(four(object + "u")), HasSubstr("share their values more often than weights do"));
}

TEST(StateDict, RefusesForeignByteOrder) {
    EXPECT_THAT(faultOf(seed("old_big_endian")), HasSubstr("not little-endian"));
    EXPECT_THAT(faultOf(seed("zip_big_endian")), HasSubstr("not little-endian"));
}

TEST(StateDict, RefusesForeignArchives) {
    EXPECT_THAT(faultOf(seed("zip_script")), HasSubstr("it is a TorchScript module"));
    EXPECT_THAT(faultOf(seed("zip_twice")), HasSubstr("\"archive/data/0\" is there twice"));
    EXPECT_THAT(faultOf(seed("zip_bomb")),
                HasSubstr("claims 4000000 bytes, far more than the file can hold"));
    std::string other = seed("zip");
    for (std::size_t at = 0; (at = other.find("data.pkl", at)) != std::string::npos;)
        other.replace(at, 8, "date.pkl");
    EXPECT_THAT(faultOf(other), HasSubstr("holds no data.pkl"));
    EXPECT_THAT(faultOf(seed("other_pickle")), HasSubstr("it is a pickle, but none of PyTorch's"));
    EXPECT_THAT(faultOf(seed("protocol0")), HasSubstr("pickle instruction"));
}

TEST(StateDict, NoticesDamageInsideAnArchive) {
    std::string file = seed("zip");
    const auto at = file.find(raw<float>({0.5F, 1, 1.5F}));
    ASSERT_NE(at, std::string::npos);
    file[at] ^= 1; // a flipped bit in a weight: the checksum finds it
    EXPECT_THAT(faultOf(file), HasSubstr("\"my net/data/0\" is cut off or damaged"));
}

TEST(StateDict, RefusesEveryTruncation) {
    for (const char* name : {"old", "zip", "zip_types", "zip_checkpoint"}) {
        const std::string whole = seed(name);
        EXPECT_EQ(faultOf(whole), "");
        for (std::size_t size = 0; size < whole.size(); ++size)
            ASSERT_THAT(fault(parseStateDict, std::string_view(whole).substr(0, size)),
                        StartsWith("some file is not a weight file that can be read: "))
                << name << " " << size;
    }
}

TEST(StateDict, SurvivesEveryFlippedByte) {
    for (const char* name : {"old", "zip", "zip_checkpoint"}) {
        std::string file = seed(name);
        for (char& byte : file)
            for (const unsigned flip : {0xFFU, 0x80U, 0x01U}) {
                byte = static_cast<char>(static_cast<unsigned char>(byte) ^ flip);
                faultOf(file); // a sentence or weights; the sanitizers watch over the rest
                byte = static_cast<char>(static_cast<unsigned char>(byte) ^ flip);
            }
    }
}
