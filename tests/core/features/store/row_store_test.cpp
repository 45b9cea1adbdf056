#include "features/store/row_store.h"

#include "common/error.h"
#include "files/atomic_file.h"
#include "files/npy.h"
#include "support/temporary_folder.h"

#include <fstream>
#include <numeric>

#include <gtest/gtest.h>

namespace crossview {
namespace {

namespace fs = std::filesystem;

class Rows : public testing::Test {
protected:
    static constexpr std::size_t kWidth = 5;

    static std::vector<float> valuesOf(int seed) {
        std::vector<float> values(kWidth);
        std::iota(values.begin(), values.end(), static_cast<float>(seed));
        return values;
    }
    static void add(RowStore& store, const std::vector<std::string>& keys, int seed) {
        std::vector<std::vector<float>> values;
        for (std::size_t i = 0; i < keys.size(); ++i)
            values.push_back(valuesOf(seed + static_cast<int>(i)));
        std::vector<StoredRow> rows;
        for (std::size_t i = 0; i < keys.size(); ++i)
            rows.push_back({keys[i], values[i], {}});
        store.append(rows);
    }
    fs::path file() const { return m_folder.path() / "raw" / "block.npy"; }
    fs::path lines() const { return m_folder.path() / "raw" / "block.rows"; }
    static std::vector<float> row(const RowStore& store, const std::string& key) {
        return store.rows(std::vector{key}).values();
    }

