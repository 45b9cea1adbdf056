// Which of the texts inside a picture are captions.
#include "dataset/importers/described/described_captions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace crossview;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(DescribedCaptions, AreThoseOfTheFirstPlaceThatHoldsAny) {
    EXPECT_THAT(describedCaptions({{"From XMP"}, "From IPTC", "From EXIF"}), ElementsAre("From XMP"));
    EXPECT_THAT(describedCaptions({{}, "From IPTC", "From EXIF"}), ElementsAre("From IPTC"));
    EXPECT_THAT(describedCaptions({{" "}, "", "From EXIF"}), ElementsAre("From EXIF"));
    EXPECT_THAT(describedCaptions({{"SONY DSC"}, "Two men talk", "x"}), ElementsAre("Two men talk"));
    EXPECT_THAT(describedCaptions({}), IsEmpty());
}

TEST(DescribedCaptions, EachLanguageIsOneAndEqualOnesAreOne) {
    EXPECT_THAT(describedCaptions({{"A cat", "Eine Katze", "A  cat\n"}, {}, {}}),
                ElementsAre("A cat", "Eine Katze"));
}

TEST(DescribedCaptions, OldTextsAreWindows1252) {
    EXPECT_THAT(describedCaptions({{},
                                   "Die Stra\xdf"
                                   "e am Abend",
                                   {}}),
                ElementsAre("Die Straße am Abend"));
    EXPECT_THAT(describedCaptions({{"Ein Vogel über dem Fluß, grü\xffß"}, "A bird", {}}),
                ElementsAre("A bird"));
    EXPECT_THAT(describedCaptions({{}, "\x81\x8d\x8f\x90\x9d\xff\xfe", {}}), IsEmpty())
        << "of no known encoding";
}

TEST(DescribedCaptions, WhatCamerasWriteIsNone) {
    for (const char* text :
         {"OLYMPUS DIGITAL CAMERA         ", "SONY DSC", "Minolta DSC", "KONICA MINOLTA DIGITAL CAMERA",
          "SAMSUNG", "Exif_JPEG_PICTURE", "<KENOX S630  / Samsung S630>",
          "Processed with VSCO with a6 preset", "DCIM", "dav", "Default", "untitled", "Created with GIMP",
          "KODAK Digital Still Camera", "Screenshot"})
        EXPECT_TRUE(isCameraText(text)) << text;
    for (const char* text :
         {"A man with a digital camera", "The digital camera", "A dog", "Samsung opens a shop in Berlin",
          "default settings of a radio on a shelf", "Screenshot of a game with a dragon", "Un chien", "犬"})
        EXPECT_FALSE(isCameraText(text)) << text;
}
