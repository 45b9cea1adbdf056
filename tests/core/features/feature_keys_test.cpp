#include "features/feature_keys.h"

#include <gtest/gtest.h>

namespace crossview {
namespace {

/// Two pictures with a sentence each, both training.
FeatureKeys keysOf(const FeatureOptions& options, const std::string& networkIdentity = {}) {
    const Dataset dataset("two", {{"a.png", "", -1, "", Split::unused}, {"b.png", "", -1, "", Split::unused}},
                          {{"a red ball", "name"}, {"a green box", "name"}},
                          Relation(2, 2, std::vector<Relation::Pair>{{0, 0}, {1, 1}}), {}, "/nowhere");
    SplitAssignment splits;
    splits.images.assign(2, Split::train);
    const std::vector<PictureStamp> stamps{"stamp of a", "stamp of b"};
    return featureKeys(dataset, splits, options, stamps, networkIdentity);
}

/// Keys as they were before blocks stood in one table: what is stored under them must be found again.
TEST(FeatureKeys, StayWhatTheyWere) {
    FeatureOptions plain;
    EXPECT_EQ(keysOf(plain).images, "3ef337344e78783272f7ebbc899f5f64e424a2d403917273dcd293a90a1c1e13");
    EXPECT_EQ(keysOf(plain).sentences, "fc32072274c95c7517ee8970c6cc1e74937f21ea880d75180081c3b03f0d26bd");
    FeatureOptions book;
    book.image.lite0Components = book.image.lite2Components = 400;
    book.image.nameComponents = 384;
    book.image.plainWeight = 0.3;
    book.text.miniLmComponents = 384;
    EXPECT_EQ(keysOf(book).images, "5f222bc9864dca5644571c0660612343c6b950aa051e2d305d0dd3edbcf4ea7b");
    EXPECT_EQ(keysOf(book).sentences, "b59df02d311a1ad2bd7f2e38c4b566ebdcb1b6ebab91c84126b1ac931589ef3e");
    EXPECT_EQ(keysOf(book).both, "40087eee0594fd20e0163810ecea7d12f6a3ef82ee89579027d6a8a98abd7ac6");
    FeatureOptions all = book;
    all.image.precision = all.text.precision = EncoderPrecision::bfloat16;
    all.image.networkComponents = 40;
    all.image.hsvGrid = 4;
    all.image.patchWords = 100;
    all.text.minimumCount = 3;
    all.text.bigrams = true;
    all.text.stem = false;
    EXPECT_EQ(keysOf(all, "the network of a user").images,
              "c601b0fe4c721bab4a5a0f1ca0a301eac3545b64fe7442e41bf5444462d99b3d");
    EXPECT_EQ(keysOf(all).sentences, "043d357bd9d712ee4e0fe5dd29072233a8e3d53f2373b6860212ae2dc7d8d254");
    all.text.components = 0;
    all.image.hsvComponents = all.image.hogComponents = all.image.nameComponents = 0;
    EXPECT_EQ(keysOf(all, "the network of a user").images,
              "79c7baacee9326827a9d263197a7cfd028239f32276527c695ac0490fa34c5a6");
    EXPECT_EQ(keysOf(all).sentences, "3633e2055bf1884a3fc3edd3656a7d5c37993c4aa6845de4a5fccd959181e21a");
}

} // namespace
} // namespace crossview
