#include "common/error.h"
#include "dataset/importers/coco_captions.h"
#include "dataset/importers/coco_regions.h"
#include "dataset/importers/entities_markup.h"
#include "dataset/importers/flickr_tokens.h"
#include "dataset/importers/karpathy_json.h"
#include "dataset/importers/table.h"
#include "files/atomic_file.h"
#include "files/npy.h"
#include "parsed_captions.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <functional>

using namespace crossview;

namespace {

/// Runs the seeds and finds of a fuzz target through its parser in builds without libFuzzer too: an Error is
/// fine, anything else is not. Returns how many files there were and how many gave an Error.
std::pair<int, int> replay(const char* target, const std::function<void(const std::string&)>& parse) {
    int files = 0;
    int errors = 0;
    const auto folder = std::filesystem::path(CROSSVIEW_TEST_DATA).parent_path() / "fuzz" / "corpus" / target;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        ++files;
        try {
            parse(readFile(entry.path()));
        } catch (const Error&) {
            ++errors;
        }
    }
    return {files, errors};
}

} // namespace

TEST(FuzzCorpus, NpyFilesParseOrFailWithASentence) {
    const auto [files, errors] =
        replay("npy", [](const std::string& text) { parseNpy(std::as_bytes(std::span(text)), "seed"); });
    EXPECT_GE(files, 9);
    EXPECT_GE(errors, 2); // a shape beyond the file, a truncated file
    EXPECT_LE(errors, files - 6);
}

TEST(FuzzCorpus, RegionsParseOrFailWithASentence) {
    const auto [files, errors] = replay("coco_regions", [](const std::string& text) {
        test::ParsedCaptions parsed;
        parseCocoRegions(text, "seed", parsed.sink());
        EXPECT_FALSE(parsed.pairs.empty());
    });
    EXPECT_GE(files, 4);
    EXPECT_EQ(errors, 2); // no JSON, and boxes without phrases
    const auto [markups, refused] = replay("flickr_entities", [](const std::string& text) {
        std::size_t broken = 0;
        parseEntitySentence(text, broken);
        parseEntityAnnotations(text, "seed");
    });
    EXPECT_GE(markups, 4);
    EXPECT_EQ(refused, markups - 1);
}

TEST(FuzzCorpus, TokenFilesNeverFail) {
    const auto [files, errors] = replay("flickr_tokens", [](const std::string& text) {
        test::ParsedCaptions parsed;
        parseFlickrTokens(text, parsed.sink());
        EXPECT_FALSE(parsed.pairs.empty());
    });
    EXPECT_GE(files, 3);
    EXPECT_EQ(errors, 0);
}

TEST(FuzzCorpus, JsonFilesParseOrFailWithASentence) {
    const auto [files, errors] = replay("karpathy_json", [](const std::string& text) {
        test::ParsedCaptions parsed;
        parseKarpathyJson(text, "seed", parsed.sink());
    });
    EXPECT_GE(files, 3);
    EXPECT_GE(errors, 1);
}

TEST(FuzzCorpus, CocoFilesParseOrFailWithASentence) {
    const auto [files, errors] = replay("coco_captions", [](const std::string& text) {
        test::ParsedCaptions parsed;
        parseCocoCaptions(text, "seed", parsed.sink());
    });
    EXPECT_GE(files, 4);
    EXPECT_GE(errors, 2); // cut off; boxes instead of captions
    EXPECT_LE(errors, files - 2);
}

TEST(FuzzCorpus, TablesParseOrFailWithASentence) {
    const auto [files, errors] = replay("table", [](const std::string& text) {
        test::ParsedCaptions parsed;
        parseTable(text, "seed", parsed.sink());
    });
    EXPECT_GE(files, 5);
    EXPECT_GE(errors, 1);
}
