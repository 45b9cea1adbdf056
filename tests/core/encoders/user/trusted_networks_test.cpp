#include "encoders/user/trusted_networks.h"

#include "files/atomic_file.h"
#include "support/deadline.h"
#include "support/environment_variable.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

namespace crossview::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class TrustedNetworksTest : public testing::Test {
protected:
    NetworkFacts network(const std::string& name, const std::string& content = "PK a network") const {
        return networkFacts(m_folder.write(name, content));
    }
    static std::vector<std::string> names() {
        std::vector<std::string> list;
        for (const TrustedNetwork& entry : trustedNetworks())
            list.push_back(entry.network.file.filename().string());
        return list;
    }
    /// What the memory holds is replaced by a text.
    static void damage(const std::string& text) { writeFileAtomically(trustedNetworksFile(), text); }

    TemporaryFolder m_folder;
    EnvironmentVariable m_memory{"XDG_DATA_HOME", m_folder / "data"};
};

TEST_F(TrustedNetworksTest, KnowsWhatAFileIsByItsContentAndName) {
    EXPECT_EQ(network("a.onnx", "PK").kind, NetworkKind::torchScript);
    const NetworkFacts facts = network("A.ONNX", "abc");
    EXPECT_EQ(facts.kind, NetworkKind::onnx);
    EXPECT_EQ(facts.bytes, 3U);
    EXPECT_EQ(facts.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(readNetworkFile(facts.file).facts, facts);
    EXPECT_EQ(readNetworkFile(facts.file).content, "abc");
    EXPECT_THROW(network("a.bin", "abc"), Error);
    EXPECT_THROW(network("empty.pt", ""), Error);
}

TEST_F(TrustedNetworksTest, AllowsWhatAPersonAllowedAndNothingElse) {
    const NetworkFacts asked = network("a.pt");
    EXPECT_THROW(requireTrusted(asked), UntrustedNetwork);
    EXPECT_TRUE(trustNetwork(asked));
    EXPECT_FALSE(trustNetwork(asked)) << "is known already";
    EXPECT_NO_THROW(requireTrusted(asked));
    EXPECT_NO_THROW(requireTrusted(network("copy.pt"))) << "the same content elsewhere";
    EXPECT_THROW(requireTrusted(network("b.pt", "PK another")), UntrustedNetwork);
    EXPECT_FALSE(networkIsTrusted(asked.sha256.substr(0, 63)));
    EXPECT_FALSE(networkIsTrusted(""));
    ASSERT_EQ(trustedNetworks().size(), 1U);
    EXPECT_EQ(trustedNetworks().front().network, asked);
    EXPECT_THAT(trustedNetworks().front().allowed, testing::MatchesRegex("....-..-..T..:..:..Z"));
}

TEST_F(TrustedNetworksTest, ForgetsByPathAndBySum) {
    const NetworkFacts first = network("a.pt", "PK 1");
    const NetworkFacts second = network("b.pt", "PK 2");
    const NetworkFacts third = network("c.pt", "PK 3");
    for (const NetworkFacts& each : {first, second, third})
        trustNetwork(each);
    EXPECT_EQ(forgetNetworks(first.file.string()).size(), 1U);
    EXPECT_THAT(names(), ElementsAre("b.pt", "c.pt"));
    EXPECT_EQ(forgetNetworks(third.sha256.substr(0, 8)).front().network, third);
    EXPECT_THAT(names(), ElementsAre("b.pt"));
    EXPECT_THROW(forgetNetworks(second.sha256.substr(0, 7)), Error) << "too short to mean one";
    EXPECT_THROW(forgetNetworks(""), Error);
    EXPECT_FALSE(networkIsTrusted(first.sha256));
    EXPECT_TRUE(networkIsTrusted(second.sha256));
}

TEST_F(TrustedNetworksTest, ADamagedMemoryAllowsNothing) {
    const NetworkFacts asked = network("a.pt");
    trustNetwork(asked);
    const std::string whole = readFile(trustedNetworksFile());
    for (std::size_t size = 0; size + 3 < whole.size(); size += 7) {
        damage(whole.substr(0, size));
        ASSERT_FALSE(networkIsTrusted(asked.sha256)) << size;
    }
    for (const char* text : {"[]", "{}", "{\"allowed networks\": 3}", "{\"allowed networks\": [3, {}, null]}",
                             "{\"allowed networks\": [{\"sha256\": 5}]}"}) {
        damage(text);
        EXPECT_FALSE(networkIsTrusted(asked.sha256)) << text;
    }
    std::string huge = whole; // a number of bytes that is none
    const std::size_t bytes = huge.find("\"bytes\": ") + 9;
    huge.replace(bytes, huge.find(',', bytes) - bytes, "1e300");
    damage(huge);
    EXPECT_FALSE(networkIsTrusted(asked.sha256));
    EXPECT_TRUE(trustNetwork(asked)) << "it is made anew";
    EXPECT_TRUE(networkIsTrusted(asked.sha256));
}

TEST_F(TrustedNetworksTest, NothingIsWaitedForInItsPlace) {
    const Deadline deadline;
    std::filesystem::create_directories(trustedNetworksFile().parent_path());
    ASSERT_EQ(::mkfifo(trustedNetworksFile().c_str(), 0600), 0);
    EXPECT_FALSE(networkIsTrusted(network("a.pt").sha256));
}

TEST_F(TrustedNetworksTest, WithoutAFolderNothingIsAllowed) {
    const EnvironmentVariable noData("XDG_DATA_HOME", nullptr);
    const EnvironmentVariable noHome("HOME", nullptr);
    EXPECT_FALSE(networkIsTrusted(network("a.pt").sha256));
    EXPECT_THROW(trustNetwork(network("a.pt")), Error);
}

TEST_F(TrustedNetworksTest, TheCommandThatItNamesHoldsAnyPath) {
    const NetworkFacts asked = network("a'; rm -rf ~; '.pt");
    EXPECT_THAT(UntrustedNetwork(asked).what(), HasSubstr("a'\\''; rm -rf ~; '\\''.pt''"));
}

TEST(SizeText, IsShort) {
    EXPECT_EQ(sizeText(12), "12 bytes");
    EXPECT_EQ(sizeText(1234), "1 kB");
    EXPECT_EQ(sizeText(999'700), "1 MB");
    EXPECT_EQ(sizeText(42'400'000), "42 MB");
    EXPECT_EQ(sizeText(2'540'000'000), "2.5 GB");
}

} // namespace
} // namespace crossview::test
