// Files of other programs than NumPy; make_arrays.py wrote them with SciPy, h5py and safetensors.
#include "arrays/array_file.h"
#include "common/error.h"
#include "files/atomic_file.h"
#include "support/temporary_folder.h"
#include "support/unprivileged.h"

#include <array>
#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crossview {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

const fs::path kArrays = fs::path(CROSSVIEW_TEST_DATA) / "arrays";
const std::vector<float> kMatrix = {-2, -1.5F, -1, -0.5F, 0, 0.5F, 1, 1.5F, 2, 2.5F, 3, 3.5F};

std::string refusal(const fs::path& file) {
    try {
        ArrayFile(file).read();
    } catch (const Error& error) {
        return error.what();
    }
    return "nothing was refused";
}

/// A matrix of 4 × 3, from a file of the folder.
void expectMatrix(const std::string& file, const std::string& place, const std::string& description) {
    const ArrayFile array(kArrays / file);
    EXPECT_EQ(array.place(), (kArrays / place).string());
    EXPECT_EQ(array.description(), description);
    EXPECT_EQ(array.read().values(), kMatrix) << file;
}

TEST(ArrayKinds, MatlabFiles) {
    // Of two matrices, a list, a number and texts the matrix.
    expectMatrix("matlab5.mat", "matlab5.mat:image_features", "4 × 3, single");
    expectMatrix("matlab73.mat", "matlab73.mat:text_features", "4 × 3, float32");
    EXPECT_EQ(ArrayFile(kArrays / "matlab_whole_numbers.mat").read().values()[11], 11);
    EXPECT_EQ(ArrayFile((kArrays / "matlab5.mat").string() + ":count").read().values(),
              std::vector<float>{4});
    EXPECT_EQ(ArrayFile((kArrays / "matlab5.mat").string() + ":list").columns(), 5U);
    EXPECT_THAT(refusal((kArrays / "matlab5.mat").string() + ":feats"),
                HasSubstr("holds no array \"feats\": name one of image_features, count, ids, list."));
    EXPECT_THAT(refusal((kArrays / "matlab5.mat").string() + ":ids"),
                HasSubstr("matlab5.mat:ids cannot be read: it is no matrix of plain numbers"));
    EXPECT_THAT(refusal(kArrays / "matlab_others.mat"), HasSubstr("several arrays (words, c)"));
    EXPECT_THAT(refusal((kArrays / "matlab73.mat").string() + ":title"), HasSubstr("no plain numbers"));
}

TEST(ArrayKinds, AColumnAnItemAsTheCallerKnows) {
    ArrayFile turned(kArrays / "matlab7.mat"); // Karpathy's feats, d × n
    EXPECT_EQ(turned.rows(), 3U);
    EXPECT_EQ(turned.columnsAsItems(), 4U);
    turned.takeColumnsAsItems();
    EXPECT_EQ(turned.description(), "4 × 3, double, transposed: a column an item, 3 × 4 in the file");
    EXPECT_EQ(turned.read().values(), kMatrix);
    EXPECT_EQ(ArrayFile(kArrays / "one.h5").columnsAsItems(), 3U);
    EXPECT_EQ(ArrayFile(kArrays / "big_endian_half.npy").columnsAsItems(), 0U);
}

TEST(ArrayKinds, Hdf5Files) {
    expectMatrix("one.h5", "one.h5:features/clip", "4 × 3, float16");
    expectMatrix("several.h5:picture_00", "several.h5:picture_00", "4 × 3, float64");
    EXPECT_EQ(ArrayFile((kArrays / "several.h5").string() + ":/picture_14").read().values()[0], 12);
    constexpr std::array<std::string_view, 1> kPreferred{"picture_02"};
    EXPECT_EQ(ArrayFile(kArrays / "several.h5", kPreferred).read().values()[0], 0);
    EXPECT_THAT(refusal(kArrays / "several.h5"), AllOf(HasSubstr("several arrays (picture_00, picture_01,"),
                                                       HasSubstr("and 3 more): name one")));
    EXPECT_THAT(refusal((kArrays / "one.h5").string() + ":names"), HasSubstr("no plain numbers"));
    EXPECT_THAT(refusal((kArrays / "claims.h5").string() + ":flat"), HasSubstr("has 1 dimension:"));
}

