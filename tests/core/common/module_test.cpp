#include "common/error.h"
#include "common/module.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crossview::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;

std::string faultOf(const char* library, const char* function) {
    try {
        moduleFunction(library, function);
    } catch (const Error& error) {
        return error.what();
    }
    return "nothing was thrown";
}

TEST(Module, IsLoadedWithItsFunction) {
    const auto cosine = moduleFunction<double(double)>("libm.so.6", "cos");
    EXPECT_EQ(cosine(0), 1);
}

TEST(Module, ThatIsMissingIsNamedWithTheRemedy) {
    EXPECT_THAT(faultOf("libcrossview-nothing.so", "anything"),
                AllOf(HasSubstr("libcrossview-nothing.so"), HasSubstr("install Crossview again")));
    EXPECT_THAT(faultOf("libm.so.6", "crossview_nothing"), HasSubstr("crossview_nothing"));
}

} // namespace
} // namespace crossview::test