    test::TemporaryFolder m_folder;
};

TEST_F(Rows, ComeBackAfterAnotherStart) {
    {
        RowStore store(file(), kWidth);
        EXPECT_FALSE(store.knows("a"));
        add(store, {"a", "b"}, 10);
        const StoredRow bad{"c", {}, "c.png is\nempty"};
        store.append({&bad, 1});
        add(store, {"a"}, 40); // the picture changed
    }
    const RowStore store(file(), kWidth);
    EXPECT_EQ(store.size(), 3U);
    EXPECT_EQ(row(store, "a"), valuesOf(40));
    EXPECT_EQ(row(store, "b"), valuesOf(11));
    EXPECT_EQ(row(store, "c"), std::vector<float>(kWidth));
    EXPECT_EQ(store.reason("c"), "c.png is empty");
    EXPECT_EQ(store.reason("a"), std::nullopt);
    EXPECT_THROW(row(store, "d"), std::out_of_range);
    const Matrix whole = readNpy(file()); // as NumPy sees it
    EXPECT_EQ(whole.rows(), 4U);
    EXPECT_EQ(whole.cols(), kWidth);
}

TEST_F(Rows, SurviveAKillAtEveryByte) {
    {
        RowStore store(file(), kWidth);
        add(store, {"a", "b"}, 1);
    }
    const std::string firstLines = readFile(lines());
    const std::string firstValues = readFile(file());
    {
        RowStore store(file(), kWidth);
        add(store, {"c", "d"}, 7);
    }
    const std::string allLines = readFile(lines());
    const std::string allValues = readFile(file());
    // Values are written before lines: a kill leaves a part of the values, or all of them and a part of the
    // lines.
    const auto afterKill = [&](std::string_view values, std::string_view text) {
        std::ofstream(file(), std::ios::binary) << values;
        std::ofstream(lines(), std::ios::binary) << text;
        RowStore store(file(), kWidth);
        EXPECT_EQ(row(store, "a"), valuesOf(1));
        EXPECT_EQ(row(store, "b"), valuesOf(2));
        const std::size_t kept = store.size();
        std::vector<std::string> missing;
        for (const std::string key : {"c", "d"})
            if (!store.knows(key))
                missing.push_back(key);
        EXPECT_EQ(kept + missing.size(), 4U);
        add(store, missing, 9 - static_cast<int>(missing.size()));
        EXPECT_EQ(row(store, "c"), valuesOf(7));
        EXPECT_EQ(row(store, "d"), valuesOf(8));
    };
    for (std::size_t size = firstValues.size(); size <= allValues.size(); ++size)
        afterKill(allValues.substr(0, size), firstLines);
    for (std::size_t size = firstLines.size(); size <= allLines.size(); ++size)
        afterKill(allValues, allLines.substr(0, size));
}

TEST_F(Rows, AreBegunAnewWhereTheFilesDoNotFit) {
    {
        RowStore store(file(), kWidth);
        add(store, {"a"}, 1);
    }
    EXPECT_FALSE(RowStore(file(), kWidth + 1).knows("a")); // another width
    {
        RowStore store(file(), kWidth);
        add(store, {"a"}, 1);
    }
    fs::resize_file(file(), 130); // values lost, lines kept
    EXPECT_FALSE(RowStore(file(), kWidth).knows("a"));
    std::ofstream(lines(), std::ios::binary) << "something else\n";
    RowStore store(file(), kWidth);
    EXPECT_EQ(store.size(), 0U);
    add(store, {"b"}, 3);
    EXPECT_EQ(row(store, "b"), valuesOf(3));
}

TEST_F(Rows, WhatIsDamagedIsMadeAgain) {
    {
        RowStore store(file(), kWidth);
        add(store, {"a", "b"}, 1);
        const StoredRow bad{"c", {}, "is empty"};
        store.append({&bad, 1});
    }
    const std::string wholeLines = readFile(lines());
    const std::string wholeValues = readFile(file());
    const auto check = [&](const std::string& values, const std::string& text) {
        std::ofstream(file(), std::ios::binary) << values;
        std::ofstream(lines(), std::ios::binary) << text;
        RowStore store(file(), kWidth);
        int known = 0;
        for (const std::string key : {"a", "b", "c"})
            known += store.knows(key) ? 1 : 0;
        if (store.knows("a")) {
            EXPECT_EQ(row(store, "a"), valuesOf(1));
        }
        if (store.knows("b")) {
            EXPECT_EQ(row(store, "b"), valuesOf(2));
        }
        if (store.knows("c")) {
            EXPECT_EQ(store.reason("c"), "is empty");
        }
        add(store, {"a", "b"}, 1);
        EXPECT_EQ(row(RowStore(std::move(store)), "b"), valuesOf(2));
        return known;
    };
    EXPECT_EQ(check(wholeValues, wholeLines), 3);
    for (std::size_t at = 128; at < wholeValues.size(); ++at) {
        std::string changed = wholeValues;
        changed[at] = static_cast<char>(changed[at] ^ 0x10);
        EXPECT_EQ(check(changed, wholeLines), 2) << at;
    }
    for (std::size_t at = 0; at < wholeLines.size(); ++at) {
        std::string changed = wholeLines;
        changed[at] = static_cast<char>(changed[at] ^ 0x01);
        EXPECT_LT(check(wholeValues, changed), 3) << at;
    }
}

TEST_F(Rows, OfAStoreWithoutSumsAreTakenAndGetThem) {
    {
        RowStore store(file(), kWidth);
        add(store, {"a", "b"}, 1);
    }
    std::ofstream(lines(), std::ios::binary) << "crossview rows, 5 values\na\nb\tis empty\nc";
    {
        const RowStore store(file(), kWidth);
        EXPECT_EQ(RowStore::storedDimensions(file()), kWidth);
        EXPECT_EQ(row(store, "a"), valuesOf(1));
        EXPECT_EQ(store.reason("b"), "is empty");
        EXPECT_FALSE(store.knows("c"));
    }
    const RowStore store(file(), kWidth);
    EXPECT_EQ(row(store, "a"), valuesOf(1));
    EXPECT_TRUE(readFile(lines()).starts_with("crossview summed rows, 5 values\na\t\t"));
}

TEST_F(Rows, NameTheFileThatCannotBeWritten) {
    std::ofstream(m_folder.path() / "raw") << "a file where a folder should be";
    try {
        RowStore store(file(), kWidth);
        FAIL() << "a store without a folder";
    } catch (const Error& error) {
        EXPECT_NE(std::string(error.what()).find("block"), std::string::npos) << error.what();
    }
}

TEST_F(Rows, WaitForAnotherWriterUntilStopped) {
    const RowStore first(file(), kWidth);
    std::stop_source source;
    source.request_stop();
    EXPECT_THROW(RowStore(file(), kWidth, source.get_token()), Cancelled);
}

TEST(RowStore, LinksAreNotFollowed) {
    const test::TemporaryFolder folder;
    writeFileAtomically(folder / "elsewhere.npy", "precious");
    fs::create_directories(folder / "raw");
    fs::create_symlink(folder / "elsewhere.npy", folder / "raw" / "rows.npy");
    EXPECT_THROW(RowStore(folder / "raw" / "rows.npy", 3, {}), Error);
    EXPECT_EQ(readFile(folder / "elsewhere.npy"), "precious");
    fs::create_directory_symlink(folder / "raw", folder / "linked");
    EXPECT_THROW(RowStore(folder / "linked" / "others.npy", 3, {}), Error);
    EXPECT_FALSE(fs::exists(folder / "raw" / "others.npy"));
}

} // namespace
} // namespace crossview
