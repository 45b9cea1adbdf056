#include "files/plain_file.h"

#include "common/error.h"
#include "files/atomic_file.h"
#include "files/file_handle.h"
#include "files/mapped_file.h"
#include "support/deadline.h"
#include "support/temporary_folder.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

namespace crossview {
namespace {

using testing::HasSubstr;

std::string reasonOf(const std::function<void()>& work) {
    try {
        work();
    } catch (const Error& error) {
        return error.what();
    }
    return "nothing was thrown";
}

/// A named pipe that nobody writes to: whoever opens it the ordinary way waits for ever.
std::filesystem::path pipeIn(const test::TemporaryFolder& folder) {
    const auto pipe = folder / "pipe";
    EXPECT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
    return pipe;
}

TEST(PlainFile, PipesDevicesAndFoldersAreRefusedBeforeTheyAreRead) {
    const test::TemporaryFolder folder;
    const auto pipe = pipeIn(folder);
    for (const auto& file : {pipe, std::filesystem::path("/dev/zero")}) {
        EXPECT_THAT(reasonOf([&] { readFile(file); }), HasSubstr("it is no ordinary file"));
        EXPECT_THAT(reasonOf([&] { openForReading(file); }), HasSubstr("it is no ordinary file"));
        EXPECT_THAT(reasonOf([&] { const MappedFile mapped(file); }), HasSubstr("it is no ordinary file"));
    }
    EXPECT_THAT(reasonOf([&] { openForReading(folder.path()); }), HasSubstr("it is a folder"));
    EXPECT_THAT(reasonOf([&] { openForReading(folder / "none"); }), HasSubstr("No such file"));
    EXPECT_THAT(reasonOf([&] { openForWriting(pipe); }), HasSubstr("cannot be written"));
}

TEST(PlainFile, WhatTheKernelShowsHasNoEndAndIsNotReadForIt) {
    const test::Deadline deadline(5);
    if (!std::filesystem::exists("/proc/self/pagemap"))
        GTEST_SKIP() << "no such file here";
    EXPECT_EQ(readFile("/proc/self/pagemap"), "");
}

TEST(PlainFile, SaysWhatALibraryMustNotOpen) {
    const test::TemporaryFolder folder;
    const auto pipe = pipeIn(folder);
    std::filesystem::create_symlink("/nowhere", folder / "dangling");
    EXPECT_THAT(reasonOf([&] { refuseUnlessPlain(pipe); }), HasSubstr("pipe is no ordinary file"));
    EXPECT_THAT(reasonOf([&] { refuseUnlessPlain(folder.path()); }), HasSubstr("is no ordinary file"));
    EXPECT_THAT(reasonOf([&] { refuseUnlessPlain(folder / "dangling"); }), HasSubstr("is a link"));
    refuseUnlessPlain(folder / "none");
    refuseUnlessPlain(folder.write("plain", ""));
}

TEST(PlainFile, ALinkIsReadThroughAndNeverWrittenThrough) {
    const test::TemporaryFolder folder;
    writeFileAtomically(folder / "elsewhere", "precious");
    std::filesystem::create_symlink(folder / "elsewhere", folder / "link");
    EXPECT_EQ(readFile(folder / "link"), "precious");
    EXPECT_THAT(reasonOf([&] { openForWriting(folder / "link"); }), HasSubstr("is a link"));
    EXPECT_THAT(reasonOf([&] { openPlainForWriting(folder / "link", O_RDWR); }), HasSubstr("is a link"));
    EXPECT_EQ(readFile(folder / "elsewhere"), "precious");
    // Replacing puts a file in the place of the link itself.
    writeFileAtomically(folder / "link", "new");
    EXPECT_EQ(readFile(folder / "elsewhere"), "precious");
    EXPECT_EQ(readFile(folder / "link"), "new");
    std::filesystem::create_directory_symlink(folder.path(), folder / "folder");
    EXPECT_THAT(reasonOf([&] { refuseLink(folder / "folder"); }), HasSubstr("is a link"));
    refuseLink(folder / "none");
    refuseLink(folder / "elsewhere");
}

TEST(PlainFile, WritingBeginsAnewOrGoesOn) {
    const test::TemporaryFolder folder;
    writeFileAtomically(folder / "file", "0123456789");
    openPlainForWriting(folder / "file", O_RDWR);
    EXPECT_EQ(readFile(folder / "file"), "0123456789");
    finishWriting(openForWriting(folder / "file"), folder / "file");
    EXPECT_EQ(readFile(folder / "file"), "");
}

} // namespace
} // namespace crossview