TEST(ArrayKinds, ADatasetForEachItem) {
    const ArrayFile file(kArrays / "one_each.h5");
    EXPECT_EQ(file.description(), "4 × 3, float32, a dataset an item");
    EXPECT_THAT(file.rowNames(), testing::ElementsAre("a.jpg", "b.jpg", "c.jpg", "d.jpg"));
    EXPECT_EQ(file.read().values(), kMatrix);
    EXPECT_THAT(refusal((kArrays / "one_each.h5").string() + ":b.jpg"), HasSubstr("has 1 dimension:"));
}

TEST(ArrayKinds, SafetensorsFiles) {
    expectMatrix("one.safetensors", "one.safetensors:embeds", "4 × 3, float32");
    const ArrayFile texts((kArrays / "clip.safetensors").string() + ":text_embeds");
    EXPECT_EQ(texts.description(), "4 × 3, float16");
    EXPECT_EQ(texts.read().values()[0], -4);
    EXPECT_THAT(refusal(kArrays / "clip.safetensors"),
                HasSubstr("several arrays (image_embeds, scale, text_embeds)"));
}

TEST(ArrayKinds, TablesOfNumbers) {
    const test::TemporaryFolder folder;
    const auto expectTable = [&](const std::string& text, const std::string& description) {
        const ArrayFile array(folder.write("table.txt", text));
        EXPECT_EQ(array.description(), description) << text;
        EXPECT_EQ(array.read().values(), (std::vector<float>{1, -2.5F, 300, 4, 5, 6})) << text;
    };
    expectTable("1,-2.5,3e2\n4,5,6\n", "2 × 3, text");
    expectTable("\xEF\xBB\xBF"
                "1\t-2.5\t+300\r\n4\t5\t6\r\n\r\n",
                "2 × 3, text");
    expectTable(" 1  -2.5   300\n4 5 6 ", "2 × 3, text"); // numpy.savetxt
    expectTable("# a b c\n1 -2.5 300\n4 5 6\n", "2 × 3, text, the first line is a header");
    expectTable("a;b;c\n1;-2.5;300\n4;5;6", "2 × 3, text, the first line is a header");
    const std::string named = ", the first column names the items";
    expectTable("a.jpg,1,-2.5,300\n\"b, or \"\"c\"\", or d.jpg\",4,5,6\n", "2 × 3, text" + named);
    expectTable("image_id,f1,f2,f3\n17,1,-2.5,300\n18,4,5,6\n",
                "2 × 3, text, the first line is a header" + named);
    // pandas, with its index and without.
    expectTable(",0,1,2\n0,1,-2.5,300\n1,4,5,6\n",
                "2 × 3, text, the first line is a header, the first column counts them");
    expectTable("0,1,2\n1,-2.5,300\n4,5,6\n", "2 × 3, text, the first line is a header");
    // One column is a matrix, too.
    EXPECT_EQ(ArrayFile(folder.write("one.csv", "1\n2\n")).read().values(), (std::vector<float>{1, 2}));
}

TEST(ArrayKinds, NamesOfRowsAreTheFirstColumn) {
    const auto namesOf = [](const std::string& text) {
        return ArrayFile(std::as_bytes(std::span(text)), "given.csv").rowNames();
    };
    EXPECT_THAT(namesOf("\"a, \"\"b\"\".jpg\",1,2\nc.jpg,3,4\n"),
                testing::ElementsAre("a, \"b\".jpg", "c.jpg"));
    EXPECT_THAT(namesOf("image_id,x,y\n391895,1,2\n17,3,4\n"), testing::ElementsAre("391895", "17"));
    EXPECT_THAT(namesOf("id,x,y\n2,1,2\n3,3,4\n"), testing::ElementsAre("2", "3"));
    // Numbers that count are no names.
    EXPECT_THAT(namesOf(",x,y\n0,1,2\n1,3,4\n"), testing::IsEmpty());
    EXPECT_THAT(namesOf("id,x,y\n1,1,2\n2,3,4\n"), testing::IsEmpty());
    EXPECT_THAT(namesOf("1,2\n3,4\n"), testing::IsEmpty());
    EXPECT_THROW(namesOf("a.jpg,1,2\n\xFF.jpg,3,4\n"), Error);
}

