#include "arrays/array_file.h"
#include "files/npy.h"
#include "support/refusal.h"
#include "support/temporary_folder.h"

#include <array>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace crossview;
using crossview::test::refusalOf;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

constexpr std::array<std::string_view, 1> kTexts{"text_emb"};

class ShardFolder : public testing::Test {
protected:
    void write(const std::string& name, const std::vector<float>& values, std::size_t columns = 2,
               NpyType type = NpyType::float16) const {
        writeNpy(m_folder / name, MatrixView(values.data(), values.size() / columns, columns), type);
    }
    std::string refusal(const std::string& name = "img_emb") const {
        return refusalOf([&] { ArrayFile{m_folder / name}; });
    }
    test::TemporaryFolder m_folder;
};

} // namespace

TEST_F(ShardFolder, RowsFollowInTheOrderOfTheNumbers) {
    write("text_emb/text_emb_0.npy", {0, 0});
    write("img_emb/img_emb_0.npy", {1, 2, 3, 4});
    for (int i = 1; i < 10; ++i)
        write("img_emb/img_emb_" + std::to_string(i) + ".npy", {static_cast<float>(i), 0});
    write("img_emb/img_emb_10.npy", {7, 8});
    m_folder.write("img_emb/notes.txt", "img_emb_99");
    const ArrayFile file(m_folder / "img_emb");
    EXPECT_EQ(file.description(), "12 × 2, float16 in 11 files");
    EXPECT_THAT(file.read().values(),
                ElementsAre(1, 2, 3, 4, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8, 0, 9, 0, 7, 8));
    EXPECT_EQ(ArrayFile(m_folder / "", kTexts).rows(), 1U);
}

TEST_F(ShardFolder, RefusesWhatDoesNotFollow) {
    write("img_emb/img_emb_0.npy", {1, 2});
    write("img_emb/img_emb_2.npy", {1, 2});
    EXPECT_THAT(refusal(), HasSubstr("img_emb_0.npy and img_emb_2.npy and no number between"));
    write("img_emb/img_emb_1.npy", {1, 2, 3}, 3);
    EXPECT_THAT(refusal(), HasSubstr("img_emb_1.npy has other columns"));
    write("img_emb/img_emb_1.npy", {1, 2});
    write("img_emb/text_emb_0.npy", {1, 2});
    EXPECT_THAT(refusal(), HasSubstr("arrays of several names"));
    m_folder.write("empty/readme.txt", "");
    EXPECT_THAT(refusal("empty"), HasSubstr("without numbered arrays"));
    m_folder.write("bad/a_0.npy", "version https://git-lfs.github.com/spec/v1\n");
    EXPECT_THAT(refusal("bad"), HasSubstr("a_0.npy"));
}
