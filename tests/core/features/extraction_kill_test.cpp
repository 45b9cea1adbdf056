#include "features/extraction.h"

#include "files/atomic_file.h"
#include "support/temporary_folder.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <random>
#include <thread>

#include <gtest/gtest.h>
#include <opencv2/imgcodecs.hpp>
#include <sys/wait.h>
#include <unistd.h>

namespace crossview {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kPictures = 600;

FeatureOptions options() {
    FeatureOptions options;
    options.image.size = 64;
    options.image.patchWords = 8;
    options.image.hsvComponents = options.image.hogComponents = options.image.tinyComponents =
        options.image.gistComponents = options.image.patchComponents = 8;
    options.text.components = 4;
    options.text.minimumCount = 1;
    return options;
}

void drawPictures(const fs::path& folder) {
    fs::create_directories(folder);
    cv::RNG random(3);
    for (std::size_t i = 0; i < kPictures; ++i) {
        cv::Mat picture(6, 6, CV_8UC3);
        random.fill(picture, cv::RNG::UNIFORM, 0, 256);
        cv::imwrite((folder / (std::to_string(i) + ".png")).string(), picture);
    }
    writeFileAtomically(folder / "77.png", "no picture");
}

std::shared_ptr<const FeatureSet> extract(const fs::path& pictures, const fs::path& features,
                                          const ProgressSink& progress = {}) {
    std::vector<ImageItem> images;
    std::vector<SentenceItem> sentences;
    std::vector<Relation::Pair> pairs;
    const char* const words[] = {"red", "green", "blue", "round", "square"};
    for (std::size_t i = 0; i < kPictures; ++i) {
        images.push_back({std::to_string(i) + ".png", "", -1, "", Split::train});
        sentences.push_back({std::string(words[i % 5]) + " " + words[(i / 5) % 5], "name"});
        pairs.emplace_back(static_cast<std::int32_t>(i), static_cast<std::int32_t>(i));
    }
    const Dataset dataset("noise", images, sentences, Relation(kPictures, kPictures, pairs), {}, pictures);
    SplitAssignment splits;
    splits.images.assign(kPictures, Split::train);
    return extractFeatures(dataset, splits, options(), features, {}, progress);
}

/// Rows that every block has, so that a new start need not compute them.
std::size_t storedPictures(const fs::path& features) {
    std::size_t least = kPictures;
    bool any = false; // the folder is there before its first file
    std::error_code missing;
    for (const auto& entry : fs::directory_iterator(features / "raw", missing))
        if (entry.path().extension() == ".rows") {
            any = true;
            const std::string text = readFile(entry.path());
            const auto lines = static_cast<std::size_t>(std::ranges::count(text, '\n'));
            least = std::min(least, lines > 0 ? lines - 1 : 0); // the first one is a title
        }
    return missing || !any ? 0 : least;
}

/// The extraction runs in a process of its own so that it can be killed: this program is started again.
TEST(KilledExtraction, Child) {
    const char* const folder = std::getenv("CROSSVIEW_KILLED_EXTRACTION");
    if (folder == nullptr)
        GTEST_SKIP() << "only for the next test";
    extract(fs::path(folder) / "pictures", fs::path(folder) / "killed");
}

pid_t startChild(const fs::path& folder) {
    const std::string self = fs::read_symlink("/proc/self/exe").string();
    const std::string variable = folder.string();
    const pid_t child = ::fork();
    if (child == 0) {
        ::setenv("CROSSVIEW_KILLED_EXTRACTION", variable.c_str(), 1);
        ::execl(self.c_str(), self.c_str(), "--gtest_filter=KilledExtraction.Child", "--gtest_brief=1",
                nullptr);
        ::_exit(127);
    }
    return child;
}

TEST(KilledExtraction, GoesOnToTheSameBits) {
    const test::TemporaryFolder folder;
    drawPictures(folder.path() / "pictures");
    const auto whole = extract(folder.path() / "pictures", folder.path() / "whole");
    std::mt19937 random(std::random_device{}());
    int kills = 0;
    std::size_t before = 0;
    for (int round = 0; round < 5 && before < kPictures; ++round) {
        const pid_t child = startChild(folder.path());
        ASSERT_GT(child, 0);
        // At any moment after something more was stored.
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
        while (storedPictures(folder.path() / "killed") <= before &&
               std::chrono::steady_clock::now() < deadline)
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
        std::this_thread::sleep_for(std::chrono::milliseconds(std::uniform_int_distribution(0, 60)(random)));
        ::kill(child, SIGKILL);
        int status = 0;
        ::waitpid(child, &status, 0);
        kills += WIFSIGNALED(status) ? 1 : 0;
        before = storedPictures(folder.path() / "killed");
    }
    EXPECT_GT(kills, 0) << "the extraction was over before it could be killed";
    std::size_t computed = 0;
    const auto resumed =
        extract(folder.path() / "pictures", folder.path() / "killed", [&](const Progress& progress) {
            if (progress.stage == "Reading pictures")
                computed = progress.total;
        });
    EXPECT_EQ(computed, kPictures - before) << "what was stored was computed again";
    ASSERT_EQ(resumed->images.rows(), whole->images.rows());
    const auto bits = [](const SharedMatrix& matrix) {
        return std::vector<float>(matrix.view().data(), matrix.view().data() + matrix.view().size());
    };
    EXPECT_EQ(bits(resumed->images), bits(whole->images));
    EXPECT_EQ(bits(resumed->sentences), bits(whole->sentences));
    EXPECT_EQ(resumed->unreadableImages, std::vector<std::int32_t>{77});
    EXPECT_EQ(resumed->unreadable.size(), 1U);
}

} // namespace
} // namespace crossview
