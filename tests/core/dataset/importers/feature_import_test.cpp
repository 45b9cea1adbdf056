#include "dataset/importers/feature_import.h"

#include "dataset/importers/import_preview.h"
#include "dataset/importers/importer.h"
#include "files/npy.h"
#include "support/mat_bytes.h"
#include "support/npy_bytes.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>

using namespace crossview;
using crossview::test::TemporaryFolder;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

class FeatureImport : public testing::Test {
protected:
    /// Rows that begin with a number of their own.
    static Matrix rowsOf(const std::vector<float>& firsts, std::size_t columns = 2) {
        Matrix rows(firsts.size(), columns);
        for (std::size_t r = 0; r < rows.rows(); ++r)
            rows(r, 0) = firsts[r];
        return rows;
    }
    static std::vector<float> firstsOf(const Matrix& rows) {
        std::vector<float> firsts;
        for (std::size_t r = 0; r < rows.rows(); ++r)
            firsts.push_back(rows(r, 0));
        return firsts;
    }
    void images(const std::vector<float>& firsts) {
        m_options.features.images = matrix("images.npy", firsts);
    }
    void texts(const std::vector<float>& firsts) { m_options.features.texts = matrix("texts.npy", firsts); }
    void captions(const std::string& text) { m_options.captions = m_folder.write("captions.tsv", text); }
    ImportResult import() const { return importDataset(m_options); }
    std::string refusal() const {
        try {
            import();
        } catch (const Error& error) {
            return error.what();
        }
        return "nothing was refused";
    }
    static std::vector<Relation::Pair> pairsOf(const Dataset& dataset) {
        std::vector<Relation::Pair> pairs;
        for (std::size_t i = 0; i < dataset.images().size(); ++i)
            for (const std::int32_t sentence : dataset.relation().sentencesOf(i))
                pairs.emplace_back(static_cast<std::int32_t>(i), sentence);
        return pairs;
    }
    static std::vector<std::string> titlesOf(const Dataset& dataset) {
        std::vector<std::string> titles;
        for (std::size_t i = 0; i < dataset.images().size(); ++i)
            titles.push_back(dataset.imageTitle(i));
        return titles;
    }

    TemporaryFolder m_folder;
    ImportOptions m_options;

private:
    std::filesystem::path matrix(const char* name, const std::vector<float>& firsts) const {
        writeNpy(m_folder / name, rowsOf(firsts));
        return m_folder / name;
    }
};

TEST_F(FeatureImport, TwoMatricesMatchRowByRow) {
    images({7, 8, 9});
    texts({4, 5, 6});
    const ImportResult result = import();
    EXPECT_EQ(result.dataset.name(), "images");
    EXPECT_THAT(pairsOf(result.dataset), ElementsAre(std::pair(0, 0), std::pair(1, 1), std::pair(2, 2)));
    EXPECT_THAT(titlesOf(result.dataset), ElementsAre("row 0", "row 1", "row 2"));
    EXPECT_EQ(result.dataset.sentences()[2].text, "row 2");
    EXPECT_FALSE(result.dataset.hasPictures());
    EXPECT_THAT(firstsOf(result.rows.images), ElementsAre(7, 8, 9));
    EXPECT_THAT(firstsOf(result.rows.sentences), ElementsAre(4, 5, 6));
    EXPECT_THAT(result.notes, Contains(HasSubstr("images.npy, 3 × 2, float32")));
    EXPECT_THAT(result.notes, Contains("3 of 3 rows matched by row order, one sentence an image"));
}

