#include "dataset/columns/column_collector.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

using namespace crossview;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

namespace {

/// Rows of pictures and sentences, given to a collector one by one.
class Rows {
public:
    void add(int image, int sentence, const std::vector<RecordCell>& cells) {
        m_pairs.emplace_back(image, sentence);
        m_images = std::max(m_images, image + 1);
        m_sentences = std::max(m_sentences, sentence + 1);
        collector.add(cells, m_pairs);
    }
    std::vector<ItemColumn> finish() {
        return collector.finish(std::size_t(m_images), std::size_t(m_sentences));
    }
    ColumnCollector collector;

private:
    std::vector<Relation::Pair> m_pairs;
    int m_images = 0, m_sentences = 0;
};

std::vector<std::string> valuesOf(const ItemColumn& column) {
    std::vector<std::string> values;
    for (std::size_t i = 0; i < column.size(); ++i)
        values.push_back(column.valueText(i));
    return values;
}

} // namespace

TEST(ColumnCollector, AColumnIsOfThePicturesWhereTheirRowsAgreeElseOfTheSentences) {
    Rows rows;
    rows.add(0, 0, {{"price", "3.50"}, {"tone", "happy"}});
    rows.add(0, 1, {{"price", "3.5"}, {"tone", "sad"}});
    rows.add(1, 2, {{"price", ""}, {"tone", "happy"}});
    rows.add(1, 3, {{"price", "12"}, {"tone", "nan"}});
    const auto columns = rows.finish();
    ASSERT_THAT(columns, SizeIs(2));
    EXPECT_EQ(columns[0].view, View::image);
    EXPECT_TRUE(columns[0].isNumber());
    EXPECT_THAT(columns[0].numbers, ElementsAre(3.5, 12));
    EXPECT_EQ(columns[1].view, View::sentence);
    EXPECT_THAT(valuesOf(columns[1]), ElementsAre("happy", "sad", "happy", ""));
    EXPECT_THAT(columns[1].texts, ElementsAre("happy", "sad"));
    EXPECT_THAT(
        rows.collector.notes(),
        ElementsAre("kept as columns: \"price\" (number, of pictures), \"tone\" (text, of sentences)"));
}

TEST(ColumnCollector, RowsBeforeTheFirstDisagreementKeepTheirOwnGaps) {
    Rows rows;
    rows.add(0, 0, {{"n", "1"}});
    rows.add(0, 1, {{"n", ""}});
    rows.add(1, 2, {{"n", "7"}});
    rows.add(0, 3, {{"n", "2"}});
    const auto columns = rows.finish();
    ASSERT_THAT(columns, SizeIs(1));
    EXPECT_EQ(columns[0].view, View::sentence);
    EXPECT_THAT(valuesOf(columns[0]), ElementsAre("1", "", "7", "2"));
}

TEST(ColumnCollector, OneTextMakesTheWholeColumnText) {
    Rows rows;
    rows.add(0, 0, {{"size", "1.50"}});
    rows.add(1, 1, {{"size", "large"}});
    rows.add(2, 2, {{"size", "1.5"}});
    const auto columns = rows.finish();
    ASSERT_THAT(columns, SizeIs(1));
    EXPECT_FALSE(columns[0].isNumber());
    EXPECT_THAT(valuesOf(columns[0]), ElementsAre("1.5", "large", "1.5"));
    EXPECT_THAT(columns[0].texts, SizeIs(2));
}

TEST(ColumnCollector, KnowsNumbersFromIdentifiers) {
    const auto number = [](std::string_view cell) {
        double value = 0;
        return readCellNumber(cell, value) ? value : -1;
    };
    EXPECT_EQ(number(" 12 "), 12);
    EXPECT_EQ(number("+0.5"), 0.5);
    EXPECT_EQ(number("1e3"), 1000);
    EXPECT_EQ(number("0"), 0);
    EXPECT_TRUE(std::isnan(number("inf")));
    for (const char* text : {"007", "-01", "9007199254740994", "12a", "1 2", "", "0x10", "+-1"})
        EXPECT_EQ(number(text), -1) << text;
}

TEST(ColumnCollector, ASentenceOfSeveralRowsHasItsFirstValueAndItIsSaid) {
    Rows rows;
    rows.add(0, 0, {{"n", "1"}});
    rows.add(0, 1, {{"n", "2"}});
    rows.add(1, 0, {{"n", "3"}});
    const auto columns = rows.finish();
    EXPECT_THAT(valuesOf(columns.at(0)), ElementsAre("1", "2"));
    EXPECT_THAT(rows.collector.notes().back(), "sentences of several rows have the first value of \"n\" (1)");
}

TEST(ColumnCollector, LeavesOutLongTextsListsAndWhatIsBeyondTheBound) {
    Rows rows;
    std::vector<std::string> names;
    for (std::size_t c = 0; c < ColumnCollector::kMostColumns + 3; ++c)
        names.push_back("c" + std::to_string(c));
    std::vector<RecordCell> cells;
    for (const std::string& name : names)
        cells.push_back({name, "1"});
    const std::string longText(ColumnCollector::kLongestText + 1, 'x');
    cells[0].value = longText;
    cells[1].isScalar = false;
    cells[2].value = "None";
    rows.add(0, 0, cells);
    cells[0].value = "short";
    rows.add(1, 1, cells);
    EXPECT_THAT(rows.finish(), SizeIs(ColumnCollector::kMostColumns - 3));
    EXPECT_THAT(rows.collector.notes().at(1),
                "not kept as columns: \"c0\" (texts of more than 256 bytes), \"c1\" (lists), \"c2\" (empty), "
                "3 beyond the first 64");
}

TEST(ColumnCollector, TextsOfOneLineAndUtf8OnlyAreValues) {
    Rows rows;
    rows.add(0, 0, {{"a\nb", " two\nlines "}, {"\xff", "x"}, {"latin", "\xe4"}});
    const auto columns = rows.finish();
    ASSERT_THAT(columns, SizeIs(1));
    EXPECT_EQ(columns[0].name, "a b");
    EXPECT_EQ(columns[0].valueText(0), "two lines");
}

TEST(ColumnCollector, WithoutFurtherCellsItSaysNothing) {
    Rows rows;
    rows.add(0, 0, {});
    EXPECT_THAT(rows.finish(), IsEmpty());
    EXPECT_THAT(rows.collector.notes(), IsEmpty());
}

TEST(ItemColumn, NamesMeetWhateverTheirCaseAndBlanks) {
    EXPECT_TRUE(isSameColumn("House Number", "house_number"));
    EXPECT_TRUE(isSameColumn(" a-b ", "A B"));
    EXPECT_FALSE(isSameColumn("price", "prices"));
}

TEST(ItemColumn, FitsItsItemsOnly) {
    ItemColumn column;
    column.textOf = {0, -1};
    EXPECT_FALSE(column.fits(2)) << "there is no text 0";
    column.texts = {"x"};
    EXPECT_TRUE(column.fits(2));
    EXPECT_FALSE(column.fits(3));
}