TEST(ArrayKinds, WrongTablesAreNamedWithTheirLines) {
    const test::TemporaryFolder folder;
    const auto said = [&](const std::string& text) { return refusal(folder.write("t.csv", text)); };
    EXPECT_THAT(said("1,2\n3,x\n"), HasSubstr("t.csv:2: \"x\" in column 2 is no number"));
    EXPECT_THAT(said("1,2\n\n3,\n"), HasSubstr("t.csv:3: \"\" in column 2 is no number"));
    EXPECT_THAT(said("a,1,2\nb,1\n"), HasSubstr("t.csv:2 has 1 numbers and the first row has 2"));
    EXPECT_THAT(said("1,2\n3,4,5\n"), HasSubstr("t.csv:2 has 3 numbers"));
    EXPECT_THAT(said("1,2\n3,nan\n"), HasSubstr("holds NaN in row 1, column 1"));
    EXPECT_THAT(said("1,2\n3,1e999\n"), HasSubstr("infinite as float32 in row 1, column 1"));
    EXPECT_THAT(said("1,1,1,1,1,1,1,1,1\n2\n2\n2\n2\n"),
                HasSubstr("lines with fewer numbers than its first, 9"));
    // A table of captions is none of features.
    EXPECT_THAT(said("image,caption\na.jpg,A dog.\n"), HasSubstr("NumPy signature"));
}

TEST(ArrayKinds, AFolderOfShardsIsJoinedInTheOrderOfItsNumbers) {
    const test::TemporaryFolder folder;
    const auto shard = [&](const std::string& name, const std::string& from) {
        fs::create_directories((folder / name).parent_path());
        fs::copy_file(kArrays / from, folder / name);
    };
    shard("img_emb/img_emb_9.npy", "regions.npy");
    shard("img_emb/img_emb_10.npy", "big_endian_half.npy");
    folder.write("img_emb/notes.txt", "of no matter");
    const ArrayFile joined(folder / "img_emb");
    EXPECT_EQ(joined.description(), "8 × 3, float32, 2 files from img_emb_9.npy to img_emb_10.npy");
    const Matrix rows = joined.read();
    EXPECT_EQ(rows(0, 0), 1.5F);
    EXPECT_EQ(rows(4, 0), -2);
    std::stop_source stop;
    stop.request_stop();
    EXPECT_THROW(joined.read(stop.get_token()), Cancelled);
    shard("img_emb/img_emb_12.npy", "regions.npy");
    EXPECT_THAT(refusal(folder / "img_emb"), HasSubstr("img_emb_10.npy is followed by img_emb_12.npy"));
    fs::rename(folder / "img_emb/img_emb_12.npy", folder / "img_emb/img_emb_0010.npy");
    EXPECT_THAT(refusal(folder / "img_emb"), HasSubstr("have the same number"));
    fs::create_directory(folder / "empty");
    EXPECT_THAT(refusal(folder / "empty"), HasSubstr("is a folder without .npy files"));
}

/// What is wrong with a file, and what is said of it: one sentence or two, with its name and what to do.
struct Bad {
    const char* kind;
    const char* file;
    std::function<std::string(std::string)> spoil;
    const char* said;
};

std::string cutTo(const std::string& bytes, double part) {
    return bytes.substr(0, static_cast<std::size_t>(static_cast<double>(bytes.size()) * part));
}

