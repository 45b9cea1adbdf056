#include "picturebook/packages.h"
#include "support/temporary_folder.h"

#include "common/error.h"
#include "files/atomic_file.h"

#include <QtTest>

#include <chrono>
#include <thread>

using namespace crossview;
using crossview::test::TemporaryFolder;

namespace {

/// Programs of the test's own in place of apt-get and dpkg-deb: no network, no packages.
class FakeTools {
public:
    FakeTools() : m_path(qgetenv("PATH")) {
        qputenv("PATH", QByteArray::fromStdString(m_folder.path().string()));
    }
    ~FakeTools() { qputenv("PATH", m_path); }
    FakeTools(const FakeTools&) = delete;
    FakeTools& operator=(const FakeTools&) = delete;

    void add(const std::string& name, const std::string& script) {
        writeFileAtomically(m_folder / name, "#!/bin/sh\nPATH=/usr/bin:/bin\nlog=" +
                                                 (m_folder / "log").string() + "\n" + script + "\n");
        std::filesystem::permissions(m_folder / name, std::filesystem::perms::owner_all);
    }
    std::string log() const {
        return std::filesystem::exists(m_folder / "log") ? readFile(m_folder / "log") : std::string{};
    }

private:
    TemporaryFolder m_folder;
    QByteArray m_path;
};

const PackageNeed& need() {
    static const PackageNeed kNeed{"some-data", "some/data.txt", {"some/data.txt"}};
    return kNeed;
}

constexpr const char* kDownload =
    "case \"$*\" in\n"
    "*--print-uris*) echo \"'http://x' some-data.deb 4 SHA256:0\" ;;\n"
    "*download*) echo download >>$log; printf abcd >some-data_1_all.deb ;;\nesac";
constexpr const char* kUnpack =
    "echo unpack >>$log; mkdir -p $3/usr/share/some; cp $2 $3/usr/share/some/data.txt; "
    "echo large >$3/usr/share/some/unwanted.txt";

std::string messageOf(Packages& packages) {
    try {
        packages.ensure(need(), {}, {});
    } catch (const Error& error) {
        return error.what();
    }
    return "no error";
}

} // namespace

class PackagesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void installedPackagesAreUsedWhereTheyAre();
    void missingPackagesAreDownloadedOnceAndUnpackedInPart();
    void listsAreRefreshedOnceWhenADownloadFails();
    void aMissingPackageIsNamedWithTheRemedy();
    void aSystemWithoutAptIsNamed();
    void aBrokenDownloadIsThrownAway();
    void cancelKillsTheDownload();
};

void PackagesTest::installedPackagesAreUsedWhereTheyAre() {
    const TemporaryFolder folder;
    const FakeTools tools;
    writeFileAtomically(folder / "root/usr/share/some/data.txt", "x");
    Packages packages(folder / "cache", false, folder / "root");
    QCOMPARE(packages.ensure(need(), {}, {}), folder / "root/usr/share");
    QVERIFY(!std::filesystem::exists(folder / "cache"));
}

void PackagesTest::missingPackagesAreDownloadedOnceAndUnpackedInPart() {
    const TemporaryFolder folder;
    FakeTools tools;
    tools.add("apt-get", kDownload);
    tools.add("dpkg-deb", kUnpack);
    std::vector<std::string> stages;
    for (int round = 0; round < 2; ++round) {
        Packages packages(folder / "cache", false, folder / "root");
        const auto share = packages.ensure(need(), {}, [&](const Progress& progress) {
            if (stages.empty() || stages.back() != progress.stage)
                stages.push_back(progress.stage);
        });
        QCOMPARE(readFile(share / "some/data.txt"), std::string("abcd"));
        QVERIFY(!std::filesystem::exists(share / "some/unwanted.txt"));
    }
    QCOMPARE(tools.log(), std::string("download\nunpack\n"));
    const std::vector<std::string> expected{"Downloading some-data", "Unpacking some-data"};
    QVERIFY(stages == expected);
}

void PackagesTest::listsAreRefreshedOnceWhenADownloadFails() {
    const TemporaryFolder folder;
    FakeTools tools;
    tools.add("apt-get",
              std::string("case \"$*\" in *update*) echo update >>$log; exit 0 ;; esac\n"
                          "grep -q update $log 2>/dev/null || { echo 'E: no lists' >&2; exit 100; }\n") +
                  kDownload);
    tools.add("dpkg-deb", kUnpack);
    Packages packages(folder / "cache", false, folder / "root");
    packages.ensure(need(), {}, {});
    QCOMPARE(tools.log(), std::string("update\ndownload\nunpack\n"));
}

void PackagesTest::aMissingPackageIsNamedWithTheRemedy() {
    const TemporaryFolder folder;
    FakeTools tools;
    tools.add("apt-get", "echo \"$*\" >>$log; echo 'E: Unable to locate package some-data' >&2; "
                         "echo 'W: something else' >&2; exit 100");
    Packages packages(folder / "cache", false, folder / "root");
    const QString message = QString::fromStdString(messageOf(packages));
    QVERIFY2(message.contains(QStringLiteral("package some-data is not installed")), qPrintable(message));
    QVERIFY2(message.contains(QStringLiteral("(E: Unable to locate package some-data)")),
             qPrintable(message));
    QVERIFY2(message.contains(QStringLiteral("apt-get install some-data")), qPrintable(message));
    QVERIFY2(message.contains(QStringLiteral("--starter")), qPrintable(message));
    messageOf(packages);
    QCOMPARE(QString::fromStdString(tools.log()).count(QStringLiteral(" update")), 1);
    Packages starter(folder / "cache", true, folder / "root");
    QVERIFY(messageOf(starter).find("--starter") == std::string::npos);
}

void PackagesTest::aSystemWithoutAptIsNamed() {
    const TemporaryFolder folder;
    const FakeTools tools;
    Packages packages(folder / "cache", false, folder / "root");
    const std::string message = messageOf(packages);
    QVERIFY2(message.find("apt-get is not on this system") != std::string::npos, message.c_str());
}

void PackagesTest::aBrokenDownloadIsThrownAway() {
    const TemporaryFolder folder;
    FakeTools tools;
    tools.add("apt-get", kDownload);
    tools.add("dpkg-deb", "echo 'dpkg-deb: error: not a Debian archive' >&2; exit 2");
    Packages packages(folder / "cache", false, folder / "root");
    QVERIFY(messageOf(packages).find("not a Debian archive") != std::string::npos);
    tools.add("dpkg-deb", kUnpack);
    QCOMPARE(messageOf(packages), std::string("no error"));
    QCOMPARE(tools.log(), std::string("download\ndownload\nunpack\n"));
}

void PackagesTest::cancelKillsTheDownload() {
    const TemporaryFolder folder;
    FakeTools tools;
    tools.add("apt-get", "case \"$*\" in *--print-uris*) echo \"'u' n 9 s\" ;; *) exec sleep 30 ;; esac");
    Packages packages(folder / "cache", false, folder / "root");
    std::stop_source source;
    std::chrono::steady_clock::time_point asked;
    const std::jthread stopper([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(300));
        asked = std::chrono::steady_clock::now();
        source.request_stop();
    });
    QVERIFY_EXCEPTION_THROWN(packages.ensure(need(), source.get_token(), {}), Cancelled);
    const std::chrono::duration<double, std::milli> late = std::chrono::steady_clock::now() - asked;
    QVERIFY2(late.count() < 150, qPrintable(QString::number(late.count())));
}

QTEST_GUILESS_MAIN(PackagesTest)
#include "packages_test.moc"
