#include "arrays/array_file.h"
#include "support/refusal.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>
#include <sstream>

using namespace crossview;
using crossview::test::refusalOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace {

ArrayFile tableOf(const std::string& text) {
    return ArrayFile(std::as_bytes(std::span(text)), "given.csv");
}

std::vector<float> valuesOf(const std::string& text) {
    return tableOf(text).read().values();
}

std::vector<std::string> namesOf(const std::string& text) {
    return tableOf(text).rowNames();
}

std::string refusal(const std::string& text) {
    return refusalOf([&] { tableOf(text).read(); });
}

} // namespace

TEST(NumberTable, ReadsWhatProgramsWrite) {
    const auto rows = ElementsAre(0.5F, -2, 3, 4e-3F);
    EXPECT_THAT(valuesOf("0.5,-2\n3,4e-3\n"), rows);    // a plain table
    EXPECT_THAT(valuesOf("0.5\t-2\r\n3\t0.004"), rows); // TensorBoard's vectors.tsv
    EXPECT_THAT(valuesOf("0,5;-2\n3;4e-3\n"), rows);    // a German spreadsheet
    EXPECT_THAT(valuesOf("# made by numpy.savetxt\n 5.000e-01 -2.0e+00\n\n3  +0.004\n"), rows);
    EXPECT_THAT(valuesOf("\xEF\xBB\xBF\"x, first\",y\n0.5,-2\n3,4e-3\n"), rows); // a heading
    EXPECT_THAT(valuesOf("0,1\n0.5,-2\n3,4e-3\n"), rows);                        // pandas, index=False
    EXPECT_THAT(valuesOf(",0,1\n0,0.5,-2\n1,3,4e-3\n"), rows);                   // pandas
    EXPECT_THAT(valuesOf("a.jpg,0.5,-2\nb.jpg,3,4e-3\n"), rows);                 // names
    EXPECT_THAT(valuesOf("id,x,y\n17,0.5,-2\n12,3,4e-3\n"), rows);               // numbers as names
    EXPECT_THAT(valuesOf("a.jpg 0.5 -2\nb.jpg 3 4e-3\n"), rows);                 // word2vec's way
    EXPECT_THAT(valuesOf("1e-400,1e-50\n2,3\n"), ElementsAre(0, 0, 2, 3));       // too small is 0
    EXPECT_EQ(tableOf("1,2,3\n4,5,6\n").description(), "2 × 3, numbers as text");
}

TEST(NumberTable, NamesOfRowsAreTheFirstColumn) {
    EXPECT_THAT(namesOf("\"a, b.jpg\",1,2\nc.jpg,3,4\n"), ElementsAre("a, b.jpg", "c.jpg"));
    EXPECT_THAT(namesOf("image_id,x,y\n391895,1,2\n17,3,4\n"), ElementsAre("391895", "17"));
    // Numbers that count are no names.
    EXPECT_THAT(namesOf(",x,y\n0,1,2\n1,3,4\n"), IsEmpty());
    EXPECT_THAT(namesOf("id,x,y\n1,1,2\n2,3,4\n"), IsEmpty());
    EXPECT_THAT(namesOf("id,x,y\n2,1,2\n3,3,4\n"), ElementsAre("2", "3"));
    EXPECT_THAT(namesOf("1,2\n3,4\n"), IsEmpty());
}

TEST(NumberTable, NamesTheLineThatIsWrong) {
    EXPECT_THAT(refusal("x,y\n1,2\n3,four\n"), HasSubstr("given.csv:3: \"four\" in column 2 is no number"));
    EXPECT_THAT(refusal("1,2\n3,\n"), HasSubstr("given.csv:2: \"\" in column 2 is no number"));
    EXPECT_THAT(refusal("1,2\n3\n4,5\n"), HasSubstr("given.csv:2 has 1 columns, the first row has 2"));
    EXPECT_THAT(refusal("1,2\n3,4,5\n"), HasSubstr("given.csv:2 has 3 columns"));
    EXPECT_THAT(refusal("1,2\n3,nan\n"), HasSubstr("holds NaN in row 1, column 1"));
    EXPECT_THAT(refusal("1,2\n3,1e400\n"), HasSubstr("infinite as float32 in row 1, column 1"));
    EXPECT_THAT(refusal("x,y\n"), HasSubstr("is no array"));
    EXPECT_THAT(refusal("A dog runs.\nA cat.\n"), HasSubstr("is no array: it is neither .npy"));
    EXPECT_THAT(refusal("\n# nothing\n"), HasSubstr("holds no line of numbers"));
    EXPECT_THAT(refusal("a.jpg,1,2\n\xFF.jpg,3,4\n"), HasSubstr("nothing was refused"));
    EXPECT_THAT(refusalOf([] { namesOf("a.jpg,1,2\n\xFF.jpg,3,4\n"); }),
                HasSubstr("given.csv:2 is not UTF-8"));
    // A long first line and many short ones claim far more values than there are.
    std::string claim = "1";
    for (int i = 0; i < 2000; ++i)
        claim += ",1";
    for (int i = 0; i < 2000; ++i)
        claim += "\n1";
    EXPECT_THAT(refusalOf([&] { tableOf(claim); }), HasSubstr("lines of different lengths"));
}

TEST(NumberTable, ManyRowsComeInPieces) {
    const test::TemporaryFolder folder;
    std::ostringstream text;
    std::vector<float> wanted;
    for (int row = 0; row < 3000; ++row) {
        text << "row" << row;
        for (int column = 0; column < 101; ++column) {
            wanted.push_back(static_cast<float>(row * 100 + column + 1));
            text << ',' << row * 100 + column + 1;
        }
        text << '\n';
    }
    const ArrayFile file(folder.write("many.csv", text.str()));
    EXPECT_EQ(file.read().values(), wanted);
    EXPECT_EQ(file.rowNames()[2999], "row2999");
}

TEST(NumberTable, EveryCutIsATableOrSaysSo) {
    const std::string whole = "id,x,y\na,0.5,-2\nb,3,4e-3\n";
    for (std::size_t at = 0; at < whole.size(); ++at) {
        const std::string cut = whole.substr(0, at);
        try {
            const ArrayFile file = tableOf(cut);
            const Matrix values = file.read();
            EXPECT_EQ(values.rows(), file.rows());
        } catch (const Error& error) {
            EXPECT_THAT(error.what(), HasSubstr("given.csv"));
        }
    }
}