TEST_F(FeatureImport, FiveSentencesAnImage) {
    images({7, 8});
    texts({0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
    const ImportResult result = import();
    EXPECT_EQ(result.dataset.images().size(), 2U);
    EXPECT_THAT(result.dataset.relation().sentencesOf(1), ElementsAre(5, 6, 7, 8, 9));
    EXPECT_THAT(result.notes, Contains(HasSubstr("five sentences each")));
}

TEST_F(FeatureImport, ImagesThatStandFiveTimesAreOne) {
    images({7, 7, 7, 7, 7, 8, 8, 8, 8, 8});
    texts({0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
    const ImportResult result = import();
    EXPECT_THAT(firstsOf(result.rows.images), ElementsAre(7, 8));
    EXPECT_EQ(result.rows.sentences.rows(), 10U);
    EXPECT_THAT(result.dataset.relation().sentencesOf(0), ElementsAre(0, 1, 2, 3, 4));
    EXPECT_THAT(result.notes, Contains(HasSubstr("10 rows are 2 images")));
    // As many rows of which one only differs are as many images.
    images({7, 7, 7, 7, 7, 8, 8, 8, 8, 9});
    EXPECT_EQ(import().dataset.images().size(), 10U);
}

TEST_F(FeatureImport, ListedPairsMatchRows) {
    images({7, 8, 9});
    texts({4, 5});
    m_options.features.pairs = m_folder.write("pairs.csv", "image,sentence\r\n2,0\r\n0,1\r\n2,1\r\n\r\n");
    m_options.features.names = m_folder.write("names.txt", "Bach\nMozart\nÉlan\n");
    const ImportResult result = import();
    EXPECT_THAT(titlesOf(result.dataset), ElementsAre("Bach", "Élan"));
    EXPECT_THAT(firstsOf(result.rows.images), ElementsAre(7, 9));
    EXPECT_THAT(pairsOf(result.dataset), ElementsAre(std::pair(0, 1), std::pair(1, 0), std::pair(1, 1)));
    EXPECT_EQ(result.dataset.sentences()[1].text, "row 1");
    EXPECT_THAT(result.notes, Contains(HasSubstr("2 of 3 image rows matched by 3 listed pairs")));
}

TEST_F(FeatureImport, NamesGoForBothViewsOfOneThing) {
    images({7, 8});
    texts({4, 5});
    m_options.features.names = m_folder.write("names.txt", "Bach\r\nMozart");
    EXPECT_EQ(import().dataset.sentences()[1].text, "Mozart");
    m_options.features.sentenceNames = m_folder.write("texts.txt", "a fugue\na sonata\n");
    EXPECT_EQ(import().dataset.sentences()[1].text, "a sonata");
    EXPECT_EQ(import().dataset.imageTitle(1), "Mozart");
}

TEST_F(FeatureImport, BadInputIsRefusedInOneSentence) {
    images({7, 8, 9});
    texts({4, 5});
    EXPECT_THAT(refusal(), HasSubstr("images.npy has 3 rows and"));
    EXPECT_THAT(refusal(), HasSubstr("--pairs"));
    const auto withPairs = [&](const char* text) {
        m_options.features.pairs = m_folder.write("pairs.csv", text);
        return refusal();
    };
    EXPECT_THAT(withPairs("0 0\n3 1\n"),
                HasSubstr("pairs.csv:2: there is no image row 3, they go from 0 to 2"));
    EXPECT_THAT(withPairs("0 0\n1 -1\n"), HasSubstr("pairs.csv:2: there is no sentence row -1"));
    EXPECT_THAT(withPairs("0 0\n1 b\n"), HasSubstr("pairs.csv:2: \"b\" is no number"));
    EXPECT_THAT(withPairs("0 0 1\n"), HasSubstr("pairs.csv:1 has 3 columns"));
    EXPECT_THAT(withPairs("image sentence\n"), HasSubstr("holds no pair"));
    m_options.features.pairs.clear();
    texts({4, 5, 6});
    m_options.features.names = m_folder.write("names.txt", "Bach\nMozart\n");
    EXPECT_THAT(refusal(), HasSubstr("names.txt has 2 lines and"));
    m_options.features.names = m_folder.write("names.txt", "Bach\n\nMozart\n");
    EXPECT_THAT(refusal(), HasSubstr("names.txt:2 is empty"));
    m_options.features.names.clear();
    images({7, 7, 7});
    EXPECT_THAT(refusal(), HasSubstr("All 3 rows of"));
    images({7, 8, std::numeric_limits<float>::quiet_NaN()});
    EXPECT_THAT(refusal(), HasSubstr("holds NaN in row 2, column 0"));
    m_options.features.images = m_folder.write("huge.npy", test::npyOfFloats("(3, 900000000)", {}));
    EXPECT_THAT(refusal(), HasSubstr("cut off"));
    m_options.features.images.clear();
    EXPECT_THAT(refusal(), HasSubstr("give the features of the images too"));
}

TEST_F(FeatureImport, AColumnAnItemWhereOnlyThatMatches) {
    // 3 × 4 in the file of a MATLAB user.
    m_options.features.images = std::filesystem::path(CROSSVIEW_TEST_DATA) / "arrays/matlab7.mat";
    const auto ofImages =
        HasSubstr("matlab7.mat:feats, 4 × 3, double, transposed: a column an item, 3 × 4 in");
    texts({4, 5, 6, 7});
    const ImportResult result = import();
    EXPECT_THAT(firstsOf(result.rows.images), ElementsAre(-2, -0.5F, 1, 2.5F));
    EXPECT_THAT(result.notes, Contains(ofImages));
    // Captions say how many items there are.
    captions("a.jpg\tA dog.\nb.jpg\tA cat.\nc.jpg\tA cow.\nd.jpg\tA hen.\n");
    const ImportResult captioned = import();
    EXPECT_THAT(firstsOf(captioned.rows.images), ElementsAre(-2, -0.5F, 1, 2.5F));
    EXPECT_THAT(captioned.notes, Contains(ofImages));
    // Where the rows match, they are the items.
    m_options.captions.clear();
    texts({4, 5, 6});
    EXPECT_THAT(firstsOf(import().rows.images), ElementsAre(-2, -1.5F, -1));
    texts({4, 5});
    EXPECT_THAT(refusal(), HasSubstr("feats has 3 rows and"));
}

TEST_F(FeatureImport, AFolderOfClipRetrievalIsTwoViews) {
    const std::filesystem::path folder = m_folder / "my embeddings";
    for (const char* part : {"img_emb", "text_emb"}) {
        std::filesystem::create_directories(folder / part);
        // Eleven files of a row: 10 comes behind 9.
        for (int i = 0; i < 11; ++i)
            writeNpy(folder / part / (std::string(part) + "_" + std::to_string(i) + ".npy"),
                     rowsOf({static_cast<float>(i)}));
    }
    m_options.captions = folder;
    const ImportResult result = import();
    EXPECT_EQ(result.dataset.name(), "my embeddings");
    EXPECT_THAT(firstsOf(result.rows.images), ElementsAre(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10));
    EXPECT_EQ(pairsOf(result.dataset).size(), 11U);
    const ImportPreview preview = previewImport(m_options);
    EXPECT_EQ(preview.images, 11U);
    EXPECT_EQ(preview.captions, 11U);
    EXPECT_THAT(preview.notes, Contains(HasSubstr("11 files from img_emb_0.npy to img_emb_10.npy")));
    EXPECT_NE(preview.format, nullptr);
    std::filesystem::remove(folder / "text_emb/text_emb_10.npy");
    EXPECT_THAT(refusal(), HasSubstr("img_emb has 11 rows and"));
}

TEST_F(FeatureImport, CaptionsAreJoinedByTheirOrder) {
    // The second caption of a.jpg stands a second time, and the fourth line is no caption: both have rows.
    captions("b.jpg\tA dog.\na.jpg\tA cat.\na.jpg\tA cat.\na.jpg\t\nc.jpg\tA dog.\n");
    images({7, 8, 9});
    texts({10, 11, 12, 13, 14});
    const ImportResult result = import();
    EXPECT_THAT(titlesOf(result.dataset), ElementsAre("b.jpg", "a.jpg", "c.jpg"));
    EXPECT_THAT(firstsOf(result.rows.images), ElementsAre(7, 8, 9));
    EXPECT_THAT(firstsOf(result.rows.sentences), ElementsAre(10, 11));
    EXPECT_THAT(pairsOf(result.dataset), ElementsAre(std::pair(0, 0), std::pair(1, 1), std::pair(2, 0)));
    EXPECT_THAT(result.notes, Contains(HasSubstr("3 of 3 pictures matched by row order")));
    EXPECT_THAT(result.notes, Contains(HasSubstr("3 of 3 images have no picture on disk")));
    // A row of the image for each caption.
    images({20, 21, 22, 23, 24});
    EXPECT_THAT(firstsOf(import().rows.images), ElementsAre(20, 21, 24));
}

TEST_F(FeatureImport, CountsOfCaptionsMustAgree) {
    captions("b.jpg\tA dog.\na.jpg\tA cat.\na.jpg\tA cow.\n");
    images({7, 8, 9, 10});
    EXPECT_THAT(refusal(), HasSubstr("has 4 rows, and the captions name 2 pictures in 3 captions"));
    images({7, 8});
    texts({1, 2});
    EXPECT_THAT(refusal(), HasSubstr("texts.npy has 2 rows, and there are 3 captions"));
    m_options.features.pairs = m_folder.write("pairs.txt", "0 0\n");
    EXPECT_THAT(refusal(), HasSubstr("leave out --pairs and --text-names"));
}

TEST_F(FeatureImport, PicturesThatAreThereAreTaken) {
    m_folder.writePicture("a.jpg");
    captions("b.jpg\tA dog.\na.jpg\tA cat.\n");
    images({7, 8});
    const Dataset dataset = import().dataset;
    EXPECT_FALSE(dataset.hasPicture(0));
    EXPECT_TRUE(dataset.hasPicture(1));
    const ImportPreview preview = previewImport(m_options);
    EXPECT_EQ(preview.problemCount, 0U);
    EXPECT_THAT(preview.notes, Contains(HasSubstr("2 × 2, float32")));
    // Without features of the images a picture is needed.
    m_options.features = {};
    texts({7, 8});
    EXPECT_EQ(import().problemCount, 1U);
}

TEST_F(FeatureImport, PrecomputedFoldersBringCaptionsFeaturesAndSplits) {
    const auto write = [&](const char* split, const std::vector<float>& firsts, const std::string& captions) {
        writeNpy(m_folder / (std::string("f8k_precomp/") + split + "_ims.npy"), rowsOf(firsts));
        m_folder.write(std::string("f8k_precomp/") + split + "_caps.txt", captions);
    };
    const auto captions = [](const std::string& word, int count) {
        std::string text;
        for (int i = 0; i < count; ++i)
            text += word + " " + std::to_string(i) + "\n";
        return text;
    };
    write("f8k_train", {7, 8}, captions("dog", 10));
    write("f8k_dev", {5, 6}, captions("cat", 4) + "\n" + captions("cow", 5)); // the fifth is empty
    write("f8k_testall", {1}, captions("elk", 5));
    m_folder.write("f8k_precomp/f8k_train_ids.txt", "31\n47\n");
    m_options.captions = m_folder / "f8k_precomp";
    const ImportResult result = import();
    EXPECT_THAT(titlesOf(result.dataset), ElementsAre("dev 0", "dev 1", "train 0, id 31", "train 1, id 47"));
    EXPECT_THAT(firstsOf(result.rows.images), ElementsAre(5, 6, 7, 8));
    EXPECT_TRUE(result.rows.sentences.empty());
    EXPECT_EQ(result.dataset.images()[0].fileSplit, Split::validation);
    EXPECT_EQ(result.dataset.images()[3].fileSplit, Split::train);
    EXPECT_EQ(result.dataset.relation().sentencesOf(0).size(), 4U);
    EXPECT_EQ(result.dataset.relation().sentencesOf(3).size(), 5U);
    EXPECT_EQ(previewImport(m_options).problemCount, 1U);
    // Each image's row five times.
    write("f8k_train", {7, 7, 7, 7, 7, 8, 8, 8, 8, 8}, captions("dog", 10));
    write("f8k_dev", {5, 5, 5, 5, 5, 6, 6, 6, 6, 6}, captions("cat", 10));
    EXPECT_THAT(firstsOf(import().rows.images), ElementsAre(5, 6, 7, 8));
    write("f8k_dev", {5, 6, 7}, captions("cat", 10));
    EXPECT_THAT(refusal(), HasSubstr("f8k_dev_caps.txt has 10 lines and"));
}

TEST_F(FeatureImport, CaptionsAreJoinedByTheNamesOfTheRows) {
    captions("b.jpg\tA dog.\na.jpg\tA cat.\nlost.jpg\tAn elk.\nb.jpg\tA cow.\nx/000017.jpg\tA hen.\n");
    m_options.features.images =
        m_folder.write("named.csv", "file_name,x,y\nelse.jpg,5,0\na.png,8,0\nb.jpg,7,0\n000017,9,0\n");
    const ImportResult result = import();
    EXPECT_THAT(titlesOf(result.dataset), ElementsAre("b.jpg", "a.jpg", "x/000017.jpg"));
    EXPECT_THAT(firstsOf(result.rows.images), ElementsAre(7, 8, 9));
    EXPECT_THAT(result.notes,
                Contains("3 of 4 pictures matched by name among 4 rows; 1 have none and are left out"));
    ASSERT_EQ(result.problemCount, 1U);
    EXPECT_THAT(result.problems[0].reason, HasSubstr("the picture \"lost.jpg\" has no row in"));
    EXPECT_EQ(result.problems[0].line, 3U);
    const ImportPreview preview = previewImport(m_options);
    EXPECT_EQ(preview.problemCount, 1U);
    EXPECT_THAT(preview.notes, Contains(HasSubstr("3 of 4 pictures matched by name")));
}

TEST_F(FeatureImport, AListNamesTheRowsByIds) {
    captions("COCO_val_000000391895.jpg\tA dog.\nCOCO_val_000000000042.jpg\tA cat.\n");
    images({8, 7});
    m_options.features.names = m_folder.write("ids.txt", "42\n391895\n");
    EXPECT_THAT(firstsOf(import().rows.images), ElementsAre(7, 8));
    m_options.features.names = m_folder.write("ids.txt", "42\n42\n");
    EXPECT_THAT(refusal(), HasSubstr("ids.txt names \"42\" twice, as the rows 0 and 1"));
    m_options.features.names = m_folder.write("ids.txt", "43\n44\n");
    EXPECT_THAT(refusal(), HasSubstr("has no row in"));
    m_options.features.images.clear();
    texts({1, 2});
    EXPECT_THAT(refusal(), HasSubstr("give --image-features, too"));
}

TEST_F(FeatureImport, RowsThatBothFilesNameAreJoinedByName) {
    m_options.features.images = m_folder.write("audio.csv", "Bach,7,0\nMozart,8,0\nHaydn,9,0\n");
    m_options.features.texts =
        m_folder.write("video.tsv", "Haydn\t4\t1\nBach\t5\t1\nVerdi\t6\t1\nBach\t3\t1\n");
    EXPECT_THAT(previewMatrices(m_options.features),
                Contains("3 of 4 sentence rows are called like a row of the 3 images"));
    const ImportResult result = import();
    EXPECT_THAT(titlesOf(result.dataset), ElementsAre("Bach", "Haydn"));
    EXPECT_THAT(firstsOf(result.rows.images), ElementsAre(7, 9));
    EXPECT_THAT(pairsOf(result.dataset), ElementsAre(std::pair(0, 1), std::pair(0, 3), std::pair(1, 0)));
    EXPECT_THAT(result.notes,
                Contains(HasSubstr("2 of 3 image rows matched by name to 3 of 4 sentence rows")));
}

TEST_F(FeatureImport, OfTwoMatlabFilesOneAtMostHoldsAColumnAnItem) {
    const auto mat = [&](const char* name, std::uint32_t rows, std::uint32_t cols) {
        return m_folder.write(name, test::matOfRows(rows, cols));
    };
    // Of one width either file may be the one: then there are more items than values.
    m_options.features.images = mat("images.mat", 2, 7);
    m_options.features.texts = mat("texts.mat", 7, 2);
    EXPECT_THAT(firstsOf(import().rows.images), ElementsAre(0, 100, 200, 300, 400, 500, 600));
    m_options.features.images = mat("images.mat", 7, 2);
    m_options.features.texts = mat("texts.mat", 2, 7);
    EXPECT_THAT(firstsOf(import().rows.images), ElementsAre(0, 1, 2, 3, 4, 5, 6));
    // As many columns and other rows are a mistake, not two files that hold a column an item.
    m_options.features.images = mat("images.mat", 4, 3);
    m_options.features.texts = mat("texts.mat", 5, 3);
    EXPECT_THAT(refusal(), HasSubstr("feats has 4 rows and"));
}

TEST_F(FeatureImport, NamesThatAreAlikeByChanceJoinNothing) {
    // What the export writes: titles of images, which are first sentences, and sentences.
    m_options.features.images = m_folder.write("images.csv", "name,x,y\na dog,7,0\na cat,8,0\n");
    m_options.features.texts = m_folder.write("sentences.csv", "name,x,y\na cat,4,1\na hen,5,1\n");
    ImportResult result = import();
    EXPECT_THAT(pairsOf(result.dataset), ElementsAre(std::pair(0, 0), std::pair(1, 1)));
    EXPECT_THAT(result.notes, Contains("2 of 2 rows matched by row order, one sentence an image"));
    EXPECT_EQ(result.dataset.sentences()[1].text, "a hen");
    // All are alike, in another order.
    m_options.features.texts = m_folder.write("sentences.csv", "name,x,y\na cat,4,1\na dog,5,1\n");
    EXPECT_THAT(pairsOf(import().dataset), ElementsAre(std::pair(0, 1), std::pair(1, 0)));
    // Images of one name cannot be told apart by it.
    m_options.features.images = m_folder.write("images.csv", "name,x,y\na cat,7,0\na cat,8,0\n");
    EXPECT_THAT(pairsOf(import().dataset), ElementsAre(std::pair(0, 0), std::pair(1, 1)));
}
