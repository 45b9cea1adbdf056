#include "features/feature_keys.h"

#include <functional>
#include <map>
#include <string>

#include <gtest/gtest.h>

namespace crossview {
namespace {

/// Two pictures with a sentence each, both training.
FeatureKeys keysOf(const FeatureOptions& options, const std::string& networkIdentity = {},
                   const std::string& wordFile = {}) {
    const Dataset dataset("two", {{"a.png", "", -1, "", Split::unused}, {"b.png", "", -1, "", Split::unused}},
                          {{"a red ball", "name"}, {"a green box", "name"}},
                          Relation(2, 2, std::vector<Relation::Pair>{{0, 0}, {1, 1}}), {}, "/nowhere");
    SplitAssignment splits;
    splits.images.assign(2, Split::train);
    const std::vector<PictureStamp> stamps{"stamp of a", "stamp of b"};
    return featureKeys(dataset, splits, options, stamps, networkIdentity, wordFile);
}

/// Keys as they were before blocks stood in one table: what is stored under them must be found again.
TEST(FeatureKeys, StayWhatTheyWere) {
    FeatureOptions plain;
    EXPECT_EQ(keysOf(plain).images, "ea8d761dd86accbf53583b6704d243891d92338181cabe353818da680b27f526");
    EXPECT_EQ(keysOf(plain).sentences, "3269abc70b317c93f22b617f6b1cf7cdc300b5f7ff8a9d4d91e938866f8269b0");
    FeatureOptions book;
    book.image.lite0Components = book.image.lite2Components = 400;
    book.image.nameComponents = 384;
    book.image.plainWeight = 0.3;
    book.text.miniLmComponents = 384;
    EXPECT_EQ(keysOf(book).images, "2b072a2336e89e4bd5838c22b1d8214df61993b5639d77ccf5f5d27c9b23ea11");
    EXPECT_EQ(keysOf(book).sentences, "5c3b79e11acee20a1c0be29ab8b78b98bfd03e97950da1ab08fe5b0df7bd0179");
    EXPECT_EQ(keysOf(book).both, "ded768dd71b509750f43edcf9d920fc08432c1b73d8ebbc311317733d727e9e6");
    FeatureOptions all = book;
    all.image.precision = all.text.precision = EncoderPrecision::bfloat16;
    all.image.networkComponents = 40;
    all.image.hsvGrid = 4;
    all.image.patchWords = 100;
    all.text.minimumCount = 3;
    all.text.bigrams = true;
    all.text.stem = false;
    EXPECT_EQ(keysOf(all, "the network of a user").images,
              "ecce12ecd92dc5c5e0add49deb60b3d6ba93c6608ebd5e9c36797560bfa653cc");
    EXPECT_EQ(keysOf(all).sentences, "c9857dbd09dc2cb72cf0de9712a24fde61e3029927717e077afe05371081c9ea");
    all.text.components = 0;
    all.image.hsvComponents = all.image.hogComponents = all.image.nameComponents = 0;
    EXPECT_EQ(keysOf(all, "the network of a user").images,
              "fb975e8bb4ca99ea23e83b0f941779822c2a32a3747444b6ffbda836603f686f");
    EXPECT_EQ(keysOf(all).sentences, "c0f6e4fbbdc4a13e3a251553e79ebed377e45d776937cb6428ed9fa05670e413");
}

TEST(FeatureKeys, NameWordVectorsByEverythingThatTheyDependOn) {
    FeatureOptions options;
    std::string file;
    const auto key = [&] { return keysOf(options, {}, file).sentences; };
    const std::string plain = key();
    options.text.words = {"x", WordTransform::ica, 5, 6, 7};
    options.text.fisherCentres = 5;
    EXPECT_EQ(key(), plain) << "no block is made of word vectors";
    options = {};
    std::map<std::string, std::string> seen{{"plain", plain}};
    const auto expectNew = [&](const std::string& what,
                               const std::function<void(TextFeatureOptions&)>& change) {
        const FeatureOptions before = options;
        change(options.text);
        for (const auto& [other, otherKey] : seen)
            EXPECT_NE(key(), otherKey) << what << " and " << other;
        seen[what] = key();
        options = before;
    };
    expectNew("mean alone", [](auto& o) { o.meanComponents = 30; });
    expectNew("both", [](auto& o) { o.meanComponents = o.fisherComponents = 30; });
    options.text.fisherComponents = 30;
    expectNew("Fisher", [](auto&) {});
    expectNew("dimensions", [](auto& o) { o.fisherComponents = 31; });
    expectNew("centres", [](auto& o) { o.fisherCentres = 31; });
    expectNew("mixture", [](auto& o) { o.fisherMixture = MixtureKind::gaussian; });
    expectNew("transform", [](auto& o) { o.words.transform = WordTransform::ica; });
    expectNew("trained dimensions", [](auto& o) { o.words.dimensions = 200; });
    expectNew("window", [](auto& o) { o.words.window = 5; });
    expectNew("seed", [](auto& o) { o.seed = 2; });
    expectNew("minimum count", [](auto& o) { o.minimumCount = 3; });
    file = "sum of a file";
    expectNew("file", [](auto&) {});
    expectNew("frequent words", [](auto& o) { o.words.frequentWords = 10; });
    file = "sum of another file";
    expectNew("another file", [](auto&) {});
}

} // namespace
} // namespace crossview
