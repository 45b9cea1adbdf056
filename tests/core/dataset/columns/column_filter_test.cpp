#include "dataset/columns/column_filter.h"
#include "dataset/columns/partner_values.h"
#include "dataset/columns/written_filter.h"

#include "common/error.h"
#include "sample_columns.h"
#include "support/message_of.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

using namespace crossview;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using Value = FilterWord::Value;

namespace {

constexpr std::array kSplits{Split::train, Split::validation, Split::test};

class ColumnFilter : public testing::Test {
protected:
    ItemMask passing(std::string_view filter) const {
        return itemsThatPass(m_columns, conditionsOf(takeFilters(filter).filters, m_columns));
    }
    std::string refusal(std::string_view filter) const {
        return test::messageOf([&] { passing(filter); });
    }
    const KnownColumns m_columns{test::sampleColumns(), kSplits};
};

} // namespace

TEST(WrittenFilter, TakesTheWordsThatFilterAndLeavesTheRest) {
    const WrittenFilter taken = takeFilters("a red  source:photos flower price:>10 -cat^2");
    EXPECT_EQ(taken.text, "a red flower -cat^2");
    EXPECT_THAT(taken.filters, ElementsAre(FilterWord{"source", {{"photos", false}}},
                                           FilterWord{"price", {{">10", false}}}));
    EXPECT_THAT(takeFilters("source:\"stock maps\",photos").filters,
                ElementsAre(FilterWord{"source", {{"stock maps", true}, {"photos", false}}}));
    EXPECT_EQ(takeFilters("größe:5").filters.size(), 1u);
}

TEST(WrittenFilter, OtherColonsAreWords) {
    for (const char* text : {"it is 12:30", "http://x.org/a", "\"source:photos\" here", "a sign: stop", ":x",
                             "source:", "source: photos", "-source:photos", "a \"b c:d", "x:,", "3d:no"}) {
        const WrittenFilter taken = takeFilters(text);
        if (std::string_view(text) == "a \"b c:d") { // a quote that is never closed quotes nothing
            EXPECT_THAT(taken.filters, SizeIs(1));
            continue;
        }
        EXPECT_THAT(taken.filters, IsEmpty()) << text;
        EXPECT_EQ(taken.text, text);
    }
}

TEST_F(ColumnFilter, ANumberPassesWithinTheRange) {
    EXPECT_THAT(passing("price:3.5").images, ElementsAre(true, false, false));
    EXPECT_THAT(passing("price:=12").images, ElementsAre(false, true, false));
    EXPECT_THAT(passing("price:>3.5").images, ElementsAre(false, true, false));
    EXPECT_THAT(passing("PRICE:>=3.5").images, ElementsAre(true, true, false));
    EXPECT_THAT(passing("price:<12").images, ElementsAre(true, false, false));
    EXPECT_THAT(passing("price:<=12").images, ElementsAre(true, true, false));
    EXPECT_THAT(passing("price:3.5..12").images, ElementsAre(true, true, false));
    EXPECT_THAT(passing("price:4..").images, ElementsAre(false, true, false));
    EXPECT_THAT(passing("house_number:..2").images, ElementsAre(true, true, false));
}

TEST_F(ColumnFilter, ATextPassesAsItIsWritten) {
    EXPECT_THAT(passing("source:photos").images, ElementsAre(true, false, true));
    EXPECT_THAT(passing("source:\"Stock Maps\",photos").images, ElementsAre(true, true, true));
    EXPECT_THAT(passing("concept:dog").images, ElementsAre(true, false, false));
    EXPECT_THAT(passing("split:val").images, ElementsAre(false, true, false));
    EXPECT_THAT(passing("split:train,test").images, ElementsAre(true, false, true));
}

TEST_F(ColumnFilter, APartnerPassesWhereOneOfItsItemsDoes) {
    EXPECT_THAT(passing("source:photos").sentences, ElementsAre(true, true, false, true));
    EXPECT_THAT(passing("tone:happy").images, ElementsAre(true, true, false));
    EXPECT_THAT(passing("tone:happy").sentences, ElementsAre(false, true, true, false));
    EXPECT_THAT(passing("tone:happy source:photos").images, ElementsAre(true, false, false));
    EXPECT_THAT(passing("tone:happy source:photos").sentences, ElementsAre(false, true, false, false));
    EXPECT_THAT(passing("").images, ElementsAre(true, true, true));
}

TEST_F(ColumnFilter, SaysWhatIsWrongWithTheNamesThereAre) {
    EXPECT_EQ(
        refusal("colour:red"),
        "There is no column \"colour\": there are split, concept, Price, house number, source and tone. "
        "Words with a colon go in quotes.");
    EXPECT_EQ(
        refusal("source:films"),
        "Nothing has \"films\" in the column \"source\": its most frequent texts are Photos, stock maps.");
    for (const char* filter :
         {"price:cheap", "price:>", "price:..", "price:1,2", "price:5..x", "price:\"a\""})
        EXPECT_THAT(refusal(filter), HasSubstr("is no range of the numbers of the column \"Price\""))
            << filter;
    EXPECT_THAT(test::messageOf([] {
                    const KnownColumns none(std::make_shared<const Dataset>(), {});
                    none.named("x");
                }),
                HasSubstr("the data have none"));
}

TEST_F(ColumnFilter, PartnersHaveWhatTheirItemsAgreeOn) {
    const Dataset& dataset = m_columns.dataset();
    EXPECT_THAT(partnerTexts(dataset, m_columns.named("source")), ElementsAre(0, 0, 1, -1));
    EXPECT_THAT(partnerTexts(dataset, m_columns.named("tone")), ElementsAre(-1, 1, -1));
    const std::vector<double> prices = partnerNumbers(dataset, m_columns.named("price"));
    EXPECT_THAT(std::vector<double>(prices.begin(), prices.end()), ElementsAre(3.5, 3.5, 12, 12));
}