TEST(ArrayKinds, BadFilesAreRefusedInASentence) {
    const auto whole = [](std::string bytes) { return bytes; };
    const auto half = [](std::string bytes) { return cutTo(bytes, 0.5); };
    const auto most = [](std::string bytes) { return cutTo(bytes, 0.95); };
    const auto empty = [](const std::string&) { return std::string(); };
    const auto page = [](const std::string&) { return std::string("<!DOCTYPE html><html></html>"); };
    const auto pointer = [](const std::string&) {
        return std::string("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n");
    };
    const auto wrongMagic = [](std::string bytes) { return "\x01\x02\x03\x04" + bytes.substr(4); };
    /// Sides of 2^31-1, where they stand in a MATLAB file that is not compressed.
    const auto claim = [](std::string bytes) {
        const std::string sides{"\x04\0\0\0\x03\0\0\0", 8};
        return bytes.replace(bytes.find(sides), 8, std::string{"\xFF\xFF\xFF\x7F\xFF\xFF\xFF\x7F", 8});
    };
    const std::vector<Bad> table = {
        {"mat", "matlab5.mat", empty, "is empty"},
        {"mat", "matlab5.mat", half, "this MATLAB file is cut off"},
        {"mat", "matlab5.mat", most, "this MATLAB file is cut off"},
        {"mat", "matlab7.mat", half, "ends inside its header"},
        {"mat", "matlab7.mat", most, "this MATLAB file is cut off"},
        {"mat", "matlab5.mat", page, "web page"},
        {"mat", "matlab5.mat", pointer, "git lfs pull"},
        {"mat", "matlab5.mat", wrongMagic, "NumPy signature"},
        {"mat", "matlab_whole_numbers.mat", claim, "claims more than the file holds"},
        {"mat", "nan.mat", whole, "holds NaN in row 2, column 1"},
        {"mat", "matlab73.mat", half, "damaged or cut off"},
        {"mat", "matlab73.mat", most, "damaged or cut off"},
        {"mat", "matlab73.mat", wrongMagic, "holds several arrays"}, // HDF5 without MATLAB's block
        {"h5", "one.h5", empty, "is empty"},
        {"h5", "one.h5", half, "this HDF5 file is damaged or cut off"},
        {"h5", "one.h5", most, "this HDF5 file is damaged or cut off"},
        {"h5", "one.h5", page, "web page"},
        {"h5", "one.h5", pointer, "git lfs pull"},
        {"h5", "one.h5", wrongMagic, "NumPy signature"},
        {"h5", "nan.h5", whole, "holds NaN in row 2, column 1"},
        {"h5", "claims.h5", whole, "1000000 × 2500 claims more than the file holds"}, // 10 GB
        {"safetensors", "one.safetensors", empty, "is empty"},
        {"safetensors", "one.safetensors", half, "it ends inside its header"},
        {"safetensors", "one.safetensors", most, "the file is cut off or damaged"},
        {"safetensors", "one.safetensors", page, "web page"},
        {"safetensors", "one.safetensors", pointer, "git lfs pull"},
        {"safetensors", "one.safetensors",
         [](std::string bytes) { return bytes.replace(bytes.find("[4,3]"), 5, "[4,9]"); },
         "which does not fill its 48 bytes"},
        {"safetensors", "nan.safetensors", whole, "holds NaN in row 2, column 1"},
    };
    for (const Bad& bad : table) {
        const test::TemporaryFolder folder;
        const fs::path file = folder.write(std::string("umläut and space.") + bad.kind,
                                           bad.spoil(readFile(kArrays / bad.file)));
        const std::string message = refusal(file);
        EXPECT_THAT(message, AllOf(HasSubstr(bad.said), HasSubstr("umläut and space."))) << bad.file;
        EXPECT_EQ(message.find('\n'), std::string::npos) << message;
    }
}

TEST(ArrayKinds, FilesThatMayNotBeReadAreNamed) {
    const test::TemporaryFolder folder;
    fs::permissions(folder.path(), fs::perms::all);
    for (const char* name : {"matlab5.mat", "one.h5", "one.safetensors"}) {
        fs::copy_file(kArrays / name, folder / name);
        fs::permissions(folder / name, fs::perms::none);
        EXPECT_EQ(test::runUnprivileged([&] {
                      return refusal(folder / name).find("ermission denied") == std::string::npos ? 1 : 0;
                  }),
                  0)
            << name;
    }
}

TEST(ArrayKinds, EveryCutAndEveryChangedByteIsASentenceOrNothing) {
    for (const char* name : {"matlab5.mat", "matlab7.mat", "matlab73.mat", "one.h5", "one.safetensors"}) {
        const std::string whole = readFile(kArrays / name);
        const test::TemporaryFolder folder;
        const std::size_t step = whole.size() > 4000 ? 251 : 1;
        for (std::size_t at = 0; at < whole.size(); at += step) {
            std::string changed = whole;
            changed[at] = static_cast<char>(changed[at] ^ 0x41);
            for (const std::string& bytes : {whole.substr(0, at), changed}) {
                const std::string message = refusal(folder.write(name, bytes));
                EXPECT_TRUE(message == "nothing was refused" || message.find(name) != std::string::npos)
                    << at << ": " << message;
            }
        }
    }
}

} // namespace
} // namespace crossview
